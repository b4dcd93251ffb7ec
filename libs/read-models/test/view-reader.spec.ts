import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InvalidAsOf, NotYetAbsorbed, UnprovablePosition } from '../src/reader/as-of.ts';
import { viewReader, type ViewReader } from '../src/reader/view-reader.ts';
import type { ProjectionSourceState } from '../src/runner/types.ts';
import { UnknownGeneration } from '../src/document-store.ts';
import { batch, doc, momentOf, other, ref, schema, source } from '../src/conformance/samples.ts';
import { sqliteEngine } from './sqlite-harness.ts';
import type { DocumentStore } from '../src/document-store.ts';
import type { DocumentStoreHarness } from '../src/conformance/index.ts';

const now = momentOf(1_000);
const iso = (position: number) => new Date(momentOf(position)).toISOString();

describe('a reader of a view', () => {
  let harness: DocumentStoreHarness;
  let store: DocumentStore;
  let reader: ViewReader;

  beforeEach(async () => {
    harness = await sqliteEngine().makeHarness();
    store = await harness.open();
    await store.ensure(ref, schema);
    await store.activate(ref);
    const versions = Array.from({ length: 20 }, (_, n) => doc(n % 2 === 0 ? 'a' : 'b', n + 1, n + 1));
    await store.commit(batch(0, versions));
    await store.commit(batch(0, [doc('a', 3, 103), doc('a', 8, 108)], { source: other }));
    reader = viewReader(
      store,
      { view: 'board', contexts: ['incidents', 'residents'] },
      { maxWaitMs: 30, now: () => now },
    );
  });

  afterEach(() => harness.dispose());

  const numbersAt = async (asOf?: string) => {
    const at = await reader.at({ asOf });
    const facets = await at.get<{ n: number }>('docs', 'a');
    expect(await at.find('docs', { limit: 9, where: [{ field: 'key', op: 'eq', value: 'a' }] })).toEqual(
      facets,
    );
    return { ...at.stamp, numbers: facets.map(({ body }) => body.n) };
  };

  test('is given the newest, with the positions it holds for and the time it is', async () => {
    expect(await numbersAt()).toEqual({
      position: 'incidents:20,residents:8',
      moment: new Date(now).toISOString(),
      live: true,
      numbers: [19, 108],
    });
  });

  test('is given the same again for the positions it was told', async () => {
    const { stamp } = await reader.at();
    await store.commit(batch(20, [doc('a', 21, 999)]));
    expect((await numbersAt(stamp.position)).numbers).toEqual([19, 108]);
    expect((await numbersAt()).numbers).toEqual([999, 108]);
  });

  test('is given a moment by the last event recorded at or before it, in each source', async () => {
    expect(await numbersAt(iso(8))).toEqual({
      position: 'incidents:8,residents:8',
      moment: iso(8),
      live: false,
      numbers: [7, 108],
    });
    const between = new Date(momentOf(7) + 5_000).toISOString();
    expect(await numbersAt(between)).toMatchObject({
      position: 'incidents:7,residents:3',
      numbers: [7, 103],
    });
    expect(await numbersAt('2000-01-01T00:00:00Z')).toMatchObject({
      position: 'incidents:0,residents:0',
      numbers: [],
    });
  });

  test('is told that a moment has not come yet, but for what clocks may differ by', async () => {
    for (const text of ['2999-01-01T08:00:00+08:00', new Date(now + 5_001).toISOString()]) {
      await expect(reader.at({ asOf: text })).rejects.toMatchObject({ name: 'InvalidAsOf', field: 'asOf' });
    }
    expect(await numbersAt(new Date(now + 5_000).toISOString())).toMatchObject({
      position: 'incidents:20,residents:8',
      moment: new Date(now).toISOString(),
    });
  });

  test('is told that a position lies beyond the end of the log, where the log has been looked at since', async () => {
    const asking = (head: number, more: Partial<ProjectionSourceState> = {}) =>
      viewReader(
        store,
        { view: 'board', contexts: ['incidents'] },
        {
          maxWaitMs: 30,
          now: () => now,
          runner: {
            waitFor: () => Promise.resolve(false),
            state: () => ({
              view: 'board',
              version: 1,
              generation: 1,
              parked: 0,
              sources: [
                { source: 'incidents', position: 20, head, lagMs: 0, aliveAt: Date.now() + 60_000, ...more },
              ],
            }),
          },
        },
      );
    const asOf = 'incidents:21';
    await expect(asking(20).at({ asOf })).rejects.toMatchObject({ name: 'InvalidAsOf', field: 'asOf' });
    await expect(asking(20).at({ asOf: 'incidents/1:21' })).rejects.toThrow(InvalidAsOf);
    // It is there, and not absorbed yet; or nobody knows; or a command has just been answered with it.
    await expect(asking(21).at({ asOf })).rejects.toThrow(NotYetAbsorbed);
    await expect(asking(20, { aliveAt: 0 }).at({ asOf })).rejects.toThrow(NotYetAbsorbed);
    const failure = { message: 'the log is gone', attempts: 1 };
    await expect(asking(20, { failure }).at({ asOf })).rejects.toThrow(NotYetAbsorbed);
    await expect(asking(20).at({ after: asOf })).rejects.toThrow(NotYetAbsorbed);
  });

  test('is given positions with the moment of the last event at them; a source that is left out at its newest', async () => {
    expect(await numbersAt('incidents:5,residents:3')).toEqual({
      position: 'incidents:5,residents:3',
      moment: iso(5),
      live: false,
      numbers: [5, 103],
    });
    expect(await numbersAt('incidents:5')).toMatchObject({
      position: 'incidents:5,residents:8',
      moment: iso(8),
    });
    expect(await numbersAt('finance:900,incidents:5,residents:0')).toMatchObject({ numbers: [5] });
  });

  test('is told what it cannot ask', async () => {
    for (const text of [
      '',
      'yesterday',
      'incidents',
      'incidents:-1',
      'incidents:1,incidents:2',
      '2026-05-01',
      '2026-13-01T00:00:00Z',
      '2026-02-30T08:00:00+08:00',
      '2025-02-29T00:00:00Z',
      '2026-04-31T00:00:00Z',
      '2026-04-00T00:00:00Z',
      '2026-04-30T24:00:00Z',
      '2026-04-30T23:60:00Z',
      '2026-04-30T23:00:00+25:00',
      'incidents:12345678901234567',
      "a';--:1",
      `${'x'.repeat(3_000)}:1`,
    ]) {
      await expect(reader.at({ asOf: text })).rejects.toBeInstanceOf(InvalidAsOf);
    }
    expect(await numbersAt('2024-02-29T23:59:59+23:59')).toMatchObject({ numbers: [] });
    await expect(reader.at({ after: '2026-05-01T00:00:00Z' })).rejects.toBeInstanceOf(InvalidAsOf);
  });

  test('waits for what a command was answered with, within its time', async () => {
    await expect(reader.at({ after: 'incidents:21' })).rejects.toBeInstanceOf(NotYetAbsorbed);
    await expect(reader.at({ asOf: 'residents:9' })).rejects.toMatchObject({
      source: 'residents',
      position: 9,
    });
    const patient = viewReader(
      store,
      { view: 'board', contexts: ['incidents'] },
      { maxWaitMs: 60_000, now: () => now },
    );
    const waiting = patient.at({ after: 'incidents:21,finance:5' });
    await store.commit(batch(20, [doc('a', 21, 21)]));
    expect((await waiting).positions[source]).toBe(21);
  });

  test('is told of progress by the runner of its process', async () => {
    const asked: unknown[] = [];
    const told = viewReader(
      store,
      { view: 'board', contexts: ['incidents'] },
      {
        maxWaitMs: 60_000,
        runner: {
          waitFor: async (of, position) => {
            asked.push([of, position]);
            await store.commit(batch(20, [doc('a', 21, 21)]));
            return true;
          },
          state: () => ({ view: 'board', version: 1, generation: 1, parked: 0, sources: [] }),
        },
      },
    );
    expect((await told.at({ after: 'incidents:21' })).positions[source]).toBe(21);
    expect(asked).toEqual([['incidents', 21]]);
  });

  test('follows the generation readers are given', async () => {
    const second = { ...ref, generation: 2 };
    await store.ensure(second, schema);
    await store.commit(batch(0, [doc('a', 1, 555)], { ref: second }));
    const before = await reader.at();
    await store.activate(second);
    expect((await reader.at()).generation).toBe(2);
    // What was begun on the one before is finished on it.
    expect((await before.get<{ n: number }>('docs', 'a')).map(({ body }) => body.n)).toEqual([19, 108]);
  });

  test('of a generation of its own stays with it when another process has switched', async () => {
    const options = { generation: () => ref.generation, maxWaitMs: 30, now: () => now };
    reader = viewReader(store, { view: 'board', contexts: ['incidents', 'residents'] }, options);
    const next = { ...ref, generation: ref.generation + 1 };
    await store.ensure(next, schema);
    await store.activate(next);
    expect(await numbersAt()).toMatchObject({ position: 'incidents:20,residents:8', numbers: [19, 108] });
  });

  test('of a view that nobody has made is told so', async () => {
    await expect(viewReader(store, { view: 'unheard', contexts: [] }).at()).rejects.toBeInstanceOf(
      UnknownGeneration,
    );
  });
});

