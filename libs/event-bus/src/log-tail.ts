import type { ContextName, RecordedEvent } from '@linli/contracts';
import type { EventStore, LogPage } from '@linli/event-sourcing';
import { type BackOff, backOffMs, pause } from './back-off.ts';
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

interface Handed {
  readonly batch: EventBatch;
  /** The error of a refused batch, undefined of a finished one. */
  done: Promise<unknown>;
}

/** How often an idle tail looks at the head: what the heartbeat rests on when no events come. */
const idlePollMs = 1_000;

/**
 * Hands one context's log to one subscriber, in order. A batch that fails comes again unchanged after a back-off; a log that fails is followed again from the last finished batch. Neither ever ends the tail.
 */
export async function startLogTail(options: LogTailOptions): Promise<LogTail> {
  const { context, log, subscriber, backOff } = options;
  const ahead = subscriber.ahead ?? 1;
  const source = context;
  const stopping = new AbortController();
  const signal = stopping.signal;
  const asked = await subscriber.startAfter(source);
  let position = asked === 'end' ? await log.head() : asked;
  let head = asked === 'end' ? position : Math.max(position, await log.head());
  let aliveAt = Date.now();
  let failure: { message: string; attempts: number } | undefined;
  let waiting = false;

  /** Hands batches over, again and again from the first that is refused; resolves once there is room for another. */
  async function deliver(batch: EventBatch, underWay: Handed[]): Promise<boolean> {
    underWay.push({ batch, done: handOver(batch) });
    while (underWay.length >= ahead) {
      if (!(await settle(underWay))) return false;
    }
    return true;
  }

  /** Awaits the oldest batch under way; false when the tail is to stop before it is finished. */
  async function settle(underWay: Handed[]): Promise<boolean> {
    for (let attempts = 1; ; attempts += 1) {
      const [oldest] = underWay as [Handed];
      const error = await oldest.done;
      if (error === undefined) {
        underWay.shift();
        position = Math.max(position, oldest.batch.position);
        aliveAt = Date.now();
        failure = undefined;
        return true;
      }
      failure = { message: messageOf(error), attempts };
      await Promise.all(underWay.map(({ done }) => done));
      await pause(backOffMs(backOff, attempts), signal);
      if (signal.aborted) return false;
      for (const handed of underWay) handed.done = handOver(handed.batch);
    }
  }

  /** Never rejects: the error is the answer, so that nobody has to be there when it comes. */
  function handOver(batch: EventBatch): Promise<unknown> {
    return subscriber.handle(batch).then(
      () => undefined,
      (error: unknown) => error ?? new Error('refused without a reason'),
    );
  }

  async function followOnce(onPage: () => void): Promise<void> {
    // The log itself reads the next page while this one is being handled.
    const pages = log.follow({
      after: position,
      ...(subscriber.types && { filter: { types: subscriber.types } }),
      batchSize: subscriber.batchSize ?? 500,
      signal,
    });
    const underWay: Handed[] = [];
    let after = position;
    const iterator = pages[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = iterator.next();
        // What is under way is finished as it comes, also when no page does for a long time.
        while (underWay.length > 0 && !(await comesFirst(next, underWay))) {
          if (!(await settle(underWay))) return;
        }
        waiting = underWay.length === 0;
        const result = await next;
        waiting = false;
        if (result.done) break;
        onPage();
        head = Math.max(head, result.value.head);
        const batch = batchOf(context, after, result.value, options.upcast);
        after = batch.position;
        if (!(await deliver(batch, underWay))) return;
      }
      while (underWay.length > 0) if (!(await settle(underWay))) return;
    } finally {
      waiting = false;
      await Promise.all(underWay.map(({ done }) => done));
    }
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

/** Whether the next page is there before the oldest batch under way is done. */
async function comesFirst(next: Promise<unknown>, [oldest]: readonly Handed[]): Promise<boolean> {
  return Promise.race([next.then(() => true), (oldest as Handed).done.then(() => false)]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
