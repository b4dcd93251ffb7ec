import type { FeedItem, OperationsStatus } from '@linli/operations/api';
import { createParser } from 'eventsource-parser';

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** Cut: the next attempt follows by itself. */
  | { readonly kind: 'cut'; readonly since: number }
  | { readonly kind: 'signed-out' };

export interface FeedConnectionOptions {
  readonly url: string;
  /** Where to go on from: the position the snapshot holds for. */
  readonly from: string;
  readonly fetch: typeof globalThis.fetch;
  readonly onFeed: (oldestFirst: readonly FeedItem[]) => void;
  readonly onStatus: (status: OperationsStatus) => void;
  /** The server cannot go on from the cursor: the snapshot has to be loaded again. The connection has closed itself. */
  readonly onReset: () => void;
  readonly onState: (state: ConnectionState) => void;
  /** Tries to get a new session. */
  readonly renewSession: () => Promise<boolean>;
  readonly now: () => number;
  /** 0 to 1; spreads the screens of a city that all lost the same server. */
  readonly random: () => number;
  /** Without a byte for so long the connection counts as cut; the server sends a heartbeat more often. */
  readonly silenceMs?: number;
  readonly firstDelayMs?: number;
  readonly longestDelayMs?: number;
}

/**
 * Follows the feed as server-sent events over fetch, with the session cookie, as `EventSource` would: a cut connection is
 * taken up again with `Last-Event-ID`, waiting longer each time. Unlike `EventSource` it sees the status of a refusal and
 * notices a half-open connection.
 */
export function openFeed(options: FeedConnectionOptions): { close(): void } {
  const { silenceMs = 45_000, longestDelayMs = 15_000 } = options;
  const closing = new AbortController();
  let firstDelayMs = options.firstDelayMs ?? 500;
  let cursor = options.from;
  let failures = 0;
  let cutSince: number | undefined;

  const parser = () =>
    createParser({
      onRetry: (interval) => {
        firstDelayMs = Math.min(interval, longestDelayMs);
      },
      // Comes with heartbeats too: a screen of a quiet area need not catch up on all that happened elsewhere.
      onId: (id) => {
        cursor = id;
      },
      onEvent: (event) => {
        if (closing.signal.aborted) return;
        if (event.event === 'feed') options.onFeed(JSON.parse(event.data) as readonly FeedItem[]);
        else if (event.event === 'status') options.onStatus(JSON.parse(event.data) as OperationsStatus);
        else if (event.event === 'reset') {
          closing.abort();
          options.onReset();
        }
      },
    });

  async function follow(): Promise<'ended' | 'renewed' | 'signed-out'> {
    const silence = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
    };
    try {
      heard();
      const response = await options.fetch(options.url, {
        headers: {
          accept: 'text/event-stream',
          'last-event-id': cursor,
        },
        credentials: 'same-origin',
        cache: 'no-store',
        signal: AbortSignal.any([closing.signal, silence.signal]),
      });
      if (response.status === 401) {
        if (await options.renewSession()) return 'renewed';
        if (!closing.signal.aborted) options.onState({ kind: 'signed-out' });
        return 'signed-out';
      }
      if (!response.ok || response.body === null) throw new Error(`stream answered ${response.status}`);
      failures = 0;
      cutSince = undefined;
      options.onState({ kind: 'open' });
      const sse = parser();
      const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let chunk = await text.read(); !chunk.done; chunk = await text.read()) {
        heard();
        sse.feed(chunk.value);
      }
      return 'ended';
    } finally {
      clearTimeout(timer);
    }
  }

  async function keepFollowing(): Promise<void> {
    options.onState({ kind: 'connecting' });
    let renewed = false;
    while (!closing.signal.aborted) {
      // A refused, broken or ended stream are one case: it is not there, so it is asked for again.
      const end = await follow().catch(() => 'broken' as const);
      if (closing.signal.aborted) return;
      // A session just renewed is tried at once; one that is refused all the same waits like the others.
      const retryNow = end === 'renewed' && !renewed;
      renewed = end === 'renewed';
      if (retryNow) continue;
      cutSince ??= options.now();
      if (end !== 'signed-out') options.onState({ kind: 'cut', since: cutSince });
      const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** failures);
      failures += 1;
      await wait(delay * (0.5 + options.random() / 2), closing.signal);
    }
  }

  void keepFollowing();
  return { close: () => closing.abort() };
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
