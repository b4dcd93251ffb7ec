import type { FeedItem } from '@linli/operations/api';
import { createParser } from 'eventsource-parser';
import { readFeed, streamUrl } from '../api/endpoints.ts';

/** When the last thing before a moment happened; undefined when nothing had. */
export async function momentBefore(area: string, moment: number): Promise<string | undefined> {
  const page = await readFeed({ area, asOf: new Date(moment - 1).toISOString(), limit: 1 });
  return page.items[0]?.recordedAt;
}

/**
 * When the next thing after a moment happened; undefined when nothing has, which the newest line tells. Otherwise the
 * stream itself answers: taken up at the position of the moment, its first frame is what came next.
 */
export async function momentAfter(area: string, moment: number): Promise<string | undefined> {
  const [{ asOf }, newest] = await Promise.all([
    readFeed({ area, asOf: new Date(moment).toISOString(), limit: 1 }),
    readFeed({ area, limit: 1 }),
  ]);
  const [last] = newest.items;
  if (last === undefined || Date.parse(last.recordedAt) <= moment) return undefined;
  const enough = new AbortController();
  const response = await fetch(streamUrl(area), {
    headers: { accept: 'text/event-stream', 'last-event-id': asOf.position },
    credentials: 'same-origin',
    signal: enough.signal,
  });
  if (!response.ok || response.body === null) return undefined;
  let found: string | undefined;
  const parser = createParser({
    onEvent(event) {
      if (event.event === 'reset') enough.abort();
      if (event.event !== 'feed') return;
      const items = JSON.parse(event.data) as readonly FeedItem[];
      found ??= items.find((item) => Date.parse(item.recordedAt) > moment)?.recordedAt;
    },
  });
  const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let chunk = await text.read(); !chunk.done && found === undefined; chunk = await text.read())
    parser.feed(chunk.value);
  enough.abort();
  return found;
}
