import type { ContextName, RecordedEvent } from '@linli/contracts';
import type { EventBus, Subscriber, Subscription } from './event-bus.ts';

/**
 * One bus out of several: each context is followed on the bus that is named for it, a service's own log in process and
 * the others' over Kafka. It closes the buses it is made of.
 */
export function composeBuses(byContext: Partial<Readonly<Record<ContextName, EventBus>>>): EventBus {
  const buses = new Set(Object.values(byContext));
  const [first] = buses;

  async function subscribe(subscriber: Subscriber): Promise<Subscription> {
    const shares = new Map<EventBus, ContextName[]>();
    for (const context of subscriber.contexts) {
      const bus = byContext[context];
      if (!bus) {
        const has = Object.keys(byContext).join(', ') || 'none';
        throw new Error(`${subscriber.group} needs the events of ${context}; this bus has those of: ${has}`);
      }
      shares.set(bus, [...(shares.get(bus) ?? []), context]);
    }
    const started = await Promise.allSettled(
      [...shares].map(([bus, contexts]) => bus.subscribe({ ...subscriber, contexts })),
    );
    const parts = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const close = async () => void (await Promise.all(parts.map((part) => part.close())));
    const failed = started.find((result) => result.status === 'rejected');
    if (failed) {
      await close();
      throw failed.reason;
    }
    return { state: () => parts.flatMap((part) => part.state()), close };
  }

  return {
    subscribe,
    // The versions of an event are the published language's, not a transport's: any of them tells.
    upcast: (event: RecordedEvent) => (first ? first.upcast(event) : event),
    close: async () => void (await Promise.all([...buses].map((bus) => bus.close()))),
  };
}
