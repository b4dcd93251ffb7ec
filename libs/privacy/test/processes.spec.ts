import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { decryptField, erased } from '../src/field-cipher.ts';
import { SqliteVaultEngine } from '../src/sqlite/sqlite-vault-engine.ts';
import { Vault } from '../src/vault.ts';
import { newFolder } from './engines.ts';
import { canary, idNumber, logIn, place } from './samples.ts';

const kills = 8;
let folder: ReturnType<typeof newFolder>;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

function start(program: string, ...args: readonly (string | number)[]): ChildProcess {
  return fork(
    fileURLToPath(new URL(`./children/${program}.ts`, import.meta.url)),
    [folder.path, ...args.map(String)],
    { execArgv: ['--conditions=@linli/source'] },
  );
}

interface Told {
  readonly order?: number;
  readonly subject?: string;
  readonly text?: string;
  readonly destroyed?: string;
}

test('kill -9 amid registrations, destructions and rotations, 8 times: who is there reads, who is gone is gone', async () => {
  const told: Told[] = [];
  for (let round = 0; round < kills; round++) {
    const child = start('keeper', round * 1000 + 1);
    const after = 2 + Math.floor(Math.random() * 12);
    let heard = 0;
    child.on('message', (message) => {
      told.push(message as Told);
      // Not in step with what it tells: inside the next call, at some write of it.
      if (++heard === after) setTimeout(() => child.kill('SIGKILL'), Math.random() * 40);
    });
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');

    const log = logIn(`${folder.path}/log`);
    const gone = new Set<string>();
    for await (const { data } of log.after(0)) gone.add(data.subject);
    for (const { destroyed } of told) if (destroyed !== undefined) expect(gone).toContain(destroyed);
    const engine = await SqliteVaultEngine.open({ file: `${folder.path}/vault.db` });
    const vault = await Vault.open({ engine, log, now: Date.now });
    for (const { order, subject, text } of told) {
      if (order === undefined || subject === undefined || text === undefined) continue;
      const context = `round ${round}, killed after ${after}, number ${order}`;
      const read = await decryptField(vault, text, place);
      expect([context, read]).toEqual([context, gone.has(subject) ? erased : canary]);
      const now = await vault.subjectOf(idNumber(order));
      if (gone.has(subject)) expect([context, now]).not.toEqual([context, subject]);
      else expect([context, now]).toEqual([context, subject]);
    }
    await vault.rotate();
    await vault.rewrap();
    await vault.close();
  }
  expect(told.length).toBeGreaterThanOrEqual(2 * kills);
}, 240_000);

test('two processes that register the same numbers at once come to the same persons', async () => {
  const children = [start('registrar', 60), start('registrar', 60)];
  await Promise.all(children.map((child) => once(child, 'message')));
  const answers = children.map((child) => once(child, 'message'));
  for (const child of children) child.send('go');
  const [[one], [other]] = (await Promise.all(answers)) as [[string[]], [string[]]];
  expect(one).toHaveLength(60);
  expect(new Set(one).size).toBe(60);
  expect(other).toEqual(one);
});
