import type { RecordedEvent } from '@linli/contracts';
import type { ConformingEngine } from '../../src/conformance/index.ts';
import { StoreUnavailable, type EventStore } from '../../src/event-store.ts';
import { InMemoryEventStore } from '../../src/memory/in-memory-event-store.ts';

/** What faults may look at and turn: the log under the stores of one harness, which outlives each of them. */
export interface SimulatedDisk {
  /** Counts the stores opened so far: 1 before the first restart. */
  sessions: number;
  /** What the clock said when it was last asked. */
  clockSaid: number;
  /** Appends, counted from the end, that a crash loses. */
  lostInCrash: number;
  outage: boolean;
}

/** Breaks a sound store in one way. */
export type Seed = (store: EventStore, disk: SimulatedDisk) => EventStore;

/**
 * A sound engine with restart, crash and outage, quick enough to run the suite many times over; the faults are seeded
 * into its stores.
 */
export function simulatedEngine(seed: Seed = (store) => store): ConformingEngine {
  return {
    cannot: {},
    async makeHarness() {
      const disk: SimulatedDisk = { sessions: 0, clockSaid: 0, lostInCrash: 0, outage: false };
      let clock: () => number = Date.now;
      const log = new InMemoryEventStore({ now: () => (disk.clockSaid = clock()) });
      return {
        async open(options = {}) {
          clock = options.now ?? Date.now;
          disk.sessions++;
          return seed(session(log, disk), disk);
        },
        openAfterCrash: async () => seed(session(await survivor(log, disk.lostInCrash), disk), disk),
        async outage(during) {
          disk.outage = true;
          try {
            await during();
          } finally {
            disk.outage = false;
          }
        },
        dispose: () => log.close(),
      };
    },
  };
}

/** One opening of the log: closing it leaves the log. */
function session(log: EventStore, disk: SimulatedDisk): EventStore {
  const closing = new AbortController();
  const closed = () => new StoreUnavailable('closed', 'closed');
  const whileOpen = <Result>(call: () => Promise<Result>): Promise<Result> =>
    closing.signal.aborted ? Promise.reject(closed()) : call();
  return {
    append: (streamId, events, expected) =>
      whileOpen(() =>
        disk.outage
          ? Promise.reject(new StoreUnavailable('broken', 'outage'))
          : log.append(streamId, events, expected),
      ),
    readStream: (streamId, options) => whileOpen(() => log.readStream(streamId, options)),
    readAll: (options) => whileOpen(() => log.readAll(options)),
    async *follow(options) {
      yield* log.follow({ ...options, signal: AbortSignal.any([options.signal, closing.signal]) });
      if (!options.signal.aborted) throw closed();
    },
    head: () => whileOpen(() => log.head()),
    async close() {
      closing.abort();
    },
  };
}

/** A log like this one without its last appends. */
async function survivor(log: EventStore, lost: number): Promise<EventStore> {
  const appends = new Map<string, RecordedEvent[]>();
  for (const event of (await log.readAll({ after: 0, limit: Infinity })).events) {
    const key = `${event.streamId}\n${event.metadata.commandId}`;
    appends.set(key, [...(appends.get(key) ?? []), event]);
  }
  let recordedAt = 0;
  const found = new InMemoryEventStore({ now: () => recordedAt });
  for (const events of [...appends.values()].slice(0, appends.size - lost)) {
    recordedAt = events[0]?.recordedAt ?? 0;
    await found.append(events[0]?.streamId ?? '', events, 'any');
  }
  return found;
}
