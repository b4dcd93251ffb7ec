import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { provision } from '../src/engines/cache-folder.ts';

let folder: string;
let engine: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linli-cache-'));
  engine = join(folder, 'engine', '1');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const module = new URL('../src/engines/cache-folder.ts', import.meta.url).href;

/** A process that provisions the same folder, and takes its time over it. */
function provisioner(work: string) {
  const script = `
    import { appendFileSync, writeFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { provision } from ${JSON.stringify(module)};
    await provision(${JSON.stringify(engine)}, async (into) => {
      appendFileSync(${JSON.stringify(join(folder, 'builds'))}, 'x');
      console.log('building');
      ${work}
      writeFileSync(into + '/whole', '');
    });`;
  return spawn(process.execPath, ['--conditions=@linli/source', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('processes that ask at once build once, and all find it whole', async () => {
  const exits = await Promise.all(
    Array.from({ length: 3 }, () => once(provisioner('await sleep(300);'), 'exit')),
  );
  expect(exits.map(([code]) => code)).toEqual([0, 0, 0]);
  expect(readFileSync(join(folder, 'builds'), 'utf8')).toBe('x');
  expect(readdirSync(join(folder, 'engine'))).toEqual(['1']);
});

test('a builder that was killed leaves nothing that looks whole, and is followed by the next', async () => {
  const killed = provisioner('await sleep(3_600_000);');
  await once(killed.stdout, 'data');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(existsSync(engine)).toBe(false);
  await provision(engine, async (into) => writeFileSync(join(into, 'whole'), ''));
  expect(readdirSync(engine)).toEqual(['whole']);
  expect(readdirSync(join(folder, 'engine'))).toEqual(['1']);
});

test('a build that fails is reported, and can be tried again', async () => {
  const failing = provision(engine, async () => {
    throw new Error('no network');
  });
  await expect(failing).rejects.toThrow('no network');
  await provision(engine, async (into) => writeFileSync(join(into, 'whole'), ''));
  expect(readdirSync(join(folder, 'engine'))).toEqual(['1']);
});
