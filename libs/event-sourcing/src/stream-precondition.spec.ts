import { describe, expect, test } from '@jest/globals';
import { createCommandHandler } from './command-handler.ts';
import { accept } from './decider.ts';
import type { EventStore } from './event-store.ts';
import { InMemoryEventStore } from './memory/in-memory-event-store.ts';
import type { StreamPrecondition } from './stream-precondition.ts';

const counter = {
  initialState: 0,
  decide: () => accept({ type: 'Counted', data: {} } as const),
  evolve: (count: number) => count + 1,
};

let made = 0;
const handle = (store: EventStore, expectedRevision?: StreamPrecondition) =>
  createCommandHandler({ store, decider: counter })('a', 'count', {
    commandId: `command-${++made}`,
    correlationId: 'chain',
    actor: 'worker-1',
    tenant: 'wuhan',
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
  });

/** A stream at this revision, -1 for none. */
async function storeAt(revision: number): Promise<InMemoryEventStore> {
  const store = new InMemoryEventStore({ now: () => 1_750_000_000_000 });
  for (let at = 0; at <= revision; at += 1) await handle(store);
  return store;
}

describe('a command that insists', () => {
  test.each<[StreamPrecondition, number, 'recorded' | 'conflict']>([
    [2, 2, 'recorded'],
    [1, 2, 'conflict'],
    [0, -1, 'conflict'],
    ['exists', 0, 'recorded'],
    ['exists', -1, 'conflict'],
    [[1, 2], 2, 'recorded'],
    [[0, 1], 2, 'conflict'],
    [[], 2, 'conflict'],
    [[], -1, 'conflict'],
  ])('on %j of a stream at %i is %s', async (precondition, revision, outcome) => {
    const store = await storeAt(revision);
    expect(await handle(store, precondition)).toMatchObject({ outcome });
    expect(await store.head()).toBe(revision + 1 + (outcome === 'recorded' ? 1 : 0));
  });

  test('on a stream that is there, it is decided anew when another was faster', async () => {
    const store = await storeAt(0);
    let raced = false;
    const contended: EventStore = {
      append: async (...call) => {
        if (!raced) {
          raced = true;
          await handle(store);
        }
        return store.append(...call);
      },
      readStream: (...call) => store.readStream(...call),
      readAll: (options) => store.readAll(options),
      follow: (options) => store.follow(options),
      head: () => store.head(),
      close: () => store.close(),
    };
    expect(await handle(contended, 'exists')).toMatchObject({ outcome: 'recorded', revision: 2 });
  });
});
