import type { FeedItem } from '@linli/operations/api';
import type { QueryClient } from '@tanstack/react-query';
import { openLocalSession } from '../api/client.ts';
import { readFeed, streamUrl } from '../api/endpoints.ts';
import type { City } from './city.ts';
import { openFeed } from './feed-connection.ts';
import { recountOn, type Recount } from './recount.ts';

/** Lines a screen starts with. */
const snapshotSize = 200;
const retryMs = 5_000;

/**
 * Keeps the city live: snapshot, then the stream from its newest line on; a `reset` starts over.
 *
 * @returns ends it
 */
export function followCity(city: City, queries: QueryClient, area: string): () => void {
  const closing = new AbortController();
  const recount = recountOn(queries);
  let stream: { close(): void } | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function start(): Promise<void> {
    stream?.close();
    try {
      const page = await readFeed({ area, limit: snapshotSize }, closing.signal);
      if (closing.signal.aborted) return;
      city.feed.replace(page.items, page.next);
      city.snapshot.set({ kind: 'ready' });
      follow(page.asOf.position);
    } catch (error) {
      if (closing.signal.aborted) return;
      city.snapshot.set({ kind: 'failed', error: error as Error });
      city.connection.set({ kind: 'cut', since: Date.now() });
      retry = setTimeout(() => void start(), retryMs);
    }
  }

  function follow(from: string): void {
    stream = openFeed({
      url: streamUrl(area),
      from,
      fetch: (url, init) => fetch(url, init),
      onFeed: (items) => receive(city, recount, items),
      onStatus(status) {
        city.clock.anchor(status.clock);
        city.status.set(status);
        city.heardAt.set(Date.now());
      },
      onReset() {
        recount.everything();
        void start();
      },
      onState(state) {
        // What happened while the connection was cut has changed the counts as well.
        if (state.kind === 'open' && city.connection.get().kind === 'cut') recount.everything();
        if (state.kind === 'open') city.heardAt.set(Date.now());
        city.connection.set(state);
      },
      renewSession: openLocalSession,
      now: Date.now,
      random: Math.random,
    });
  }

  city.snapshot.set({ kind: 'loading' });
  void start();
  return () => {
    closing.abort();
    clearTimeout(retry);
    stream?.close();
    recount.stop();
  };
}

function receive(city: City, recount: Recount, items: readonly FeedItem[]): void {
  city.heardAt.set(Date.now());
  city.feed.receive(items);
  const newest = items.at(-1);
  if (newest !== undefined) city.position.set(Math.max(city.position.get(), newest.position));
  recount.after(items);
  const urgent = items.filter((item) => item.type === 'IncidentReported' && item.severity === 'urgent');
  if (urgent.length > 0) city.urgent.set([...city.urgent.get(), ...urgent]);
}

/** Shows the stream as it stood at a past moment. @returns gives up when it is not wanted any more */
export function showPast(city: City, area: string, asOf: string): () => void {
  const closing = new AbortController();
  // What is on screen stays until the answer comes, and is known not to be of this moment.
  city.snapshot.set({ kind: 'loading' });
  readFeed({ area, asOf, limit: snapshotSize }, closing.signal).then(
    (page) => {
      city.past.set(Date.parse(page.asOf.moment));
      city.feed.replace(page.items, page.next);
      city.snapshot.set({ kind: 'ready' });
    },
    (error: unknown) => {
      if (!closing.signal.aborted) city.snapshot.set({ kind: 'failed', error: error as Error });
    },
  );
  return () => closing.abort();
}
