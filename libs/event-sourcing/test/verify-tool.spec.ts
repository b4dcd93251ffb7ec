import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { verifyLog } from '../src/sqlite/verify-log.ts';
import { newFolder } from './engines.ts';
import { flip, writeLog } from './log-samples.ts';

const tool = fileURLToPath(new URL('../tools/verify.ts', import.meta.url));
let folder = newFolder();

beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

async function verify(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@linli/source', tool, ...args],
      { cwd: folder.path },
    );
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

/** A log changed behind its digests' back by somebody who knows SQL. */
async function tampered(sql: string, appends = 50) {
  const file = join(folder.path, 'tampered.log.db');
  await writeLog(file, appends);
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
  return (await verifyLog(file)).damages;
}

test('verify takes all logs of the data folder when it is told none, and is content with sound ones', async () => {
  await writeLog(join(folder.path, '.linli', 'incidents.log.db'), 10);
  await writeLog(join(folder.path, '.linli', 'deeper', 'residents.log.db'), 5);
  await writeLog(join(folder.path, '.linli', 'stack', 'party', 'log.db'), 2);
  await writeLog(join(folder.path, '.linli', 'stack', 'party', 'catalog.db'), 1);
  const { code, out } = await verify();
  expect(out.trim().split('\n')).toEqual([
    'intact  .linli/deeper/residents.log.db: 15 intact events',
    'intact  .linli/incidents.log.db: 30 intact events',
    'intact  .linli/stack/party/log.db: 6 intact events',
  ]);
  expect(code).toBe(0);
});

test('verify prints file, stream and position of a damaged event and ends with 1', async () => {
  const file = join(folder.path, 'incidents.log.db');
  await writeLog(file, 10);
  flip(file, 'note-7-1');
  const { code, out } = await verify(file);
  expect(out).toContain('DAMAGED incidents.log.db: position 23, stream stream-7: does not match its digest');
  expect(out).toContain('1 damages, incidents.log.db: 29 intact events');
  expect(code).toBe(1);
});

test('verify explains itself', async () => {
  const { code, out } = await verify('--help');
  expect(out).toContain('npm run verify');
  expect(code).toBe(0);
});

test('verify says when there is nothing to verify, and what it does not understand', async () => {
  expect(await verify()).toMatchObject({ code: 2, err: expect.stringContaining('no event logs here') });
  expect(await verify('--quick')).toMatchObject({ code: 2, err: expect.stringContaining('--quick') });
});

test('verify tells its progress', async () => {
  const file = join(folder.path, 'incidents.log.db');
  await writeLog(file, 400);
  const seen: [number, number][] = [];
  await verifyLog(file, { onProgress: (done, of) => seen.push([done, of]) });
  expect(seen).toEqual([
    [500, 1200],
    [1000, 1200],
    [1200, 1200],
  ]);
});

test('verify names an event that was deleted', async () => {
  // The index entry goes with it, so its stream is known no more; the gap in revisions is told of its follower.
  expect(await tampered('DELETE FROM event WHERE position = 23')).toEqual([
    { position: 23, what: 'is missing' },
    { position: 24, streamId: 'stream-7', what: 'follows no revision 1 of its stream' },
  ]);
});

test('verify names the last events when they were deleted', async () => {
  expect(await tampered('DELETE FROM event WHERE position > 148')).toEqual([
    { what: expect.stringContaining('events 149 to 150 are missing') },
    { what: 'the last append is not whole' },
  ]);
});

test('verify finds two events that changed places', async () => {
  const damages = await tampered(
    'UPDATE event SET position = 1000 WHERE position = 22; UPDATE event SET position = 22 WHERE position = 25;' +
      'UPDATE event SET position = 25 WHERE position = 1000',
  );
  // 23 is sound itself, but the revision it follows now stands behind it.
  expect(damages.map(({ position }) => position)).toEqual([22, 23, 25]);
});

for (const column of ['stream', 'id', 'type', 'command_id', 'data', 'metadata'])
  test(`verify finds a changed ${column}`, async () => {
    const damages = await tampered(`UPDATE event SET ${column} = ${column} || ' ' WHERE position = 22`);
    expect(damages[0]).toMatchObject({ position: 22, what: 'does not match its digest' });
  });

for (const column of ['revision', 'version', 'recorded_at', 'size'])
  test(`verify finds a changed ${column}`, async () => {
    const damages = await tampered(`UPDATE event SET ${column} = ${column} + 1000 WHERE position = 22`);
    expect(damages[0]).toMatchObject({ position: 22, what: 'does not match its digest' });
  });
