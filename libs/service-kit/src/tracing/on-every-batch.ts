import type { EventBatch, EventBus } from '@linli/event-bus';

/** What is done around the handling of one batch by one consumer; it must call `handle` and pass on what that throws. */
export type AroundBatch = (group: string, batch: EventBatch, handle: () => Promise<void>) => Promise<void>;

/** The same bus with something around every batch that any of its consumers handles. */
export function onEveryBatch(bus: EventBus, around: AroundBatch): EventBus {
  return {
    subscribe: (subscriber) =>
      bus.subscribe({
        ...subscriber,
        startAfter: (source) => subscriber.startAfter(source),
        handle: (batch) => around(subscriber.group, batch, () => subscriber.handle(batch)),
        ...(subscriber.released === undefined
          ? {}
          : { released: (source: string) => subscriber.released?.(source) ?? Promise.resolve() }),
      }),
    upcast: (event) => bus.upcast(event),
    close: () => bus.close(),
  };
}
