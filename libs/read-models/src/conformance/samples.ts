import assert from 'node:assert/strict';
import {
  type AsOf,
  CheckpointConflict,
  type Commit,
  type DocumentStore,
  type Facet,
  type FacetVersion,
  InvalidRequest,
  type ParkedEvent,
  type Query,
  type Scalar,
  type ViewRef,
  type ViewSchema,
} from '../document-store.ts';
import type { DocumentStoreHarness } from './harness.ts';

export const schema: ViewSchema = {
  view: 'board',
  version: 1,
  collections: [
    {
      name: 'docs',
      fields: { area: 'text', rank: 'integer' },
      indexes: [['area'], ['rank'], ['area', 'rank'], ['position']],
    },
    {
      name: 'lines',
      fields: { area: 'text' },
      indexes: [['position'], ['area', 'position']],
      immutable: true,
    },
  ],
};

export const ref: ViewRef = { view: 'board', generation: 1 };
export const source = 'incidents';
export const other = 'residents';

/** A place with generation 1 of the sample view. */
export async function opened(harness: DocumentStoreHarness): Promise<DocumentStore> {
  const store = await harness.open();
  await store.ensure(ref, schema);
  return store;
}

/** Milliseconds since 1970 UTC of a position: ten seconds apart. */
export const momentOf = (position: number): number => 1_777_000_000_000 + position * 10_000;

export interface SampleBody {
  readonly n: Scalar;
}

/** A version of a sample document; `n` becomes its body and its field `rank`. */
export function doc(
  key: string,
  position: number,
  n: number | null,
  fields: Readonly<Record<string, Scalar>> = {},
): FacetVersion {
  return {
    collection: 'docs',
    key,
    position,
    recordedAt: momentOf(position),
    fields: n === null ? {} : { rank: n, area: null, ...fields },
    body: n === null ? null : JSON.stringify({ n }),
  };
}

export function line(position: number, area: string | null = null): FacetVersion {
  return {
    collection: 'lines',
    key: lineKey(position),
    position,
    recordedAt: momentOf(position),
    fields: { area },
    body: JSON.stringify({ n: position }),
  };
}

export const lineKey = (position: number): string => `line-${String(position).padStart(6, '0')}`;

/** A commit that goes on from `from` to the position of its last version. */
export function batch(from: number, versions: readonly FacetVersion[], more: Partial<Commit> = {}): Commit {
  const to = more.to ?? Math.max(from, ...versions.map((version) => version.position));
  return {
    ref,
    source,
    from,
    to,
    recordedAt: momentOf(to),
    versions,
    moments: versions.map(({ position, recordedAt }) => ({ position, recordedAt })),
    ...more,
  };
}

/** The number in the body of each facet. */
export const numbers = (facets: readonly Facet[]): unknown[] =>
  facets.map((facet) => (facet.body as SampleBody).n);
export const keys = (facets: readonly Facet[]): string[] => facets.map((facet) => facet.key);

export async function numberAt(store: DocumentStore, key: string, asOf?: AsOf): Promise<unknown> {
  const facets = await store.get(ref, 'docs', key, asOf);
  assert.ok(facets.length < 2, `${key} has ${facets.length} facets`);
  return numbers(facets)[0];
}

export function found(
  store: DocumentStore,
  query: Partial<Query> = {},
  collection = 'docs',
): Promise<readonly Facet[]> {
  return store.find(ref, collection, { limit: 1_000, ...query });
}

/** A parked event of the source; its text is none that survives carelessness. */
export function parkedEvent(position: number, more: Partial<ParkedEvent> = {}): ParkedEvent {
  return {
    source,
    position,
    streamId: 'incident-1',
    type: 'IncidentReported',
    state: 'poison',
    reason: 'TypeError: 坏 "event"',
    parkedAt: momentOf(position),
    attempts: 1,
    event: JSON.stringify({ position, data: { text: '😀' } }),
    ...more,
  };
}

export const isConflict = (error: unknown): boolean => error instanceof CheckpointConflict;
export const isInvalid = (error: unknown): boolean => error instanceof InvalidRequest;

export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}
