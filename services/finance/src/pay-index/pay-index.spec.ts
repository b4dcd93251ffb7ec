import { describe, expect, test } from '@jest/globals';
import { indexInputs, type PayIndexEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { play } from '../../test/play.ts';
import { indexOf } from './index-of.ts';
import { indexOfYear, payIndex, payIndexWeights } from './pay-index.ts';

const of = { areaPath: '42/01/', year: '2026' };
type Input = (typeof indexInputs)[number];
const record = (input: Input, growth: number, corrects?: number) =>
  ({ type: 'RecordIndexInput', ...of, input, growth, ...(corrects && { corrects }) }) as const;
const recorded = (entry: number, input: Input, growth: number, corrects?: number): PayIndexEvent => ({
  type: 'IndexInputRecorded',
  data: { ...of, entry, input, growth, ...(corrects && { corrects }) },
});
const compute = { type: 'ComputeIndex', ...of } as const;
const computed = (computation: number, index: number, workBudget: number, entries: number[], policy = 1) =>
  ({
    type: 'PayIndexComputed',
    data: { ...of, computation, index, workBudget, entries, policy },
  }) as const;
const known = [recorded(1, 'economy', 520), recorded(2, 'minimum_wage', 500), recorded(3, 'net_income', 499)];
const first = computed(1, 506, 12_607_200, [1, 2, 3]);

describe('F-14: what pay follows', () => {
  test('F-14: three inputs make the index, by their weights, and it names them', () => {
    given(payIndex)
      .when(record('economy', 520))
      .then(recorded(1, 'economy', 520));
    given(payIndex)
      .events(...known)
      .when(compute)
      .then(first);
    for (const without of [0, 1, 2])
      given(payIndex)
        .events(...known.filter((_, n) => n !== without))
        .when(compute)
        .thenRefused('F-14', 'input-missing');
    expect(indexOfYear(of)).toBe('42.01-2026');
  });

  test('F-14: late data make a new index; the one before stays, and the same data make no other', () => {
    const year = given(payIndex).events(...known, first);
    year.when(compute).thenRefused('F-14', 'computed-before');
    year.when(record('economy', 540, 1)).then(recorded(4, 'economy', 540, 1));
    for (const corrects of [undefined, 2])
      year.when(record('economy', 540, corrects)).thenRefused('F-14', 'other-entry', 'corrects');
    given(payIndex)
      .when(record('economy', 540, 1))
      .thenRefused('F-14', 'other-entry', 'corrects');
    year
      .events(recorded(4, 'economy', 540, 1))
      .when(compute)
      .then(computed(2, 513, 12_615_600, [4, 2, 3]));
  });

  test('F-14: weights are a policy, of all three, and one counts at least', () => {
    const weigh = (...weights: number[]) =>
      indexInputs.map((input, n) => ({ input, weight: weights[n] ?? 0 }));
    const content = { version: 2, weights: weigh(2, 1, 1), workBudget: 10_000_000 };
    given(payIndex)
      .events(...known, first)
      .when(compute, { policies: [[payIndexWeights, content]] })
      .then(computed(2, 509, 10_509_000, [1, 2, 3], 2));
    const set = (content: object) => given(payIndexWeights.decider).when({ content: content as never });
    set({ ...content, version: 1, weights: weigh(0, 0, 0) }).thenRefused('F-14', 'no-weight', 'weights');
    const twice = [...weigh(1, 1).slice(0, 2), { input: 'economy', weight: 1 }];
    set({ ...content, version: 1, weights: twice }).thenRefused('F-14', 'input-missing', 'weights');
    set(content).thenRefused('F-14', 'version-out-of-order', 'version');
  });

  test.each([
    ['all the same', [500, 500, 500], 500, 12_600_000],
    ['rounded down', [1, 1, 0], 0, 12_000_000],
    ['shrunk is rounded down as well', [-1, 0, 0], -1, 11_998_800],
  ] as const)('F-14, G-09: worked example: %s', (_name, growths, index, workBudget) => {
    const growth = (input: Input) => growths[indexInputs.indexOf(input)] ?? 0;
    expect(indexOf(payIndexWeights.first, growth)).toEqual({ index, workBudget });
  });

  test('F-16, G-09: the working budget of a community grows with the index, to the fen', () => {
    const growth = fc.integer({ min: -10_000, max: 100_000 });
    fc.assert(
      fc.property(growth, growth, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [less, more] = [low, high].map((all) => indexOf(payIndexWeights.first, () => all).workBudget);
        expect(Number.isInteger(less)).toBe(true);
        expect(more).toBeGreaterThanOrEqual(less ?? 0);
        expect(indexOf(payIndexWeights.first, () => low).index).toBe(low);
      }),
    );
  });

  const step = fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...indexInputs),
        fc.integer({ min: -100, max: 900 }),
        fc.constantFrom(0, 1, 2, 3, 4),
      )
      .map(([input, growth, corrects]) => [record(input, growth, corrects)] as const),
    fc.constant([compute] as const),
  );

  test('F-14: whatever is asked, each index rests on the latest entry of each input, and none is made twice', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const latest = new Map<string, number>();
        const made: string[] = [];
        for (const { type, data } of play(payIndex, steps).flat()) {
          if (type === 'IndexInputRecorded') latest.set(data.input, data.entry);
          else {
            expect(data.entries).toEqual(indexInputs.map((input) => latest.get(input)));
            made.push(data.entries.join());
          }
        }
        expect(new Set(made).size).toBe(made.length);
      }),
    );
  });
});
