import { RevisionConflict, type EventStore } from '../../src/event-store.ts';
import { breaking, marked, misreading, turn, unmarked } from './breaking.ts';
import type { Seed } from './simulated-disk.ts';

/** One way of being broken, and the cases of the suite that must notice it. */
export interface Fault {
  readonly name: string;
  readonly caughtBy: readonly string[];
  readonly seed: Seed;
}

/** Appends under a command id that is new in each call, so that nothing is ever known as repeated. */
function forgetful(store: EventStore, sign: () => string | number): EventStore {
  return misreading(store, unmarked, {
    append: (streamId, events, expected) =>
      store.append(streamId, events.length > 0 ? marked(events, sign()) : events, expected),
  });
}

/** Faults of append: expectations, wholeness, idempotency, durability, time. */
export const writingFaults: readonly Fault[] = [
  {
    name: 'the acknowledged tail is lost in a crash',
    caughtBy: ['what has been acknowledged is there after a crash'],
    seed(store, disk) {
      disk.lostInCrash = 1;
      return store;
    },
  },
  {
    name: 'an append of several events is torn in two',
    caughtBy: ['nobody ever sees a part of an append'],
    seed: (store) =>
      misreading(store, unmarked, {
        async append(streamId, events, expected) {
          if (events.length < 2) return store.append(streamId, events, expected);
          await store.append(streamId, events.slice(0, 1), expected);
          await turn();
          return store.append(streamId, marked(events.slice(1), 'rest'), 'any');
        },
      }),
  },
  {
    name: 'appends to one stream slip in between the events of another',
    caughtBy: ['events of one append stand next to each other among appends at once'],
    seed: (store) =>
      misreading(store, unmarked, {
        async append(streamId, events, expected) {
          let result = await store.append(streamId, events.slice(0, 1), expected);
          for (const [index, event] of events.slice(1).entries())
            result = await store.append(streamId, marked([event], index), 'any');
          return result;
        },
      }),
  },
  {
    name: 'a stale revision is accepted',
    caughtBy: [
      'a stale revision is refused with the actual one',
      'of many appends at one expected revision exactly one wins',
    ],
    seed: (store) =>
      breaking(store, {
        async append(streamId, events, expected) {
          try {
            return await store.append(streamId, events, expected);
          } catch (error) {
            if (!(error instanceof RevisionConflict) || typeof expected !== 'number') throw error;
            return store.append(streamId, events, error.actual > expected ? 'any' : expected);
          }
        },
      }),
  },
  {
    name: 'a revision from the future is accepted',
    caughtBy: ['a revision that the stream has not reached is refused'],
    seed: (store) =>
      breaking(store, {
        append: async (streamId, events, expected) => {
          const last =
            (await store.readStream(streamId, { direction: 'backwards', limit: 1 }))[0]?.revision ?? -1;
          return store.append(
            streamId,
            events,
            typeof expected === 'number' && expected > last ? 'any' : expected,
          );
        },
      }),
  },
  {
    name: 'a conflict is swallowed and answered as recorded',
    caughtBy: [
      'no-stream is refused for a stream that exists',
      'a stale revision is refused with the actual one',
    ],
    seed: (store) =>
      breaking(store, {
        async append(streamId, events, expected) {
          try {
            return await store.append(streamId, events, expected);
          } catch (error) {
            if (!(error instanceof RevisionConflict)) throw error;
            return { outcome: 'recorded', revision: error.actual, position: await store.head() };
          }
        },
      }),
  },
  {
    name: 'a refused append leaves its first event',
    caughtBy: [
      'a refused append leaves none of its events',
      'a refused append takes no revision',
      'a refused append takes no position',
    ],
    seed: (store) =>
      breaking(store, {
        async append(streamId, events, expected) {
          try {
            return await store.append(streamId, events, expected);
          } catch (error) {
            await store.append(streamId, events.slice(0, 1), 'any');
            throw error;
          }
        },
      }),
  },
  {
    name: 'a repeated append is recorded twice',
    caughtBy: ['a repeated append writes nothing', 'a repeated append answers with the result recorded then'],
    seed(store) {
      let calls = 0;
      return forgetful(store, () => ++calls);
    },
  },
  {
    name: 'idempotency is forgotten in a restart',
    caughtBy: ['after a restart a repeated command is still known'],
    seed(store, disk) {
      const session = disk.sessions;
      return forgetful(store, () => session);
    },
  },
  {
    name: 'idempotency looks at the last append of the stream only',
    caughtBy: ['a repeated append is answered when the stream has gone on'],
    seed(store) {
      const last = new Map<string, string>();
      let calls = 0;
      return misreading(store, unmarked, {
        append(streamId, events, expected) {
          const commandId = events[0]?.metadata.commandId ?? '';
          const isLast = last.get(streamId) === commandId;
          if (!isLast) calls++;
          last.set(streamId, commandId);
          return store.append(streamId, events.length > 0 ? marked(events, calls) : events, expected);
        },
      });
    },
  },
  {
    name: 'a command id is taken for known in every stream',
    caughtBy: ['a command id counts within its stream'],
    seed(store) {
      const known = new Map<string, Awaited<ReturnType<EventStore['append']>>>();
      return breaking(store, {
        async append(streamId, events, expected) {
          const commandId = events[0]?.metadata.commandId ?? '';
          const before = known.get(commandId);
          if (before) return { ...before, outcome: 'repeated' };
          const result = await store.append(streamId, events, expected);
          known.set(commandId, result);
          return result;
        },
      });
    },
  },
  {
    name: 'recorded time follows the clock backwards',
    caughtBy: ['recorded time never goes backwards when the clock does'],
    seed(store, disk) {
      const said = new Map<number, number>();
      return misreading(
        store,
        (event) => ({ ...event, recordedAt: said.get(event.position) ?? event.recordedAt }),
        {
          async append(streamId, events, expected) {
            const result = await store.append(streamId, events, expected);
            said.set(result.position, disk.clockSaid);
            return result;
          },
        },
      );
    },
  },
  {
    name: 'an append during an outage is acknowledged',
    caughtBy: ['an append during an outage is refused and leaves nothing'],
    seed: (store, disk) =>
      breaking(store, {
        append: async (streamId, events, expected) =>
          disk.outage
            ? { outcome: 'recorded', revision: 0, position: 1 }
            : store.append(streamId, events, expected),
      }),
  },
  {
    name: 'a closed store still answers',
    caughtBy: ['a closed store refuses every call and says that it is closed'],
    seed: (store) => breaking(store, { close: async () => undefined }),
  },
];
