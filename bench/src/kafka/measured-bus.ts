import type { EventBus, SourceId } from '@linli/event-bus';

/** What a subscriber has stored of a topic, and when. */
export interface Intake {
  /** Partitions that are assigned and have not been released. */
  readonly assigned: ReadonlySet<SourceId>;
  /** After each stored batch: milliseconds of the process, and events stored so far. */
  readonly stored: readonly (readonly [at: number, events: number])[];
}

/**
 * A bus whose subscribers begin only at the gate: groups are joined and partitions assigned before, so that what is
 * measured behind it is reading, folding and storing alone.
 */
export function measuredBus(
  bus: EventBus,
  gate: Promise<unknown>,
  onAssigned: (count: number) => void,
): { readonly bus: EventBus; readonly intake: Intake } {
  const assigned = new Set<SourceId>();
  const stored: [number, number][] = [];
  let events = 0;
  const measured: EventBus = {
    ...bus,
    subscribe: (subscriber) =>
      bus.subscribe({
        ...subscriber,
        async startAfter(source) {
          assigned.add(source);
          onAssigned(assigned.size);
          await gate;
          return subscriber.startAfter(source);
        },
        async handle(batch) {
          await subscriber.handle(batch);
          events += batch.events.length;
          stored.push([performance.now(), events]);
        },
        async released(source) {
          assigned.delete(source);
          onAssigned(assigned.size);
          await subscriber.released?.(source);
        },
      }),
  };
  return { bus: measured, intake: { assigned, stored } };
}
