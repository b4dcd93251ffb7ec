import { describe, expect, test } from '@jest/globals';
import type { DividendEvent, DividendSlipEvent, Holding } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { dividendSlip, slipOf } from './dividend-slip.ts';
import { type Dividend, dividend } from './dividend.ts';

const areaPath = '42/01/05/011/010/';
const declare = {
  ...({ type: 'DeclareDividend', collective: 'jiangxinyuan', run: '2026' } as const),
  ...{ total: 1_000, recordDate: '2026-05-31' },
};
const entry = (on: string, position: number, ...changes: Holding[]) => ({ on, position, changes });
const [a, b] = [
  { holder: 'a', shares: 1 },
  { holder: 'b', shares: 2 },
];
const book = {
  areaPath,
  entries: [
    entry('2026-05-01', 90, b, a),
    entry('2026-06-01', 99, { ...b, shares: -2 }, { ...a, shares: 2 }),
  ],
};
const after = { at: '2026-06-01T00:00:00+08:00', known: { book } };
const declared: DividendEvent = {
  type: 'DividendDeclared',
  data: {
    ...{ collective: 'jiangxinyuan', run: '2026', areaPath, total: 1_000, recordDate: '2026-05-31' },
    ...{ cut: 90, shares: 3, perShare: 333, remainder: 1 },
    postings: [
      { account: 'profit', amount: -999 },
      { account: 'payable', amount: 999 },
      { account: 'profit', amount: -1 },
      { account: 'remainder', amount: 1 },
    ],
  },
};
const listed: DividendEvent = {
  type: 'DividendHoldersListed',
  data: { dividend: 'jiangxinyuan-2026', areaPath, list: 1, holders: [a, b] },
};

describe('F-10: dividends', () => {
  test('F-10: who holds shares on the record date has the dividend though he sells next day; the remainder is booked', () => {
    given(dividend).when(declare, after).then(declared, listed);
  });

  test('F-10: a dividend that divides has no remainder', () => {
    const { decision } = given(dividend).when({ ...declare, total: 999 }, after);
    expect(decision).toMatchObject({
      events: [{ data: { perShare: 333, remainder: 0, postings: { length: 2 } } }, {}],
    });
  });

  test('F-10: it is declared once, when the record date is over, to somebody, a fen a share at least', () => {
    given(dividend).events(declared).when(declare, after).thenRefused('F-10', 'declared-before', 'run');
    given(dividend)
      .when(declare, { ...after, at: '2026-05-31T23:59:59.999+08:00' })
      .thenRefused('F-10', 'record-date-not-over', 'recordDate');
    given(dividend)
      .when({ ...declare, recordDate: '2026-04-30' }, after)
      .thenRefused('F-10', 'no-shares', 'recordDate');
    given(dividend)
      .when({ ...declare, total: 2 }, after)
      .thenRefused('F-10', 'too-little', 'total');
    given(dividend).when(declare, { at: after.at }).thenRefused('F-10', 'share-book-unknown', 'collective');
  });

  test('F-10: thousands of holders are listed by the hundred, each once', () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ holder: `h-${1_000 + index}`, shares: 1 }));
    const known = { book: { areaPath, entries: [entry('2026-05-01', 90, ...many)] } };
    const { decision } = given(dividend).when({ ...declare, total: 250 }, { ...after, known });
    const events = decision.outcome === 'accepted' ? decision.events : [];
    const lists = events.flatMap(({ data }) => ('holders' in data ? [data] : []));
    expect(lists.map(({ list, holders }) => [list, holders.length])).toEqual([
      [1, 100],
      [2, 100],
      [3, 50],
    ]);
    expect(lists.flatMap(({ holders }) => holders)).toEqual(many);
  });

  const known = { dividend: { areaPath, perShare: 333, lists: [[a, b]] } satisfies Dividend };
  const pay = (place: number, list = 1) =>
    ({ type: 'PayDividend', dividend: 'jiangxinyuan-2026', list, place }) as const;
  const paid = (place: number, { holder, shares }: Holding, next?: string): DividendSlipEvent => ({
    type: 'DividendPaid',
    data: {
      ...{ dividend: 'jiangxinyuan-2026', areaPath, list: 1, place, holder, shares },
      ...{ amount: 333 * shares, ...(next && { next }) },
      postings: [
        { account: 'payable', amount: -333 * shares },
        { account: 'paid', amount: 333 * shares },
      ],
    },
  });

  test('F-10: a holder is paid once for what he held at the cut, and names who is next', () => {
    expect(slipOf('jiangxinyuan-2026', 'a')).toBe('jiangxinyuan-2026-a');
    given(dividendSlip)
      .when(pay(0), { known })
      .then(paid(0, a, 'b'));
    given(dividendSlip).when(pay(1), { known }).then(paid(1, b));
    given(dividendSlip)
      .events(paid(0, a, 'b'))
      .when(pay(0), { known })
      .thenRefused('F-10', 'paid-before');
  });

  test('F-10: nobody is paid who does not stand in the list', () => {
    for (const command of [pay(2), pay(0, 2)])
      given(dividendSlip).when(command, { known }).thenRefused('F-10', 'holder-unknown');
    given(dividendSlip).when(pay(0)).thenRefused('F-10', 'holder-unknown');
    const unplaced = { dividend: { perShare: 333, lists: [[a, b]] } };
    given(dividendSlip).when(pay(0), { known: unplaced }).thenRefused('F-10', 'holder-unknown');
  });

  const holdings = fc.uniqueArray(
    fc.record({ holder: fc.stringMatching(/^h-[a-z0-9]{1,4}$/), shares: fc.integer({ min: 1, max: 50 }) }),
    { selector: ({ holder }) => holder, minLength: 1, maxLength: 250 },
  );

  test('F-10: whoever holds what, following the lists pays each once, and paid and remainder sum to the total to the fen', () => {
    fc.assert(
      fc.property(holdings, fc.integer({ min: 20_000, max: 1_000_000_000 }), (holders, total) => {
        const known = { book: { areaPath, entries: [entry('2026-05-01', 1, ...holders)] } };
        const answer = given(dividend).when({ ...declare, total }, { ...after, known }).decision;
        const events = answer.outcome === 'accepted' ? answer.events : [];
        const state = events.reduce(
          (one, event) => dividend.decider.evolve(one, event),
          dividend.decider.initialState,
        );
        const paid = state.state.lists.flatMap((list, index) => {
          const slips: DividendSlipEvent['data'][] = [];
          do {
            const command = pay(slips.length, index + 1);
            const { decision } = given(dividendSlip).when(command, { known: { dividend: state.state } });
            if (decision.outcome === 'accepted') slips.push(...decision.events.map(({ data }) => data));
          } while (slips.at(-1)?.next !== undefined && slips.length < list.length);
          return slips;
        });
        expect(paid.map(({ holder }) => holder).sort()).toEqual(holders.map(({ holder }) => holder).sort());
        const [{ data: first } = { data: undefined }] = events;
        const remainder = first !== undefined && 'remainder' in first ? first.remainder : NaN;
        expect(paid.reduce((sum, { amount }) => sum + amount, 0) + remainder).toBe(total);
      }),
      { numRuns: 50 },
    );
  });
});
