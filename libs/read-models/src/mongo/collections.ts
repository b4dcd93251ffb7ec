import type { SourceId } from '@linli/event-bus';
import type { mongo } from 'mongoose';
import {
  InvalidRequest,
  type ParkedEvent,
  type Scalar,
  type ViewRef,
  type ViewSchema,
} from '../document-store.ts';
import { bucketOf, levelOf } from '../interval.ts';
import { type DeclaredCollection, declaredCollections } from '../schema.ts';

/**
 * One generation as the database holds it. Its collections are named by `id` too, so that one that was dropped is never
 * met again by those who have not heard of it, though its number may come back.
 */
export interface StoredGeneration {
  readonly id: string;
  readonly ref: ViewRef;
  readonly collections: ReadonlyMap<string, StoredCollection>;
  readonly checkpoints: string;
  readonly moments: string;
  readonly parked: string;
  /** Sources that are known to have written; another process may have heard of more. */
  readonly sources: Set<SourceId>;
}

export interface StoredCollection extends DeclaredCollection {
  /** The versions in force. */
  readonly current: string;
  /** The superseded versions; immutable collections have none. */
  readonly past: string;
}

export type Fields = Readonly<Record<string, Scalar>>;

/** The version in force of one key from one source; `alive` is false, and the body null, once it has gone. */
export interface CurrentDocument {
  /** `rowId`. */
  readonly _id: string;
  readonly key: string;
  readonly source: SourceId;
  readonly position: number;
  readonly recordedAt: number;
  readonly alive: boolean;
  readonly fields: Fields;
  readonly body: string | null;
}

/** A version that was in force in the half-open interval of positions [from, to). */
export interface PastDocument {
  /** Its slot and the `rowId` of its document: no document has two intervals in one slot (`interval.ts`). */
  readonly _id: string;
  readonly key: string;
  readonly source: SourceId;
  readonly slot: string;
  readonly from: number;
  readonly to: number;
  readonly recordedAt: number;
  readonly fields: Fields;
  readonly body: string;
}

export interface CheckpointDocument {
  readonly _id: SourceId;
  readonly position: number;
  readonly recordedAt: number;
  /** Which commit has put it there. */
  readonly mark: string;
  /** Parked events were applied late. */
  readonly late?: true;
}

export interface ParkedDocument extends ParkedEvent {
  readonly _id: string;
}

/**
 * Orders as (key, source) does, by code point: a key ends with two NULs, and a NUL within a key is followed by U+0001.
 * Hence one index, which every collection has anyway, serves a list by key and breaks the ties of every other list.
 */
export function rowId(key: string, source: SourceId): string {
  return `${escaped(key)}${end}${source}`;
}

const end = '\0\0';

function escaped(key: string): string {
  return key.includes('\0') ? key.replaceAll('\0', '\0\u0001') : key;
}

/** Documents asked for by their ids in one command. */
export const keysAtATime = 200;

/** Ranges of `rowId`s by key, each from the first (inclusive) to the last (exclusive). */
export const keyRange = {
  startsWith: (prefix: string) => escaped(prefix),
  from: (key: string) => escaped(key),
  behind: (key: string) => `${escaped(key)}\0\u0001`,
} as const;

export function slotOf(source: SourceId, from: number, to: number): string {
  const level = levelOf(to - from);
  return slotName(source, level, bucketOf(from, level));
}

export function slotName(source: SourceId, level: number, bucket: number): string {
  return `${source}:${level}:${bucket}`;
}

/** Sorts as the positions of one source do. */
export function positionId(source: SourceId, position: number): string {
  return `${source}:${String(position).padStart(16, '0')}`;
}

export function baseName({ view, generation }: ViewRef, id: string): string {
  return `${view}.${generation}.${id}.`;
}

/** A collection's name is at most 255 bytes with its database's, of which 64 are left to that. */
const longestName = 190;

export function describe(id: string, ref: ViewRef, schema: ViewSchema): StoredGeneration {
  const base = baseName(ref, id);
  const named = (part: string) => {
    const name = `${base}${part}`;
    if (!/^[\w.-]+$/.test(name) || name.startsWith('system.') || name.length > longestName) {
      throw new InvalidRequest(`${JSON.stringify(name)} cannot be the name of a collection of MongoDB`);
    }
    return name;
  };
  const collections = declaredCollections(schema).map((declared): [string, StoredCollection] => [
    declared.schema.name,
    {
      ...declared,
      current: named(`current.${declared.schema.name}`),
      past: named(`past.${declared.schema.name}`),
    },
  ]);
  return {
    id,
    ref,
    collections: new Map(collections),
    checkpoints: named('checkpoints'),
    moments: named('moments'),
    parked: named('parked'),
    sources: new Set(),
  };
}

export function collectionOf(generation: StoredGeneration, name: string): StoredCollection {
  const collection = generation.collections.get(name);
  if (collection) return collection;
  const known = [...generation.collections.keys()].join(', ');
  throw new InvalidRequest(`${generation.ref.view} has no collection ${name}; it has ${known}`);
}

/** A name and what is looked for by it. */
interface Planned {
  readonly name: string;
  readonly indexes: readonly mongo.IndexDescription[];
}

/** Everything a generation consists of. */
export function plannedCollections(generation: StoredGeneration): readonly Planned[] {
  return [
    { name: generation.checkpoints, indexes: [] },
    { name: generation.parked, indexes: [] },
    { name: generation.moments, indexes: [{ name: 'by-time', key: { source: 1, at: 1, _id: 1 } }] },
    ...[...generation.collections.values()].flatMap(({ schema, current, past }): Planned[] => {
      const kept = { name: current, indexes: declaredIndexes(schema) };
      if (schema.immutable) return [kept];
      return [kept, { name: past, indexes: [{ name: 'by-slot', key: { slot: 1, to: 1 } }] }];
    }),
  ];
}

/** Each ends with `_id`, by which ties are broken, so that a list need not be sorted. */
function declaredIndexes({ indexes, immutable }: DeclaredCollection['schema']): mongo.IndexDescription[] {
  const distinct = new Map(indexes.map((names) => [`by-${names.join('-')}`, names]));
  return [...distinct].map(([name, names]) => ({
    name,
    key: new Map<string, 1>([...names.map((field): [string, 1] => [pathOf(field), 1]), ['_id', 1]]),
    ...(!immutable && { partialFilterExpression: { alive: true } }),
  }));
}

/** Where a document holds the value of a declared field. */
export function pathOf(field: string): string {
  return field === 'position' ? 'position' : `fields.${field}`;
}
