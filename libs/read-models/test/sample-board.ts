import type { ContextName, RecordedEvent } from '@linli/contracts';
import type { CollectionProjection, Projection } from '../src/projection.ts';

/** What the events of these tests say. */
export interface Said {
  readonly n: number;
  /** The projection throws on it. */
  readonly poison?: boolean;
  readonly closes?: boolean;
}

const said = (event: RecordedEvent) => event.data as Said;

export function event(position: number, streamId: string, data: Said): RecordedEvent {
  return {
    position,
    streamId,
    revision: 0,
    id: `event-${position}`,
    type: data.closes ? 'Closed' : 'Said',
    version: 1,
    // Several events to a millisecond, as a log under load has them.
    recordedAt: 1_777_000_000_000 + Math.floor(position / 3) * 1_000,
    data,
    metadata: { commandId: `c-${position}`, correlationId: 'c', actor: 'a', tenant: 't' },
  };
}

/** A row an event. */
const lines: CollectionProjection<{ n: number; stream: string }> = {
  name: 'lines',
  fields: { stream: 'text' },
  indexes: [['position'], ['stream', 'position']],
  immutable: true,
  keys: ({ position }) => [`line-${String(position).padStart(5, '0')}`],
  evolve(_, each) {
    return { n: said(each).n, stream: each.streamId };
  },
  index: ({ stream }) => ({ stream }),
};

/** A document a stream: order matters, and it goes when the stream is closed. */
const threads: CollectionProjection<{ all: readonly number[] }> = {
  name: 'threads',
  fields: { last: 'integer' },
  indexes: [['last']],
  keys: ({ streamId }) => [streamId],
  evolve(body, each) {
    if (said(each).poison) throw new TypeError(`cannot take ${said(each).n}`);
    if (said(each).closes) return body === undefined ? undefined : null;
    return { all: [...(body?.all ?? []), said(each).n].slice(-6) };
  },
  index: ({ all }) => ({ last: all.at(-1) ?? null }),
};

/** A document that many streams feed. */
interface Tally {
  readonly count: number;
  readonly sum: number;
}

const tallies: CollectionProjection<Tally> = {
  name: 'tallies',
  fields: { count: 'integer' },
  indexes: [['count']],
  keys: (each) => (said(each).n % 5 === 0 ? [] : [`t${said(each).n % 3}`, 'all']),
  evolve: (body, each) => ({ count: (body?.count ?? 0) + 1, sum: (body?.sum ?? 0) + said(each).n }),
  index: ({ count }) => ({ count }),
};

export const collections = [lines, threads, tallies] as CollectionProjection<unknown>[];

export function sampleBoard(view: string, contexts: readonly ContextName[], version = 1): Projection {
  return { view, version, contexts, collections: collections as CollectionProjection<never>[] };
}

/** The sample view whose `tallies` tell which version of their fold has made them. */
export function retallied(version: number): Projection {
  const contexts = ['incidents', 'residents'] as const;
  if (version === 1) return sampleBoard('board', contexts);
  const changed: CollectionProjection<{ count: number; sum: number; by: number }> = {
    ...tallies,
    version,
    evolve: (body, each, key) => ({ ...(tallies.evolve(body, each, key) as Tally), by: version }),
  };
  return {
    ...sampleBoard('board', contexts),
    collections: [lines, threads, changed] as CollectionProjection<never>[],
  };
}
