import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Change, holderOf } from './roster.view.ts';

const community = '42/01/05/011/010/';
const grid = `${community}A1/B01/U001/G0001/`;
const slot = (key: string, rung: number, ...changes: readonly Change[]) => ({
  key,
  source: 'party',
  body: { rungs: { [rung]: changes } },
});
const observer = slot(
  `${community}A1/B01/U001/`,
  6,
  { at: 100, position: 3, holder: 'observer' },
  { at: 200, position: 7 },
  { at: 300, position: 9, holder: 'successor' },
);
const contact = slot(`${community}A1/B01/`, 5, { at: 100, position: 2, holder: 'contact' });
const all = [contact, observer];

describe('P-02 X6: who answers for a place', () => {
  test('P-02: the lowest rung that is held, as far as everything is known', () => {
    expect(holderOf(grid, all)).toBe('successor');
    expect(holderOf(`${community}A1/B01/U002/G0009/`, all)).toBe('contact');
    expect(holderOf('42/01/06/', all)).toBeUndefined();
  });

  test('X6: of changes counts what was known then, and what had happened before', () => {
    expect(holderOf(grid, all, { known: 'party:3', before: 150 })).toBe('observer');
    // The vacancy had happened, and nobody had heard of it.
    expect(holderOf(grid, all, { known: 'party:3', before: 250 })).toBe('contact');
    // What happens at the same moment has not happened before.
    expect(holderOf(grid, all, { known: 'party:3', before: 200 })).toBe('observer');
    // A clock that is behind takes nothing back that was known.
    expect(holderOf(grid, all, { known: 'party:9', before: 0 })).toBe('successor');
    expect(holderOf(grid, all, { before: 50 })).toBeUndefined();
  });

  test('X6: what is known of one partition says nothing of another', () => {
    const parts = all.map((one, index) => ({ ...one, source: `party/${index}` }));
    expect(holderOf(grid, parts, { known: 'party/0:9,party/1:3', before: 0 })).toBe('observer');
    expect(holderOf(grid, parts, { known: 'party/0:0,party/1:0', before: 0 })).toBeUndefined();
  });

  test('X6: once everything has come to be known, who answered at a moment is the same whatever was known then', () => {
    const times = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 9 }), (before, position) => {
        const happened = observer.body.rungs[6]?.filter(({ at }) => at < before).length ?? 0;
        const known = observer.body.rungs[6]?.filter((one) => one.position <= position).length ?? 0;
        const seen = Math.max(happened, known);
        const right = [undefined, 'observer', 'contact', 'successor'][seen];
        const found = holderOf(grid, all, { before, known: `party:${position}` });
        const contactKnown = before > 100 || position >= 2;
        expect(found).toBe(right ?? (contactKnown ? 'contact' : undefined));
      }),
    );
  });
});
