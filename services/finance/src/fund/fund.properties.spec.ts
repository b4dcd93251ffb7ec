import { expect, test } from '@jest/globals';
import type { FundEvent, Posting } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { policiesOf } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './fund.commands.ts';
import { fund } from './fund.ts';

type FundCommand = CommandOf<CommandsOf<typeof commands>>;

const areaPath = '42/01/05/011/010/';
const line = fc.constantFrom('work', 'campaign', 'legal', 'income');
const project = fc.constantFrom('night_school', 'day_school');
/** Mostly the fund that most rules are about. */
const id = fc.constantFrom('c-fiscal-2026', 'c-fiscal-2026', 'c-own-2026', 'c-package-2026');
/** A line with what it is for, and now and then with what it is not for. */
const use = fc.constantFrom(
  ...[
    ['work', 'office'],
    ['campaign', 'staff_pay'],
    ['legal', 'mediation'],
    ['income', 'welfare'],
    ['work', 'mediation'],
  ].map(([line = '', purpose = '']) => ({ line, purpose })),
);
/** Small change, and sums about the reserve of a line. */
const amount = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(5_000, 10_000, 20_000));
const number = fc.constantFrom('n-1', 'n-2', 'n-3');
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 1 });
const payee = fc.constant('p-1');

const command: fc.Arbitrary<FundCommand> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('AllocateBudget' as const),
      line,
      amount,
      areaPath: fc.constant(areaPath),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('AllocateBudget' as const),
      line,
      amount,
      from: line,
      approval: number,
      areaPath: fc.constant(areaPath),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('ApproveReallocation' as const),
      approval: number,
      from: line,
      line,
      amount,
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(use, fc.record({ commitment: number, amount, payee }))
      .map(([of, rest]) => ({ type: 'CommitSpend' as const, ...of, ...rest })),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(use, fc.record({ amount, payee, commitment: maybe(number) }))
      .map(([of, { commitment, ...rest }]) => ({
        type: 'Spend' as const,
        ...of,
        ...rest,
        ...(commitment !== undefined && { commitment }),
      })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('CorrectClosedYear' as const),
      closed: fc.constant('c-fiscal-2025'),
      line,
      amount: fc.integer({ min: -300, max: 300 }),
      reason: fc.constant('paid_twice'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('IncludeInBudget' as const),
      need: fc.constantFrom('staff', 'activities'),
      line,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<FundCommand>(
      { type: 'CloseBudgetYear' },
      { type: 'CloseDueBudgetYear', due: '2027-01-31T00:00:00.000Z' },
    ),
  },
  { weight: 1, arbitrary: fc.constant<FundCommand>({ type: 'CarryRemainders', closed: 'c-fiscal-2025' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('RecordCommunityIncome' as const),
      line,
      source: fc.constant('rent'),
      amount,
      areaPath: fc.constant(areaPath),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('GrantPackage' as const),
      project,
      station: fc.constant('station:1'),
      amount,
      areaPath: fc.constant(areaPath),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('SettlePackage' as const), project, cost: amount }) },
);

const closed = {
  areaPath,
  book: { balances: { 'remainder:work': 70, 'remainder:legal': 0 }, closed: true as const },
  ...{ approvals: {}, used: [], needs: [], packages: {} },
};
const postingsOf = (event: FundEvent): readonly Posting[] | undefined =>
  'postings' in event.data ? event.data.postings : undefined;

test('F-03: whatever is asked, postings of an event sum to nothing, no line owes, and a closed year takes nothing', () => {
  const recorded = new Map<string, number>();
  fc.assert(
    fc.property(id, fc.array(command, { minLength: 30, maxLength: 60, size: 'max' }), (id, asked) => {
      let folded = fund.decider.initialState;
      const balances = new Map<string, number>();
      let isClosed = false;
      for (const one of asked) {
        const decision = fund.decider.decide(
          {
            id,
            command: one,
            at: Date.parse('2027-01-01T00:00:00+08:00'),
            by: { subject: 'someone', roles: [] },
            policies: policiesOf([]),
            known: { closed },
          },
          folded,
        );
        if (decision.outcome === 'refused') continue;
        for (const event of decision.events) {
          const postings = postingsOf(event);
          // An approval moves no money, and says nothing of an open year.
          if (isClosed) expect(event.type).toBe('ReallocationApproved');
          expect((postings ?? []).reduce((sum, posting) => sum + posting.amount, 0)).toBe(0);
          for (const posting of postings ?? []) {
            expect(Number.isSafeInteger(posting.amount)).toBe(true);
            balances.set(posting.account, (balances.get(posting.account) ?? 0) + posting.amount);
          }
          isClosed ||= event.type === 'BudgetYearClosed';
          recorded.set(event.type, (recorded.get(event.type) ?? 0) + 1);
          folded = fund.decider.evolve(folded, event);
        }
        for (const [account, held] of balances)
          if (/^(available|committed|spent|remainder):/.test(account)) expect(held).toBeGreaterThanOrEqual(0);
        // The state that judges the next command holds what the events say.
        expect({ ...folded.state.book.balances }).toEqual(Object.fromEntries(balances));
      }
    }),
    { numRuns: 150 },
  );
  // It says something of every kind of event, since each was recorded on the way.
  for (const type of Object.keys(fund.events))
    expect({ type, times: recorded.get(type) ?? 0 }).not.toMatchObject({ times: 0 });
});
