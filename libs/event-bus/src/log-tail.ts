import type { ContextName, RecordedEvent } from '@linli/contracts';
import type { EventStore, LogPage } from '@linli/event-sourcing';
import { type BackOff, backOffMs, pause } from './back-off.ts';
import { deliverInOrder } from './delivery.ts';
import type { EventBatch, SourceState, Subscriber } from './event-bus.ts';

export interface LogTailOptions {
  readonly context: ContextName;
  readonly log: EventStore;
  readonly subscriber: Subscriber;
  readonly upcast: (event: RecordedEvent) => RecordedEvent;
  readonly backOff: BackOff;
}

export interface LogTail {
  state(): SourceState;
  /** Aborts the wait for events, awaits the running batch and releases the source. */
  stop(): Promise<void>;
}

/** How often an idle tail looks at the head: what the heartbeat rests on when no events come. */
const idlePollMs = 1_000;

/**
 * Hands one context's log to one subscriber, in order. A batch that fails comes again unchanged after a back-off; a log that fails is followed again from the last finished batch. Neither ever ends the tail.
 */
export async function startLogTail(options: LogTailOptions): Promise<LogTail> {
  const { context, log, subscriber, backOff } = options;
  const source = context;
  const stopping = new AbortController();
  const signal = stopping.signal;
  const asked = await subscriber.startAfter(source);
  let position = asked === 'end' ? await log.head() : asked;
  let head = asked === 'end' ? position : Math.max(position, await log.head());
  let aliveAt = Date.now();
  let failure: { message: string; attempts: number } | undefined;
  let waiting = false;

  async function* batchesBehind(start: number, onPage: () => void): AsyncGenerator<EventBatch, void> {
    // The log itself reads the next page while this one is being handled.
    const pages = log.follow({
      after: start,
      ...(subscriber.types && { filter: { types: subscriber.types } }),
      batchSize: subscriber.batchSize ?? 500,
      signal,
    });
    let after = start;
    for await (const page of pages) {
      onPage();
      head = Math.max(head, page.head);
      yield batchOf(context, after, page, options.upcast);
      after = page.position;
    }
  }

  function followOnce(onPage: () => void): Promise<void> {
    return deliverInOrder(batchesBehind(position, onPage), {
      handle: (batch) => subscriber.handle(batch),
      ahead: subscriber.ahead ?? 1,
      backOff,
      signal,
      onWaiting(now) {
        waiting = now;
      },
      onFinished(batch) {
        position = Math.max(position, batch.position);
        aliveAt = Date.now();
        failure = undefined;
      },
      onRefused(error, attempts) {
        failure = { message: messageOf(error), attempts };
      },
    });
  }

  async function follow(): Promise<void> {
    for (let attempts = 1; !signal.aborted; attempts += 1) {
      try {
        await followOnce(() => {
          attempts = 0;
          failure = undefined;
        });
        if (signal.aborted) return;
        failure = { message: `the log of ${context} ended`, attempts };
      } catch (error) {
        failure = { message: messageOf(error), attempts };
      }
      await pause(backOffMs(backOff, Math.max(attempts, 1)), signal);
    }
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await pause(idlePollMs, signal);
      if (signal.aborted) return;
      try {
        head = Math.max(head, await log.head());
        // Alive only when there is nothing to do: a tail that sits still behind the head must look dead.
        if (waiting && failure === undefined && head <= position) aliveAt = Date.now();
      } catch {
        // `follow` meets the same fault, reports it and retries; the heartbeat simply does not move.
      }
    }
  }

  if (asked === 'end')
    await subscriber.handle({ context, source, events: [], after: position, position, head: position });
  const running = Promise.all([follow(), watch()]);
  return {
    state: () => ({ source, position, head, aliveAt, ...(failure && { failure }) }),
    async stop() {
      stopping.abort();
      await running;
      await subscriber.released?.(source);
    },
  };
}

function batchOf(
  context: ContextName,
  after: number,
  page: LogPage,
  upcast: LogTailOptions['upcast'],
): EventBatch {
  const unreadable = new Map<number, Error>();
  const events = page.events.map((event) => {
    try {
      return upcast(event);
    } catch (error) {
      unreadable.set(event.position, error instanceof Error ? error : new Error(String(error)));
      return event;
    }
  });
  const batch = { context, source: context, events, after, position: page.position, head: page.head };
  return unreadable.size === 0 ? batch : { ...batch, unreadable };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
