import type { ContextName, RecordedEvent } from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import { type BackOff, defaultBackOff } from './back-off.ts';
import type { EventBus, Subscriber, Subscription } from './event-bus.ts';
import { type LogTail, startLogTail } from './log-tail.ts';

export interface EmbeddedBusOptions {
  /** The logs that can be subscribed to; they are not closed with the bus. */
  readonly logs: Partial<Readonly<Record<ContextName, EventStore>>>;
  /** Brings an event to the latest version of its type; events are delivered as recorded when left out. */
  readonly upcast?: (event: RecordedEvent) => RecordedEvent;
  /** A log that is not attached is no failure: like a topic that is not there yet, it has no source. */
  readonly partial?: boolean;
  /** Wait before a failed batch or a failed log is tried again. Default 100 ms doubling to 5 s. */
  readonly backOff?: BackOff;
}

/**
 * The bus of a city in one process: each subscriber tails the logs itself, from its own checkpoint, so nothing is kept
 * in between and nothing can be lost in between. One source per context, named as the context.
 */
export function createEmbeddedBus(options: EmbeddedBusOptions): EventBus {
  const upcast = options.upcast ?? ((event: RecordedEvent) => event);
  const open = new Set<Subscription>();
  let closed = false;

  async function subscribe(subscriber: Subscriber): Promise<Subscription> {
    if (closed) throw new Error(`the bus is closed, ${subscriber.group} cannot subscribe`);
    const missing = subscriber.contexts.filter((context) => options.logs[context] === undefined);
    if (missing.length > 0 && !options.partial) {
      const attached = Object.keys(options.logs).join(', ') || 'none';
      throw new Error(
        `${subscriber.group} needs the log of ${missing.join(', ')}; attached to this bus: ${attached}`,
      );
    }
    const started = await Promise.allSettled(
      subscriber.contexts.flatMap((context) => {
        const log = options.logs[context];
        const backOff = options.backOff ?? defaultBackOff;
        return log === undefined ? [] : [startLogTail({ context, log, subscriber, upcast, backOff })];
      }),
    );
    const tails: LogTail[] = started.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
    const stopTails = () => Promise.all(tails.map((tail) => tail.stop()));
    const failed = started.find((result) => result.status === 'rejected');
    if (failed) {
      await stopTails();
      throw failed.reason;
    }
    const subscription: Subscription = {
      state: () => tails.map((tail) => tail.state()),
      async close() {
        open.delete(subscription);
        await stopTails();
      },
    };
    open.add(subscription);
    return subscription;
  }

  return {
    subscribe,
    upcast,
    async close() {
      closed = true;
      await Promise.all([...open].map((subscription) => subscription.close()));
    },
  };
}
