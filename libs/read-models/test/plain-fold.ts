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
      const before = versions.get(key);
      if (before) before.push(version);
      else versions.set(key, [version]);
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

type Logs = Readonly<Record<string, readonly RecordedEvent[]>>;

/** What a list of a collection has to hold, at a position per source. */
function listAt(logs: Logs, collection: string): (asOf: AsOf) => Facet[] {
  const folds = Object.entries(logs).map(([source, events]) => ({ source, fold: plainFold(events) }));
  return (asOf) =>
    folds
      .flatMap(({ source, fold }) => facetsAt(fold, collection, source, asOf[source] ?? 0))
      .sort((a, b) => (a.key === b.key ? (a.source < b.source ? -1 : 1) : a.key < b.key ? -1 : 1));
}

function headsOf(logs: Logs): Record<string, number> {
  return Object.fromEntries(
    Object.entries(logs).map(([source, events]) => [source, events.at(-1)?.position ?? 0]),
  );
}

/** Compares a whole generation with plain folds of its sources, as it is now. */
export async function expectLatestToEqual(store: DocumentStore, ref: ViewRef, logs: Logs): Promise<void> {
  const checkpoints = await store.checkpoints(ref);
  const stored = checkpoints.map(({ source, position }) => [source, position] as const);
  expect(stored.filter(([, position]) => position > 0)).toEqual(
    Object.entries(headsOf(logs))
      .filter(([, position]) => position > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  for (const { name } of collections) {
    const listed = await store.find(ref, name, { limit: 1_000_000 });
    expect(listed).toEqual(listAt(logs, name)(headsOf(logs)));
  }
}

/** The same, and at every position of each source, and for the moment of every event. */
export async function expectToEqual(store: DocumentStore, ref: ViewRef, logs: Logs): Promise<void> {
  await expectLatestToEqual(store, ref, logs);
  for (const { name } of collections) {
    const expected = listAt(logs, name);
    for (const [source, head] of Object.entries(headsOf(logs))) {
      for (let at = 0; at <= head; at += 1) {
        const asOf = { ...headsOf(logs), [source]: at };
        expect(await store.find(ref, name, { limit: 10_000, asOf })).toEqual(expected(asOf));
      }
    }
  }
  for (const [source, events] of Object.entries(logs)) {
    for (const { recordedAt } of events) {
      const position = events.findLast((event) => event.recordedAt <= recordedAt)?.position;
      expect(await store.positionAt(ref, source, recordedAt)).toBe(position);
    }
  }
}
