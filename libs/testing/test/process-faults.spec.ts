import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freezeProcess, killProcess, limitFileSize, thawProcess } from '../src/faults/index.ts';

let folder: string;
let child: ChildProcess;
let pid: number;

/** Writes as many bytes to a file as it is told, and says how that went. */
const writer = `
  const { writeFileSync } = require('node:fs');
  process.on('message', ({ file, size }) => {
    try { writeFileSync(file, Buffer.alloc(size)); process.send('written'); } catch (problem) { process.send(problem.code); }
  });
  process.send('ready');`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'linli-faults-'));
  child = spawn(process.execPath, ['-e', writer], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  pid = child.pid as number;
  await once(child, 'message');
});

afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function write(size: number): Promise<unknown> {
  const answer = once(child, 'message');
  child.send({ file: join(folder, 'file'), size });
  return (await answer)[0];
}

function stateOf(process: number): string | undefined {
  return /^State:\s+(\w)/m.exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1];
}

test('a frozen process stands still, and goes on where it was', async () => {
  freezeProcess(pid);
  expect(stateOf(pid)).toBe('T');
  const answer = write(1);
  thawProcess(pid);
  expect(await answer).toBe('written');
});

test('a killed process runs no longer, frozen or not', async () => {
  freezeProcess(pid);
  const exit = once(child, 'exit');
  await killProcess(pid);
  expect(await exit).toEqual([null, 'SIGKILL']);
});

test('a process whose files may not grow is told so, and goes on when they may', async () => {
  limitFileSize(pid, 10_000);
  expect(await write(20_000)).toBe('EFBIG');
  limitFileSize(pid, 'unlimited');
  expect(await write(20_000)).toBe('written');
});
