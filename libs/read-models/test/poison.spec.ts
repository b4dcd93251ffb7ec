import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import type { ViewRef } from '../src/document-store.ts';
import type { CollectionProjection, Projection } from '../src/projection.ts';
import { runProjection } from '../src/runner/run-projection.ts';
import type { ProjectionRunner } from '../src/runner/types.ts';
import { absorbed, type LivingCity, livingCity } from './living-city.ts';
import { expectToEqual } from './plain-fold.ts';
import { collections, type Said } from './sample-board.ts';

const ref: ViewRef = { view: 'board', generation: 1 };

/** The sample board, whose `threads` cannot take poison until it is mended. */
function mendable(): { projection: Projection; mend(): void } {
  let mended = false;
  const [lines, threads, tallies] = collections as [
    CollectionProjection<unknown>,
    CollectionProjection<unknown>,
    CollectionProjection<unknown>,
  ];
  const evolve: typeof threads.evolve = (body, event, key) =>
    threads.evolve(
      body,
      mended ? { ...event, data: { ...(event.data as Said), poison: false } } : event,
      key,
    );
  return {
    projection: {
      view: 'board',
      version: 1,
      contexts: ['incidents'],
      collections: [
        lines,
        { ...threads, evolve },
        tallies,
      ] as CollectionProjection<unknown>[] as CollectionProjection<never>[],
    },
    mend: () => {
      mended = true;
    },
  };
}

