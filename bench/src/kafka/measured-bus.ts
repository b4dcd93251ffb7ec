import type { EventBus } from '@linli/event-bus';

/** After each stored batch: milliseconds of the process, and events stored so far. */
export type Intake = readonly (readonly [at: number, events: number])[];

/**
 * A bus whose subscribers begin only at the gate: groups are joined and partitions assigned before, so that what is
 * measured behind it is reading, folding and storing alone.
 */
export function measuredBus(
  bus: EventBus,
  gate: Promise<unknown>,
): { readonly bus: EventBus; readonly intake: Intake } {
  const intake: [number, number][] = [];
  let events = 0;
  const measured: EventBus = {
    ...bus,
    subscribe: (subscriber) =>
      bus.subscribe({
        ...subscriber,
        async startAfter(source) {
          await gate;
          return subscriber.startAfter(source);
        },
        async handle(batch) {
          await subscriber.handle(batch);
          events += batch.events.length;
          intake.push([performance.now(), events]);
        },
      }),
  };
  return { bus: measured, intake };
}
