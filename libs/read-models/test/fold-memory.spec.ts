import { expect, test } from '@jest/globals';
import { FacetCache } from '../src/runner/facet-cache.ts';
import { FoldMemory, heapBytes } from '../src/runner/fold-memory.ts';
import { runProjection } from '../src/runner/run-projection.ts';
import { broken } from './faulty-store.ts';
import { absorbed, livingCity, until } from './living-city.ts';
import { expectLatestToEqual } from './plain-fold.ts';
import { sampleBoard } from './sample-board.ts';

const text = 'x'.repeat(1_000);
const each = heapBytes('k00', JSON.stringify(text).length);

function fill(cache: FacetCache, ...keys: readonly string[]): void {
  for (const key of keys) cache.set(0, key, text, JSON.stringify(text).length);
  cache.seal()();
}

const keys = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `k${String(from + n).padStart(2, '0')}`);

test('documents kept take no more than the memory they share, and of all of them those used longest ago go first', () => {
  const memory = new FoldMemory(20 * each);
  const [one, two] = [new FacetCache(2, memory), new FacetCache(1, memory)];
  fill(one, ...keys(0, 8));
  for (let n = 8; n < 40; n += 4) {
    fill(two, ...keys(n, n + 4));
    // Used all the time, whoever fills the memory.
    expect(one.hold(0, 'k00')).toBe(true);
    one.seal()();
    expect(memory.kept).toBeLessThanOrEqual(20 * each);
  }
  expect(memory.kept).toBeGreaterThan(8 * each);
  expect(keys(1, 8).filter((key) => one.hold(0, key))).toEqual([]);
  expect(keys(36, 40).filter((key) => two.hold(0, key))).toEqual(keys(36, 40));
  one.clear();
  two.clear();
  expect(memory.kept).toBe(0);
});

test('one document that is changed over and over counts once', () => {
  const memory = new FoldMemory(100 * each);
  const cache = new FacetCache(1, memory);
  for (let n = 0; n < 500; n += 1) fill(cache, 'k00', 'k01');
  expect(memory.kept).toBe(2 * each);
  expect(cache.hold(0, 'k00')).toBe(true);
});

test('what is not stored yet is never let go, however little room there is', () => {
  const memory = new FoldMemory(1);
  const cache = new FacetCache(1, memory);
  cache.set(0, 'k00', text, text.length);
  const stored = cache.seal();
  fill(new FacetCache(1, memory), ...keys(0, 50));
  expect(cache.hold(0, 'k00')).toBe(true);
  expect(cache.get(0, 'k00')).toBe(text);
  cache.seal()();
  stored();
  expect(memory.kept).toBe(0);
});

test('no more is taken in than there is room for, in the order in which it came, and what is too big alone', async () => {
  const memory = new FoldMemory(100);
  const admitted: string[] = [];
  const ask = async (name: string, bytes: number) => {
    const admission = await memory.admit(bytes);
    admitted.push(name);
    return admission;
  };
  const first = await ask('first', 60);
  const [second, third, huge] = [ask('second', 50), ask('third', 10), ask('huge', 1_000)];
  await Promise.resolve();
  expect(admitted).toEqual(['first']);
  first.measured(30);
  await Promise.all([second, third]);
  expect([admitted, memory.unsaved]).toEqual([['first', 'second', 'third'], 90]);
  first.end();
  (await second).end();
  await Promise.resolve();
  expect(admitted).toHaveLength(3);
  (await third).end();
  (await huge).end();
  expect([admitted.at(-1), memory.unsaved]).toEqual(['huge', 0]);
});

test('of all views of a process together no more is folded than fits, while a store takes nothing, and all of it after', async () => {
  const city = await livingCity();
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const documents = broken((store) => ({ commit: (commit) => gate.then(() => store.commit(commit)) }))(
    city.documents,
  );
  for (let n = 0; n < 300; n += 1) await city.say(`s${n % 7}`, { n });
  const memory = new FoldMemory(64 * 1024);
  const folded = new Map<string, number>();
  const views = ['one', 'two', 'three', 'four', 'five'];
  const runners = await Promise.all(
    views.map((view) => {
      const board = sampleBoard(view, ['incidents']);
      const [lines, ...others] = board.collections;
      const counted = {
        ...lines,
        evolve(...args: Parameters<NonNullable<typeof lines>['evolve']>) {
          folded.set(view, (folded.get(view) ?? 0) + 1);
          return lines?.evolve(...args);
        },
      } as NonNullable<typeof lines>;
      const projection = { ...board, collections: [counted, ...others] };
      return runProjection({ ...city, documents, projection, memory, batchSize: 40, commitSize: 40 });
    }),
  );
  // Two views have 40 events in hand, and there is no room for a third.
  await until(() => folded.size > 0 && memory.unsaved > 24 * 1024);
  await until(() => runners.every((runner) => runner.state().sources[0]?.head === 300));
  expect(memory.unsaved).toBeLessThanOrEqual(64 * 1024);
  expect(folded.size).toBeLessThan(views.length);
  open();
  for (const runner of runners) await absorbed(runner, city);
  for (const view of views) {
    await expectLatestToEqual(city.documents, { view, generation: 1 }, { incidents: await city.events() });
  }
  expect(memory.kept).toBeLessThanOrEqual(64 * 1024);
  await Promise.all(runners.map((runner) => runner.close()));
  expect([memory.kept, memory.unsaved]).toEqual([0, 0]);
  await city.close();
});
