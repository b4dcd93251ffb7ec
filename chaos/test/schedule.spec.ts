import { expect, test } from '@jest/globals';
import { Random } from '@linli/testing/history';
import type { Fault } from '../src/faults/fault.ts';
import { type Round, rounds } from '../src/faults/schedule.ts';

const undone = () => Promise.resolve(() => Promise.resolve({ harmed: true, seen: '' }));

function fault(kind: string, touches: readonly string[], variant = ''): Fault {
  return { name: `${kind}${variant}`, kind, touches, holdMs: 2_000, begin: undone };
}

const menu = [
  fault('kill', ['operations'], ' operations'),
  fault('kill', ['incidents'], ' incidents'),
  fault('freeze', ['operations']),
  fault('broker', ['kafka']),
  fault('store', ['mongo']),
  fault('cut', ['operations-kafka', 'kafka']),
  fault('delay', ['operations-mongo', 'mongo']),
];
const kinds = new Set(menu.map(({ kind }) => kind));

function first(many: number, seed: number, totalMs: number): Round[] {
  const rest = rounds(menu, new Random(seed), totalMs, true);
  return Array.from({ length: many }, () => rest.next().value as Round);
}

const names = (played: readonly Round[]) => played.map(({ faults }) => faults.map(({ name }) => name));

test('the same seed makes the same rounds, another one others', () => {
  expect(names(first(40, 7, 600_000))).toEqual(names(first(40, 7, 600_000)));
  expect(names(first(40, 7, 600_000))).not.toEqual(names(first(40, 8, 600_000)));
});

test('every kind of fault comes alone first, then they are mixed', () => {
  const played = first(kinds.size + 20, 3, 3_600_000);
  const alone = played.slice(0, kinds.size);
  expect(alone.every(({ faults }) => faults.length === 1)).toBe(true);
  expect(new Set(alone.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(kinds);
  expect(played.slice(kinds.size).every(({ faults }) => faults.length >= 1)).toBe(true);
  expect(played.slice(kinds.size).some(({ faults }) => faults.length > 1)).toBe(true);
});

test('where time is short half of it is for faults alone, and the kinds left out come first among the mixed', () => {
  const played = first(10, 5, 20_000);
  const alone = played.findIndex(({ faults }) => faults.length > 1);
  expect(alone).toBeGreaterThan(0);
  expect(alone).toBeLessThan(kinds.size);
  const early = new Set(played.slice(0, alone + 4).flatMap(({ faults }) => faults.map(({ kind }) => kind)));
  expect(early).toEqual(kinds);
});

test('a kind that finds no room in a round comes in the next', () => {
  const crowded = [fault('one', ['a']), fault('two', ['a']), fault('three', ['a']), fault('four', ['b'])];
  for (let seed = 1; seed <= 50; seed += 1) {
    const rest = rounds(crowded, new Random(seed), 0, true);
    const played = Array.from({ length: 4 }, () => rest.next().value as Round);
    expect(new Set(played.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(
      new Set(['one', 'two', 'three', 'four']),
    );
  }
});

test('no two faults of a round take hold of one part', () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    for (const { faults } of first(40, seed, 60_000)) {
      const parts = faults.flatMap(({ touches }) => touches);
      expect(new Set(parts).size).toBe(parts.length);
    }
  }
});
