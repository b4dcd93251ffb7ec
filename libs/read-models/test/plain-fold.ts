import type { RecordedEvent } from '@linli/contracts';
import { expect } from '@jest/globals';
import type { AsOf, DocumentStore, Facet, ViewRef } from '../src/document-store.ts';
import { collections } from './sample-board.ts';

interface Version {
  readonly position: number;
  readonly recordedAt: number;
  readonly body: unknown;
}

/** What documents have to be: every version of every document, folded event by event without any store. */
export type PlainFold = ReadonlyMap<string, ReadonlyMap<string, readonly Version[]>>;

export function plainFold(events: readonly RecordedEvent[]): PlainFold {
  const folded = new Map(collections.map(({ name }) => [name, new Map<string, Version[]>()]));
  const parked = new Set<string>();
  for (const event of events) {
    if (parked.has(event.streamId)) continue;
    const changes: { collection: string; key: string; body: unknown }[] = [];
    try {
      for (const { name, keys, evolve } of collections) {
        for (const key of keys(event)) {
          const before = folded.get(name)?.get(key)?.at(-1)?.body ?? undefined;
          const body = evolve(before, event, key);
          if (body !== undefined && body !== before) changes.push({ collection: name, key, body });
        }
      }
    } catch {
      parked.add(event.streamId);
      continue;
    }
    for (const { collection, key, body } of changes) {
      const versions = folded.get(collection) as Map<string, Version[]>;
      const version = { position: event.position, recordedAt: event.recordedAt, body };
      versions.set(key, [...(versions.get(key) ?? []), version]);
    }
  }
  return folded;
}

/** The facets a collection has at a position. */
export function facetsAt(fold: PlainFold, collection: string, source: string, at: number): Facet[] {
  return [...(fold.get(collection) ?? [])]
    .flatMap(([key, versions]) => {
      const version = versions.findLast(({ position }) => position <= at);
      return version && version.body !== null ? [{ key, source, ...version }] : [];
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Compares a whole generation with plain folds of its sources, at every position of each. */
export async function expectToEqual(
  store: DocumentStore,
  ref: ViewRef,
  logs: Readonly<Record<string, readonly RecordedEvent[]>>,
): Promise<void> {
  const folds = Object.entries(logs).map(([source, events]) => ({ source, events, fold: plainFold(events) }));
  const last: AsOf = Object.fromEntries(
    folds.map(({ source, events }) => [source, events.at(-1)?.position ?? 0]),
  );
  const checkpoints = (await store.checkpoints(ref)).filter(({ position }) => position > 0);
  expect(Object.fromEntries(checkpoints.map(({ source, position }) => [source, position]))).toEqual(
    Object.fromEntries(Object.entries(last).filter(([, position]) => position > 0)),
  );
  for (const { name } of collections) {
    const expected = (asOf: AsOf) =>
      folds
        .flatMap(({ source, fold }) => facetsAt(fold, name, source, asOf[source] ?? 0))
        .sort((a, b) => (a.key === b.key ? (a.source < b.source ? -1 : 1) : a.key < b.key ? -1 : 1));
    expect(await store.find(ref, name, { limit: 10_000 })).toEqual(expected(last));
    for (const { source, events } of folds) {
      for (let at = 0; at <= (events.at(-1)?.position ?? 0); at += 1) {
        const asOf = { ...last, [source]: at };
        expect(await store.find(ref, name, { limit: 10_000, asOf })).toEqual(expected(asOf));
      }
    }
  }
  for (const { source, events } of folds) {
    for (const { recordedAt } of events) {
      const position = events.findLast((event) => event.recordedAt <= recordedAt)?.position;
      expect(await store.positionAt(ref, source, recordedAt)).toBe(position);
    }
  }
}
