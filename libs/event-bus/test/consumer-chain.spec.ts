import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Chain, type Link } from '../src/kafka/consumer/chain.ts';

/** As a relay links the events of one partition. */
const linked = (...positions: number[]): Link[] =>
  positions.map((position, index) => ({ position, relayed: true, previous: positions[index - 1] ?? 0 }));
/** As an older relay has sent them. */
const unlinked = (...positions: number[]): Link[] =>
  positions.map((position) => ({ position, relayed: true }));
/** As somebody writes who is no relay. */
const strange = (...positions: number[]): Link[] =>
  positions.map((position) => ({ position, relayed: false }));

/** What becomes of each link, until one is broken. */
function followed(after: number, links: readonly Link[], doubt?: string): string[] {
  const chain = new Chain(after);
  if (doubt) chain.doubted(doubt);
  const steps: string[] = [];
  for (const link of links) {
    const step = chain.follow(link);
    steps.push(`${link.position} ${step.kind}`);
    if (step.kind === 'broken') return [...steps, step.reason];
  }
  return steps;
}

describe('the chain of a partition', () => {
  const ascending = fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 1 }).map((all) => {
    return all.sort((one, other) => one - other);
  });

  test('takes each event once, from any checkpoint, and however often it comes', () => {
    fc.assert(
      fc.property(ascending, fc.nat(), fc.nat(10_000), (positions, repeated, after) => {
        const links = linked(...positions);
        const from = repeated % links.length;
        const next = followed(after, [...links, ...links.slice(from)]).filter((step) =>
          step.endsWith('next'),
        );
        const expected = positions.filter((position) => position > after);
        expect(next).toEqual(expected.map((position) => `${position} next`));
      }),
    );
  });

  test('breaks wherever one is missing, at the one that follows it', () => {
    fc.assert(
      fc.property(ascending, fc.nat(), (positions, which) => {
        const links = linked(...positions);
        const missing = which % links.length;
        const steps = followed(0, links.toSpliced(missing, 1));
        expect(steps.slice(0, missing)).toEqual(positions.slice(0, missing).map((one) => `${one} next`));
        const behind = links[missing + 1];
        if (behind) expect(steps[missing]).toBe(`${behind.position} broken`);
      }),
    );
  });

  test('names what is missing', () => {
    expect(followed(0, linked(3, 8, 12).toSpliced(1, 1)).at(-1)).toBe(
      'the event at position 8, which the one at 12 follows, has not been read; the last one read is at 3',
    );
  });

  test('goes on from a checkpoint that is none of this partition: a position of the whole log', () => {
    expect(followed(10, linked(3, 8, 12, 15))).toEqual(['3 known', '8 known', '12 next', '15 next']);
  });

  test('takes the records of older relays as they come, and proves those behind them', () => {
    expect(followed(0, [...unlinked(3, 8), { position: 12, relayed: true, previous: 8 }])).toEqual([
      '3 next',
      '8 next',
      '12 next',
    ]);
    expect(followed(0, [...unlinked(3, 8), { position: 12, relayed: true, previous: 9 }]).at(-2)).toBe(
      '12 broken',
    );
    // The service was set back to an older release for a while.
    expect(followed(0, [...linked(3), ...unlinked(8), { position: 12, relayed: true, previous: 8 }])).toEqual(
      ['3 next', '8 next', '12 next'],
    );
  });

  test('passes over what no relay has sent once a relay has, and is not moved by it', () => {
    expect(
      followed(0, [...linked(3), ...strange(9_000), { position: 8, relayed: true, previous: 3 }]),
    ).toEqual(['3 next', '9000 stranger', '8 next']);
    expect(followed(3, [...linked(3), ...strange(4)])).toEqual(['3 known', '4 stranger']);
  });

  test('breaks where what was taken from nobody turns out to be none of the log', () => {
    for (const relay of [linked(3), unlinked(3)])
      expect(followed(0, [...strange(1, 9_000), ...relay])).toEqual([
        '1 next',
        '9000 next',
        '3 broken',
        "the relay's event at position 3 comes behind position 9000, which no relay has sent",
      ]);
    expect(followed(0, [...strange(2), ...linked(3)]).at(-1)).toBe(
      'position 2 is none of the log: the event at 3 follows that at 0',
    );
  });

  test('breaks there again after a restart, whose checkpoint is the stranger', () => {
    for (const links of [
      [...strange(9_000), ...linked(3)],
      [...linked(3), ...strange(9_000), ...unlinked(8)],
    ])
      expect(followed(9_000, links).at(-1)).toMatch(/comes behind position 9000, which no relay has sent/);
    const chain = new Chain(9_000);
    chain.disown(9_000);
    expect(chain.follow({ position: 3, relayed: true, previous: 0 }).kind).toBe('broken');
  });

  test('is not misled by a copy of an event that the relay has sent', () => {
    expect(followed(8, [...linked(3, 8), ...strange(8), ...linked(3, 8)])).toEqual([
      '3 known',
      '8 known',
      '8 stranger',
      '3 known',
      '8 known',
    ]);
  });

  test('takes a topic that no relay writes as it comes, without what comes twice', () => {
    expect(followed(0, strange(1, 2, 2, 1, 3))).toEqual(['1 next', '2 next', '2 known', '1 known', '3 next']);
  });

  test('where records are gone, goes on only when what follows proves that no event was among them', () => {
    const gone = 'the records from offset 3 to 7 are gone';
    expect(followed(8, [{ position: 12, relayed: true, previous: 8 }], gone)).toEqual(['12 next']);
    expect(followed(8, unlinked(8, 12), gone)).toEqual(['8 known', '12 next']);
    expect(followed(8, unlinked(12), gone)).toEqual(['12 broken', gone]);
    expect(followed(8, strange(12), gone)).toEqual(['12 broken', gone]);
    expect(followed(8, [{ position: 12, relayed: true, previous: 9 }], gone)).toEqual([
      '12 broken',
      `the event at position 9, which the one at 12 follows, has not been read; ${gone}`,
    ]);
  });
});
