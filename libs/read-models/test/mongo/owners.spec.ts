import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CheckpointConflict } from '../../src/document-store.ts';
import {
  batch,
  doc,
  numbers,
  parkedEvent,
  range,
  ref,
  schema,
  source,
} from '../../src/conformance/samples.ts';
import type { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';
import { countCommands } from './count-commands.ts';
import { type Database, makeDatabase } from './mongo-harness.ts';

const partitions = range(0, 11).map((partition) => `incidents/${partition}`);

describe('two owners', () => {
  let database: Database;
  let stores: readonly MongoDocumentStore[];

  beforeEach(async () => {
    database = await makeDatabase();
    stores = [await database.open(), await database.open()];
    for (const store of stores) await store.ensure(ref, schema);
  });

  afterEach(() => database.remove());

  test('of a partition apply each of its batches once between them, and each is told where the other stands', async () => {
    const told: CheckpointConflict[] = [];
    const applied: number[] = [];
    await Promise.all(
      stores.map(async (store) => {
        let position = 0;
        while (position < 60) {
          const commit = batch(position, [
            doc('a', position + 1, position + 1),
            doc(`b${position}`, position + 2, 0),
          ]);
          try {
            await store.commit(commit);
            applied.push(position);
            position += 2;
          } catch (error) {
            if (!(error instanceof CheckpointConflict)) throw error;
            told.push(error);
            position = error.actual;
          }
        }
      }),
    );
    expect(applied.sort((a, b) => a - b)).toEqual(range(0, 29).map((n) => n * 2));
    expect(told.length).toBeGreaterThan(0);
    for (const { source: of, expected, actual } of told) {
      expect(of).toBe(source);
      expect(actual).toBeGreaterThan(expected);
    }
    const [first] = stores as [MongoDocumentStore];
    expect((await first.find(ref, 'docs', { limit: 99 })).length).toBe(31);
    for (const at of range(1, 60)) {
      const [facet] = await first.get(ref, 'docs', 'a', { [source]: at });
      expect(facet?.body).toEqual({ n: at - ((at - 1) % 2) });
    }
  });

  test('of a partition are told of what the other has applied late, though the checkpoint stands where it stood', async () => {
    const [owner, other] = stores as [MongoDocumentStore, MongoDocumentStore];
    await owner.commit(batch(0, [doc('a', 1, 1)], { to: 5, parked: [parkedEvent(4)] }));
    const late = { to: 5, moments: [], unparked: [{ source, position: 4 }] };
    await other.commit(batch(5, [doc('a', 4, 4)], late));
    // Folded on the document as it was before.
    const next = batch(5, [doc('a', 6, 2)]);
    await expect(owner.commit(next)).rejects.toMatchObject({
      name: 'CheckpointConflict',
      expected: 5,
      actual: 5,
    });
    // It has looked again by now.
    await owner.commit(batch(5, [doc('a', 6, 6)]));
    const numbersAt = await Promise.all(
      [1, 4, 6].map(async (at) => numbers(await owner.get(ref, 'docs', 'a', { [source]: at }))),
    );
    expect(numbersAt).toEqual([[1], [4], [6]]);
  });

  test('of different partitions do not stand in each other’s way, though they write the same keys', async () => {
    const counted = [
      countCommands(await database.open('&monitorCommands=true')),
      countCommands(await database.open('&monitorCommands=true')),
    ];
    await Promise.all(
      partitions.map(async (partition, n) => {
        const { store } = counted[n % 2] as (typeof counted)[number];
        for (const round of range(0, 9)) {
          const versions = range(1, 5).map((key) => doc(`k${key}`, round * 5 + key, round));
          await store.commit(batch(round * 5, versions, { source: partition }));
        }
      }),
    );
    const names = counted.flatMap(({ commands }) => commands);
    expect(names.filter((name) => name === 'commitTransaction').length).toBe(120);
    expect(names.filter((name) => name === 'abortTransaction')).toEqual([]);
    const [first] = stores as [MongoDocumentStore];
    const facets = await first.find(ref, 'docs', { limit: 999 });
    expect(facets.length).toBe(60);
    expect(new Set(numbers(facets))).toEqual(new Set([9]));
    expect((await first.checkpoints(ref)).map(({ position }) => position)).toEqual(partitions.map(() => 50));
  });
});
