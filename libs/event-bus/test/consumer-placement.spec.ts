import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Placement, type Verdict } from '../src/kafka/consumer/placement.ts';

/** A partition: at each offset the position of an event, or undefined for a record that is none. */
type Records = readonly (number | undefined)[];

/**
 * Reads as a consumer does, in pieces of several sizes, until the place is found; answers the positions that are then
 * delivered, and where the subscriber is told it begins.
 */
function place(
  records: Records,
  low: number,
  after: number | 'end',
  committed: number | undefined,
  piece: number,
): { begins: number; delivered: number[]; fetches: number } {
  const range = { low, high: records.length };
  const placement = new Placement(after, range, committed);
  let offset = placement.from;
  let verdict: Verdict | undefined = placement.atOnce();
  let fetches = 0;
  while (verdict === undefined || verdict.kind === 'read on' || verdict.kind === 'read from') {
    const start = offset;
    const next = Math.min(records.length, start + piece);
    if (next === start) throw new Error('it waits for records that may never come');
    const positions = records
      .slice(start, Math.min(next, placement.until))
      .filter((one) => one !== undefined);
    fetches += 1;
    verdict = placement.look({ first: positions[0], last: positions.at(-1), next });
    if (verdict.kind === 'read on') offset = next;
    if (verdict.kind === 'read from') offset = verdict.offset;
    if (verdict.kind === 'begin here') offset = start;
  }
  if (verdict.kind === 'begin behind') offset = verdict.offset;
  const begins = verdict.kind === 'begin behind' ? verdict.position : (after as number);
  const delivered = records.slice(offset).filter((one): one is number => one !== undefined && one > begins);
  return { begins, delivered, fetches };
}

const partition = fc
  .record({
    gaps: fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 40 })), {
      maxLength: 60,
    }),
    deleted: fc.nat({ max: 30 }),
    tail: fc.nat({ max: 400 }),
  })
  .map(({ gaps, deleted, tail }) => {
    const records: (number | undefined)[] = [];
    let position = 0;
    for (const [step, others] of gaps) {
      position += step;
      records.push(position, ...Array.from({ length: others }, () => undefined));
    }
    records.push(...Array.from({ length: tail }, () => undefined));
    return { records, low: Math.min(deleted, records.length), last: position };
  });

describe('the place where a consumer goes on', () => {
  test('leaves out no event behind the checkpoint, whatever was committed', () => {
    fc.assert(
      fc.property(
        partition,
        fc.nat({ max: 320 }),
        fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: undefined }),
        fc.integer({ min: 1, max: 500 }),
        ({ records, low }, checkpoint, committed, piece) => {
          const { delivered } = place(records, low, checkpoint, committed, piece);
          const behind = records.slice(low).filter((one) => one !== undefined && one > checkpoint);
          expect(delivered).toEqual(behind);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('is the end for who wants only what comes: the last event there is, and nothing delivered', () => {
    fc.assert(
      fc.property(partition, fc.integer({ min: 1, max: 500 }), ({ records, low }, piece) => {
        const there = records.slice(low).filter((one) => one !== undefined);
        expect(place(records, low, 'end', undefined, piece)).toMatchObject({
          begins: there.at(-1) ?? 0,
          delivered: [],
        });
      }),
      { numRuns: 1_000 },
    );
  });

  test('is found near an honest committed offset, however long the topic is', () => {
    const records = Array.from({ length: 1_000_000 }, (_, offset) => offset + 1);
    expect(place(records, 0, 900_000, 900_000, 500).fetches).toBe(1);
  });
});
