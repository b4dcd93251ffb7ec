import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { breaking } from '../test/faults/breaking.ts';
import { account, by, type AccountCommand } from '../test/accounts.ts';
import { createCommandHandler } from './command-handler.ts';
import { StoreUnavailable, type EventStore } from './event-store.ts';
import { InMemoryEventStore } from './memory/in-memory-event-store.ts';
import { StreamQueues } from './stream-queues.ts';
import { StoreMemory } from './store-memory.ts';

let log: InMemoryEventStore;
beforeEach(() => {
  log = new InMemoryEventStore();
});
afterEach(() => {
  jest.useRealTimers();
});

const handlerOf = (store: EventStore) => createCommandHandler({ store, decider: account, attempts: 1 });
const pay: AccountCommand = { do: 'pay', fen: 1 };
const nothingHappens = () => new Promise<never>(() => undefined);

describe('commands of one stream, given at once,', () => {
  test('are all decided, each on what those before it recorded', async () => {
    const handle = handlerOf(log);
    await handle('a', { do: 'open', area: '42/' }, by());
    const results = await Promise.all(Array.from({ length: 32 }, () => handle('a', pay, by())));
    expect(results.map((result) => [result.outcome, 'revision' in result && result.revision])).toEqual(
      Array.from({ length: 32 }, (_, index) => ['recorded', index + 1]),
    );
  });

  test('are so whichever handler of the store they are given to', async () => {
    const handlers = [handlerOf(log), handlerOf(log)];
    await handlers[0]?.('a', { do: 'open', area: '42/' }, by());
    const results = await Promise.all(
      Array.from({ length: 32 }, (_, index) => handlers[index % 2]?.('a', pay, by())),
    );
    expect(results.map((result) => result?.outcome)).toEqual(Array(32).fill('recorded'));
  });

  test('are a conflict only where another process was faster', async () => {
    const handle = handlerOf(log);
    await handle('a', { do: 'open', area: '42/' }, by());
    // Another store object, as another process has it.
    const elsewhere = handlerOf(breaking(log, {}));
    const results = await Promise.all([handle('a', pay, by()), elsewhere('a', pay, by())]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'recorded']);
  });

  test('do not wait for those of other streams', async () => {
    const store = breaking(log, {
      append: (streamId, ...rest) =>
        streamId === 'stuck' ? nothingHappens() : log.append(streamId, ...rest),
    });
    const handle = handlerOf(store);
    void handle('stuck', { do: 'open', area: '42/' }, by());
    expect(await handle('a', { do: 'open', area: '42/' }, by())).toMatchObject({ outcome: 'recorded' });
  });

  test('go on behind one that failed', async () => {
    let failures = 1;
    const store = breaking(log, {
      append: (...call) =>
        failures-- > 0 ? Promise.reject(new StoreUnavailable('broken', 'gone')) : log.append(...call),
    });
    const handle = handlerOf(store);
    const first = handle('a', { do: 'open', area: '42/' }, by());
    const second = handle('a', { do: 'open', area: '42/' }, by());
    await expect(first).rejects.toThrow('gone');
    expect(await second).toMatchObject({ outcome: 'recorded', revision: 0 });
  });

  test('go on behind one that hangs, after a while', async () => {
    jest.useFakeTimers();
    let hanging = true;
    const store = breaking(log, {
      append: (...call) => {
        if (!hanging) return log.append(...call);
        hanging = false;
        return nothingHappens();
      },
    });
    const handle = handlerOf(store);
    void handle('a', { do: 'open', area: '42/' }, by());
    const second = handle('a', { do: 'open', area: '42/' }, by());
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await second).toMatchObject({ outcome: 'recorded' });
  });
});

describe('the queues of streams', () => {
  test('keep nothing of a stream whose work has ended, however it ended', async () => {
    const queues = new StreamQueues();
    const works = Array.from({ length: 300 }, (_, index) =>
      queues.run(`s-${index % 100}`, () =>
        index % 3 === 0 ? Promise.reject(new Error('no')) : Promise.resolve(index),
      ),
    );
    expect(queues.size).toBe(100);
    await Promise.allSettled(works);
    expect(queues.size).toBe(0);
  });

  test('belong to the store', () => {
    expect(StoreMemory.of(log)).toBe(StoreMemory.of(log));
    expect(StoreMemory.of(log)).not.toBe(StoreMemory.of(new InMemoryEventStore()));
  });
});
