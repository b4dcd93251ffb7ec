import type { ContextName } from '@linli/contracts';
import type { EventBus, Subscription } from './event-bus.ts';

/**
 * One bus out of several: each context is followed on the bus that is named for it, as a service follows its own log in
 * process and those of others over Kafka. What it is made of is closed by whoever opened it.
 */
export function composeBuses(byContext: Partial<Readonly<Record<ContextName, EventBus>>>): EventBus {
  return {
    async subscribe(subscriber) {
      const contextsOf = new Map<EventBus, ContextName[]>();
      for (const context of subscriber.contexts) {
        const bus = byContext[context];
        if (!bus) {
          const known = Object.keys(byContext).join(', ') || 'none';
          throw new Error(`${subscriber.group} needs ${context}, which no bus carries; carried: ${known}`);
        }
        contextsOf.set(bus, [...(contextsOf.get(bus) ?? []), context]);
      }
      const opened: Subscription[] = [];
      const close = async () => {
        await Promise.all(opened.map((subscription) => subscription.close()));
      };
      try {
        for (const [bus, contexts] of contextsOf) {
          opened.push(
            await bus.subscribe({
              ...subscriber,
              contexts,
              startAfter: (source) => subscriber.startAfter(source),
              handle: (batch) => subscriber.handle(batch),
              released: async (source) => subscriber.released?.(source),
            }),
          );
        }
      } catch (error) {
        await close();
        throw error;
      }
      return { state: () => opened.flatMap((subscription) => subscription.state()), close };
    },
    upcast: (event) =>
      Object.values(byContext)
        .find((bus) => bus.upcast)
        ?.upcast?.(event) ?? event,
    close: async () => undefined,
  };
}
