import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { answering, type ChainSlot, chainOf, gapsOf, prefixesOf } from './responsibility-chain.ts';

const community = '42/01/05/011/010/';
const grid = `${community}A1/B07/U021/G0431/`;
const slots: readonly ChainSlot[] = [
  { rung: 1, areaPath: community, holder: 'h-1' },
  { rung: 2, areaPath: `${community}A1/`, holder: 'h-2' },
  { rung: 3, areaPath: `${community}A1/`, holder: 'h-3' },
  { rung: 4, areaPath: `${community}A1/B07/`, holder: 'h-4' },
  { rung: 5, areaPath: `${community}A1/B07/`, holder: 'h-5' },
  { rung: 6, areaPath: `${community}A1/B07/U021/`, holder: 'h-6' },
];
const vacant = (rung: number): readonly ChainSlot[] =>
  slots.map((slot) => (slot.rung === rung ? { rung, areaPath: slot.areaPath } : slot));

describe('P-02: the chain of a grid', () => {
  test('P-02: it has six rungs, and the lowest that is held answers', () => {
    const chain = chainOf(grid, slots);
    expect(chain.map((slot) => slot?.holder)).toEqual(['h-1', 'h-2', 'h-3', 'h-4', 'h-5', 'h-6']);
    expect(gapsOf(chain)).toEqual([]);
    expect(answering(chain)?.holder).toBe('h-6');
  });

  test('P-02: a vacant rung is a gap, and the next above answers', () => {
    const chain = chainOf(grid, vacant(6));
    expect(gapsOf(chain)).toEqual([6]);
    expect(answering(chain)?.holder).toBe('h-5');
    expect(answering(chainOf(grid, []))).toBeUndefined();
    expect(gapsOf(chainOf(grid, []))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('P-02: of two slots of a rung the one of the smaller area counts, whether it is held or not', () => {
    const upper = { rung: 5, areaPath: `${community}A1/`, holder: 'h-9' };
    const chain = chainOf(grid, [upper, ...vacant(5), upper]);
    expect(gapsOf(chain)).toEqual([5]);
    expect(chainOf(grid, [upper])[4]).toBe(upper);
    expect(chainOf(`${community}A1/B08/U001/G0001/`, [...slots, upper])[4]).toBe(upper);
  });

  test('P-02: whichever the slots, each of a chain lies above the place, and none of its rung lies nearer', () => {
    const path = fc
      .array(fc.constantFrom('A1', 'B07', 'U021', 'G0431'), { maxLength: 4 })
      .map((parts) => `${[community.slice(0, -1), ...parts].join('/')}/`);
    const slot = fc.record({ rung: fc.integer({ min: 1, max: 6 }), areaPath: path });
    fc.assert(
      fc.property(path, fc.array(slot, { maxLength: 20 }), (place, all) => {
        const chain = chainOf(place, all);
        expect(chain).toHaveLength(6);
        for (const { rung, areaPath } of all)
          if (place.startsWith(areaPath))
            expect(chain[rung - 1]?.areaPath.length).toBeGreaterThanOrEqual(areaPath.length);
        for (const one of chain)
          expect(one === undefined || prefixesOf(place).includes(one.areaPath)).toBe(true);
      }),
    );
  });

  test('the areas that hold a place', () => {
    expect(prefixesOf('42/01/05/')).toEqual(['42/', '42/01/', '42/01/05/']);
    expect(prefixesOf('')).toEqual([]);
  });
});
