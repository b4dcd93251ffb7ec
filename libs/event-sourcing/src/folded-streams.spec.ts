import { beforeEach, describe, expect, test } from '@jest/globals';
import { account, by, type Account, type AccountCommand } from '../test/accounts.ts';
import { breaking } from '../test/faults/breaking.ts';
import { createCommandHandler } from './command-handler.ts';
import { StoreUnavailable, type EventStore } from './event-store.ts';
import { FoldedStreams } from './folded-streams.ts';
import { InMemoryEventStore } from './memory/in-memory-event-store.ts';

let log: InMemoryEventStore;
/** Reads of the log so far. */
let reads: number;
let store: EventStore;
beforeEach(() => {
  log = new InMemoryEventStore();
  reads = 0;
  store = breaking(log, {
    readStream: (...call) => {
      reads++;
      return log.readStream(...call);
    },
  });
});

const handlerOf = (engine: EventStore) => createCommandHandler({ store: engine, decider: account });
/** Somebody in another process, of whom this one's memory knows nothing. */
const elsewhere = () => handlerOf(breaking(log, {}));

describe('a command to a stream that this process wrote last', () => {
  test('reads nothing', async () => {
    const handle = handlerOf(store);
    await handle('a', { do: 'open', area: '42/' }, by());
    const before = reads;
    for (let n = 1; n <= 5; n++)
      expect(await handle('a', { do: 'pay', fen: 1 }, by())).toMatchObject({ revision: n });
    expect(reads).toBe(before);
  });

  test('that opens its stream reads nothing either, and the next handler goes on from there', async () => {
    const open = createCommandHandler({ store, decider: account, opens: true });
    await open('a', { do: 'open', area: '42/' }, by());
    expect(await handlerOf(store)('a', { do: 'pay', fen: 1 }, by())).toMatchObject({ revision: 1 });
    expect(reads).toBe(0);
  });

  test('is decided on what a reader of the log would fold, not on the objects it came from', async () => {
    const seen: unknown[] = [];
    const handle = createCommandHandler<object, { type: 'Dated'; data: object }, object>({
      store,
      decider: {
        initialState: {},
        decide: (command, state) => {
          seen.push(state);
          return { outcome: 'accepted', events: [{ type: 'Dated', data: command }] };
        },
        evolve: (_, event) => event.data,
      },
    });
    const command = { at: new Date(0), none: undefined };
    await handle('a', command, by());
    command.at = new Date(1);
    await handle('a', {}, by());
    expect(seen[1]).toStrictEqual({ at: '1970-01-01T00:00:00.000Z' });
  });
});

describe('where another process has written meanwhile,', () => {
  beforeEach(async () => {
    await handlerOf(store)('a', { do: 'open', area: '42/' }, by());
  });

  test('a command is decided again on that', async () => {
    await elsewhere()('a', { do: 'pay', fen: 60 }, by());
    const handle = handlerOf(store);
    expect(await handle('a', { do: 'pay', fen: 50 }, by())).toMatchObject({ code: 'too-much' });
    expect(await handle('a', { do: 'pay', fen: 40 }, by())).toMatchObject({ revision: 2 });
  });

  test('nothing is refused by what is no longer so', async () => {
    const handle = createCommandHandler({
      store,
      decider: {
        ...account,
        decide: (command: AccountCommand, state: Account) =>
          command.do === 'nothing' && state.fen === 0
            ? { outcome: 'refused', rule: 'X-3', code: 'empty', message: 'Pay first.' }
            : account.decide(command, state),
      },
    });
    expect(await handle('a', { do: 'nothing' }, by())).toMatchObject({ code: 'empty' });
    await elsewhere()('a', { do: 'pay', fen: 60 }, by());
    expect(await handle('a', { do: 'nothing' }, by())).toMatchObject({ outcome: 'unchanged', revision: 1 });
  });

  test('nothing that a decider throws is believed before the stream has been read', async () => {
    const handle = createCommandHandler({
      store,
      decider: {
        ...account,
        decide: (command: AccountCommand, state: Account) => {
          if (state.fen === 0) throw new Error('may not');
          return account.decide(command, state);
        },
      },
    });
    await expect(handle('a', { do: 'pay', fen: 1 }, by())).rejects.toThrow('may not');
    await elsewhere()('a', { do: 'pay', fen: 60 }, by());
    expect(await handle('a', { do: 'pay', fen: 1 }, by())).toMatchObject({ revision: 2 });
  });

  test('an expected revision is held against what is there now', async () => {
    await elsewhere()('a', { do: 'pay', fen: 60 }, by());
    const handle = handlerOf(store);
    expect(await handle('a', { do: 'pay', fen: 1 }, by({ expectedRevision: 1 }))).toMatchObject({
      outcome: 'recorded',
      revision: 2,
    });
    await elsewhere()('a', { do: 'pay', fen: 1 }, by());
    expect(await handle('a', { do: 'pay', fen: 1 }, by({ expectedRevision: 2 }))).toEqual({
      outcome: 'conflict',
      streamId: 'a',
      revision: 3,
    });
  });

  test('a command that it has recorded is found', async () => {
    const context = by();
    await elsewhere()('a', { do: 'pay', fen: 60 }, context);
    expect(await handlerOf(store)('a', { do: 'pay', fen: 60 }, context)).toMatchObject({
      outcome: 'repeated',
      revision: 1,
      events: [{ data: { fen: 60 } }],
    });
  });
});

test('after an append that failed the stream is read anew', async () => {
  let fails = false;
  const failing = breaking(log, {
    append: async (...call) => {
      // The events are in the log, but the answer is lost on its way.
      const result = await log.append(...call);
      if (fails) throw new StoreUnavailable('broken', 'connection lost');
      return result;
    },
  });
  const handle = handlerOf(failing);
  await handle('a', { do: 'open', area: '42/' }, by());
  fails = true;
  const context = by();
  await expect(handle('a', { do: 'pay', fen: 60 }, context)).rejects.toThrow('connection lost');
  fails = false;
  expect(await handle('a', { do: 'pay', fen: 60 }, context)).toMatchObject({ outcome: 'repeated' });
  expect(await handle('a', { do: 'pay', fen: 50 }, by())).toMatchObject({ code: 'too-much' });
});

describe('the folded streams that are kept', () => {
  const of = (events: number) => ({ state: 0, revision: events - 1, position: 1, commands: new Map() });

  test('are those used last, of 100,000 events together', () => {
    const streams = new FoldedStreams<number>();
    for (const stream of ['a', 'b', 'c', 'a', 'd']) streams.keep(stream, of(30_000));
    expect(['a', 'b', 'c', 'd'].filter((stream) => streams.get(stream))).toEqual(['a', 'c', 'd']);
    expect(streams.events).toBe(90_000);
  });

  test('are none longer than that', () => {
    const streams = new FoldedStreams<number>();
    streams.keep('a', of(100_001));
    expect(streams.get('a')).toBeUndefined();
    expect(streams.events).toBe(0);
  });
});
