import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import type { FollowOptions } from '../src/event-store.ts';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';
import { newFolder } from './engines.ts';
import { notes } from './log-samples.ts';

let folder = newFolder();
let store: SqliteEventStore;

beforeEach(async () => {
  folder = newFolder();
  store = await SqliteEventStore.open({ file: join(folder.path, 'incidents.log.db') });
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

/** What a follower has got when it has come to a position. */
async function followed(
  until: number,
  options: Omit<FollowOptions, 'signal'> & { readonly pause?: () => Promise<unknown> },
): Promise<readonly RecordedEvent[]> {
  const { pause, ...rest } = options;
  const ending = new AbortController();
  const events: RecordedEvent[] = [];
  for await (const page of store.follow({ ...rest, signal: ending.signal })) {
    events.push(...page.events);
    if (page.position >= until) ending.abort();
    await pause?.();
  }
  return events;
}

async function appendAll(appends: number, size: number): Promise<void> {
  for (let n = 0; n < appends; n++) await store.append(`stream-${n % 7}`, notes(size, `note-${n}`), 'any');
}

test('followers at the head are given the same events, decoded once, and each what its filter keeps', async () => {
  const head = 300;
  const all = Array.from({ length: 10 }, () => followed(head, { after: 0 }));
  const one = followed(head, { after: 0, filter: { streamPrefix: 'stream-3' }, batchSize: 2 });
  const none = followed(head, { after: 0, filter: { types: ['Unknown'] } });
  await appendAll(100, 3);
  const stored = (await store.readAll({ after: 0, limit: head })).events;
  const [first, ...others] = await Promise.all(all);
  expect(first).toEqual(stored);
  for (const other of others)
    for (const [index, event] of other.entries())
      if (event !== first?.[index]) throw new Error('decoded twice');
  expect(await one).toEqual(stored.filter(({ streamId }) => streamId === 'stream-3'));
  expect(await none).toEqual([]);
});

test('followers of every pace get every event once, however far they fall behind', async () => {
  const appends = 600;
  const head = appends * 5;
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const paces = [0, 1, 5, 40].map((turns) =>
    followed(head, {
      after: 0,
      batchSize: 37,
      pause: async () => {
        for (let n = 0; n < turns; n++) await turn();
      },
    }),
  );
  await appendAll(appends, 5);
  const late = followed(head, { after: 1_234 });
  for (const events of await Promise.all(paces))
    expect(events.map(({ position }) => position)).toEqual(Array.from({ length: head }, (_, n) => n + 1));
  expect((await late).map(({ position }) => position)[0]).toBe(1_235);
  expect(await late).toHaveLength(head - 1_234);
});