describe('a reader of a view that follows the partitions of a topic', () => {
  let harness: DocumentStoreHarness;
  let reader: ViewReader;

  beforeEach(async () => {
    harness = await sqliteEngine().makeHarness();
    const store = await harness.open();
    await store.ensure(ref, schema);
    await store.activate(ref);
    await store.commit(batch(0, [doc('a', 3, 1), doc('a', 9, 2)], { source: 'incidents/0' }));
    await store.commit(batch(0, [doc('a', 4, 3), doc('a', 7, 4)], { source: 'incidents/1' }));
    reader = viewReader(store, { view: 'board', contexts: ['incidents'] }, { maxWaitMs: 30, now: () => now });
  });

  afterEach(() => harness.dispose());

  test('waits for a position of one partition, whatever the others are at', async () => {
    await expect(reader.at({ after: 'incidents/1:8' })).rejects.toThrow(NotYetAbsorbed);
    expect((await reader.at({ after: 'incidents/0:9' })).stamp.position).toBe('incidents/0:9,incidents/1:7');
  });

  test('refuses a position of the log, which tells no partition, with the form that can be proved', async () => {
    // Position 8 may lie in partition 1, which is at 7; or, at 5, in a third one that nothing is known of yet.
    for (const position of ['incidents:8', 'incidents:5']) {
      for (const field of ['after', 'asOf'] as const) {
        const refused = reader.at({ [field]: position });
        await expect(refused).rejects.toThrow(UnprovablePosition);
        await expect(refused).rejects.toMatchObject({ field, source: 'incidents' });
        await expect(refused).rejects.toThrow('incidents/3:');
      }
    }
    expect((await reader.at({ after: 'incidents:0' })).stamp.live).toBe(true);
    expect((await reader.at({ asOf: 'incidents:0' })).stamp.position).toBe('incidents/0:0,incidents/1:0');
  });

  test('is given what it was told again', async () => {
    const { stamp } = await reader.at({ asOf: 'incidents/0:8' });
    expect(stamp.position).toBe('incidents/0:8,incidents/1:7');
    const again = await reader.at({ asOf: stamp.position });
    expect((await again.get<{ n: number }>('docs', 'a')).map(({ body }) => body.n)).toEqual([1, 4]);
  });
});

test('a view that follows the log whole takes a position of a partition as one of the log', async () => {
  const harness = await sqliteEngine().makeHarness();
  const store = await harness.open();
  await store.ensure(ref, schema);
  await store.activate(ref);
  await store.commit(batch(0, [doc('a', 5, 1)]));
  const reader = viewReader(store, { view: 'board', contexts: ['incidents'] }, { maxWaitMs: 30 });
  expect((await reader.at({ after: 'incidents/2:5' })).positions).toEqual({ incidents: 5 });
  await expect(reader.at({ after: 'incidents/2:6' })).rejects.toThrow(NotYetAbsorbed);
  await harness.dispose();
});
