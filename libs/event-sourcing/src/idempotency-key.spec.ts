import { beforeEach, describe, expect, test } from '@jest/globals';
import { account, by } from '../test/accounts.ts';
import { breaking } from '../test/faults/breaking.ts';
import { CommandIds } from './command-ids.ts';
import { createCommandHandler } from './command-handler.ts';
import type { EventStore } from './event-store.ts';
import { InMemoryEventStore } from './memory/in-memory-event-store.ts';

let log: InMemoryEventStore;
beforeEach(() => {
  log = new InMemoryEventStore();
});

const handlerOf = (store: EventStore, { opens = false } = {}) =>
  createCommandHandler({ store, decider: account, opens });
/** After a restart: nothing is in memory, the log is what it was. */
const restarted = () => breaking(log, {});

const open = { do: 'open', area: '42/' } as const;
const pay = { do: 'pay', fen: 1 } as const;
const reused = {
  outcome: 'refused',
  rule: 'IETF idempotency-key',
  code: 'idempotency-key-reused',
  field: 'Idempotency-Key',
};

describe('an idempotency key', () => {
  test('used again for the same is answered as repeated', async () => {
    const context = by({ digest: 'd1' });
    await handlerOf(log)('a', open, context);
    for (const store of [log, restarted()])
      expect(await handlerOf(store)('a', open, context)).toMatchObject({ outcome: 'repeated', revision: 0 });
    expect(await log.head()).toBe(1);
  });

  test('used again with something else is refused and records nothing, after a restart too', async () => {
    const context = by({ digest: 'd1' });
    await handlerOf(log)('a', open, context);
    for (const store of [log, restarted()])
      for (const opens of [true, false])
        expect(
          await handlerOf(store, { opens })('a', { ...open, area: '43/' }, { ...context, digest: 'd2' }),
        ).toMatchObject(reused);
    expect(await log.head()).toBe(1);
  });

  test('used twice at once for two things is good for the first', async () => {
    const context = by({ digest: 'd1' });
    const handle = handlerOf(log);
    const results = await Promise.all([
      handle('a', open, context),
      handle('a', { ...open, area: '43/' }, { ...context, digest: 'd2' }),
      handle('b', open, context),
    ]);
    expect(results).toMatchObject([{ outcome: 'recorded' }, reused, reused]);
    expect(await log.head()).toBe(1);
  });

  test('is refused elsewhere even when its first use was refused or changed nothing', async () => {
    const handle = handlerOf(log);
    for (const [command, outcome] of [
      [pay, 'refused'],
      [{ do: 'nothing' }, 'unchanged'],
    ] as const) {
      const context = by({ digest: 'd1' });
      expect(await handle('a', command, context)).toMatchObject({ outcome });
      expect(await handle('a', open, { ...context, digest: 'd2' })).toMatchObject(reused);
      expect(await handle('b', open, context)).toMatchObject(reused);
      expect(await handle('a', command, context)).toMatchObject({ outcome });
    }
    expect(await log.head()).toBe(0);
  });

  test('stands in the metadata with what was asked', async () => {
    await handlerOf(log)('a', open, by({ digest: 'd1' }));
    expect((await log.readStream('a'))[0]?.metadata).toMatchObject({ digest: 'd1' });
  });

  test('of a command without a digest is an id and nothing more', async () => {
    const { digest: _, ...context } = by({ digest: 'd1' });
    const handle = handlerOf(log);
    await handle('a', open, context);
    expect(await handle('b', open, context)).toMatchObject({ outcome: 'recorded' });
    expect(await handle('a', open, context)).toMatchObject({ outcome: 'repeated' });
    // Recorded before commands said what they ask.
    expect(await handle('a', open, { ...context, digest: 'd1' })).toMatchObject({ outcome: 'repeated' });
  });
});

describe('a command that stands in the log under its earlier id', () => {
  test('is answered with what it recorded then', async () => {
    await handlerOf(log)('a', open, by({ commandId: 'key-1' }));
    for (const store of [log, restarted()])
      for (const opens of [true, false])
        expect(
          await handlerOf(store, { opens })('a', open, by({ digest: 'd1', earlierCommandId: 'key-1' })),
        ).toMatchObject({ outcome: 'repeated', revision: 0, events: [{ metadata: { commandId: 'key-1' } }] });
    expect(await log.head()).toBe(1);
  });

  test('is another one when that event says what was asked: then ids were made as they are now', async () => {
    const handle = handlerOf(log);
    await handle('a', open, by({ commandId: 'key-1', digest: 'd1' }));
    expect(await handle('a', pay, by({ digest: 'd2', earlierCommandId: 'key-1' }))).toMatchObject({
      outcome: 'recorded',
    });
  });
});

test('of the ids given to a store the last 50,000 are known', () => {
  const ids = new CommandIds();
  const asked = (number: number, digest: string) => ids.admit(`id-${number}`, 'a', digest);
  for (let number = 0; number < 50_000; number++) asked(number, 'd1');
  expect(asked(0, 'd1')).toBe(true);
  asked(50_000, 'd1');
  expect(asked(0, 'd2')).toBe(false);
  expect(asked(2, 'd2')).toBe(false);
  expect(asked(1, 'd2')).toBe(true);
});