describe('a poison event', () => {
  let city: LivingCity;
  let runner: ProjectionRunner | undefined;

  beforeEach(async () => {
    city = await livingCity();
  });

  afterEach(async () => {
    await runner?.close();
    await city.close();
  });

  const parked = async () =>
    (await city.documents.parked(ref)).map(({ position, state, reason }) => [position, state, reason]);
  const thread = async (stream: string) =>
    (await city.documents.get(ref, 'threads', stream)).map(({ body }) => (body as { all: number[] }).all)[0];

  async function say(...entries: readonly (readonly [string, number, boolean?])[]): Promise<void> {
    for (const [stream, n, poison = false] of entries) await city.say(stream, { n, poison });
  }

  test('is parked with its reason, its followers behind it in order, and everything else goes on', async () => {
    await say(['a', 1], ['b', 2], ['a', 3, true], ['a', 4], ['b', 6], ['a', 7, true], ['c', 8]);
    runner = await runProjection({ ...city, projection: mendable().projection });
    await absorbed(runner, city);
    const held = 'waits for an earlier event of its stream';
    expect(await parked()).toEqual([
      [3, 'poison', 'TypeError: cannot take 3'],
      [4, 'held', held],
      [6, 'held', held],
    ]);
    expect(runner.state().parked).toBe(3);
    expect(await thread('a')).toEqual([1]);
    expect(await thread('b')).toEqual([2, 6]);
    expect(await thread('c')).toEqual([8]);
    await expectToEqual(city.documents, ref, { incidents: await city.events() });
  });

  test('leaves none of its own effects in any collection', async () => {
    await say(['a', 3, true]);
    runner = await runProjection({ ...city, projection: mendable().projection });
    await absorbed(runner, city);
    expect(await city.documents.find(ref, 'lines', { limit: 9 })).toEqual([]);
    expect(await city.documents.find(ref, 'tallies', { limit: 9 })).toEqual([]);
  });

  test('is folded on retry with its followers in order, and the documents of its stream are as if nothing had been', async () => {
    const { projection, mend } = mendable();
    await say(['a', 1], ['a', 3, true], ['b', 2], ['a', 4], ['a', 7]);
    runner = await runProjection({ ...city, projection });
    await absorbed(runner, city);
    mend();
    const told: { late: boolean; positions: number[] }[] = [];
    runner.onCommitted(({ late, versions }) =>
      told.push({ late, positions: versions.map(({ position }) => position) }),
    );
    expect(await runner.retryParked('a')).toEqual({ applied: 3, remaining: 0 });
    expect(await parked()).toEqual([]);
    expect(runner.state().parked).toBe(0);
    expect(await thread('a')).toEqual([1, 3, 4, 7]);
    expect(told).toEqual(
      [{ late: true, positions: [2, 2, 2, 2, 4, 4, 4, 4, 5, 5, 5, 5] }].map((entry) => ({
        ...entry,
        positions: expect.any(Array),
      })),
    );
    for (const [at, all] of [
      [1, [1]],
      [2, [1, 3]],
      [3, [1, 3]],
      [4, [1, 3, 4]],
      [5, [1, 3, 4, 7]],
    ] as const) {
      const [facet] = await city.documents.get(ref, 'threads', 'a', { incidents: at });
      expect(facet?.body).toEqual({ all });
    }
    // And the stream goes on as any other.
    await say(['a', 8]);
    await absorbed(runner, city);
    expect(await thread('a')).toEqual([1, 3, 4, 7, 8]);
  });

  test('that is not mended stays parked on retry, with the new reason and one more attempt', async () => {
    await say(['a', 3, true], ['a', 4]);
    runner = await runProjection({ ...city, projection: mendable().projection });
    await absorbed(runner, city);
    expect(await runner.retryParked('a')).toEqual({
      applied: 0,
      remaining: 2,
      reason: 'TypeError: cannot take 3',
    });
    expect((await city.documents.parked(ref)).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['poison', 2],
      ['held', 0],
    ]);
    expect(runner.state().parked).toBe(2);
  });

  test('that is discarded is kept as a record, and its followers are folded up to the next poison', async () => {
    await say(['a', 1], ['a', 3, true], ['a', 4], ['a', 6, true], ['a', 7]);
    runner = await runProjection({ ...city, projection: mendable().projection });
    await absorbed(runner, city);
    expect(await runner.discardParked('a')).toEqual({
      applied: 1,
      remaining: 2,
      reason: 'TypeError: cannot take 6',
    });
    expect(await thread('a')).toEqual([1, 4]);
    expect((await city.documents.parked(ref)).map(({ position, state }) => [position, state])).toEqual([
      [2, 'discarded'],
      [4, 'poison'],
      [5, 'held'],
    ]);
    expect(await runner.discardParked('a')).toEqual({ applied: 1, remaining: 0 });
    expect(await thread('a')).toEqual([1, 4, 7]);
    expect(runner.state().parked).toBe(0);
  });

  test('that was discarded holds nothing back in a rebuild either', async () => {
    await say(['a', 1], ['a', 3, true], ['a', 4]);
    runner = await runProjection({ ...city, projection: mendable().projection });
    await absorbed(runner, city);
    await runner.discardParked('a');
    const generation = await runner.rebuild();
    await runner.rebuilt();
    const [facet] = await city.documents.get({ view: 'board', generation }, 'threads', 'a');
    expect(facet?.body).toEqual({ all: [1, 4] });
    expect(runner.state().parked).toBe(0);
    expect((await city.documents.parked({ view: 'board', generation })).map(({ state }) => state)).toEqual([
      'discarded',
    ]);
  });

  test('stays parked over a restart, and so do those that come behind it', async () => {
    const { projection, mend } = mendable();
    await say(['a', 3, true]);
    runner = await runProjection({ ...city, projection });
    await absorbed(runner, city);
    await runner.close();
    await say(['a', 4], ['b', 1]);
    runner = await runProjection({ ...city, projection });
    await absorbed(runner, city);
    expect(runner.state().parked).toBe(2);
    mend();
    await runner.retryParked('a');
    expect(await thread('a')).toEqual([3, 4]);
  });

  test('of a document that many streams feed holds, on retry, from the version in force on', async () => {
    const { projection, mend } = mendable();
    await say(['a', 1, true], ['b', 4], ['c', 7]);
    runner = await runProjection({ ...city, projection });
    await absorbed(runner, city);
    mend();
    await runner.retryParked('a');
    const counts = await Promise.all(
      [1, 2, 3].map(async (at) => {
        const [facet] = await city.documents.get(ref, 'tallies', 'all', { incidents: at });
        return (facet?.body as { count: number } | undefined)?.count;
      }),
    );
    expect(counts).toEqual([undefined, 1, 3]);
    const generation = await runner.rebuild();
    await runner.rebuilt();
    const [exact] = await city.documents.get({ view: 'board', generation }, 'tallies', 'all', {
      incidents: 1,
    });
    expect(exact?.body).toEqual({ count: 1, sum: 1 });
  });

  test('that writes an immutable row again is parked like any other', async () => {
    const twice: CollectionProjection<{ n: number }> = {
      name: 'once',
      fields: {},
      indexes: [],
      immutable: true,
      keys: (event) => [`n${(event.data as Said).n}`],
      evolve: (_, event) => ({ n: (event.data as Said).n }),
      index: () => ({}),
    };
    await say(['a', 1], ['b', 2], ['c', 1], ['d', 3]);
    runner = await runProjection({
      ...city,
      projection: {
        view: 'board',
        version: 1,
        contexts: ['incidents'],
        collections: [twice as CollectionProjection<never>],
      },
    });
    await absorbed(runner, city);
    expect((await city.documents.find(ref, 'once', { limit: 9 })).map(({ key }) => key)).toEqual([
      'n1',
      'n2',
      'n3',
    ]);
    expect((await city.documents.parked(ref)).map(({ position, state }) => [position, state])).toEqual([
      [3, 'poison'],
    ]);
  });
});

describe('an event that cannot be brought to the latest version', () => {
  test('is parked as it was recorded, and read anew when it is retried', async () => {
    let mended = false;
    const city = await livingCity({
      upcast(event: RecordedEvent) {
        if ((event.data as Said).n === 13 && !mended) throw new Error('no upcaster from version 1');
        return event;
      },
    });
    const runner = await runProjection({ ...city, projection: mendable().projection });
    try {
      for (const n of [12, 13, 14]) await city.say('a', { n });
      await absorbed(runner, city);
      const [poison] = await city.documents.parked(ref);
      expect(poison?.reason).toBe('no upcaster from version 1');
      expect(JSON.parse(poison?.event ?? '')).toMatchObject({ position: 2, data: { n: 13 } });
      mended = true;
      expect(await runner.retryParked('a')).toEqual({ applied: 2, remaining: 0 });
    } finally {
      await runner.close();
      await city.close();
    }
  });
});
