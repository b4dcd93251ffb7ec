import { describe, expect, test } from '@jest/globals';
import type { FundEvent, Posting } from '@linli/contracts';
import { emptyBook, move } from '@linli/patterns';
import { given } from '@linli/testing';
import { budgetLines, budgetYearEnd } from './budget-lines.ts';
import { type Fund, fund } from './fund.ts';

const areaPath = '42/01/05/011/010/';
const id = '420105011010-fiscal-2026';
const asked = { id };
/** 120,000 yuan, the yearly working budget of a community (F-03). */
const yearly = 12_000_000;

const allocate = (line: string, amount: number, from?: string, approval?: string) =>
  ({
    type: 'AllocateBudget',
    line,
    amount,
    areaPath,
    ...(from !== undefined && { from }),
    ...(approval !== undefined && { approval }),
  }) as const;
const spend = (line: string, purpose: string, amount: number, commitment?: string) =>
  ({
    type: 'Spend',
    line,
    purpose,
    amount,
    payee: 'p-1',
    ...(commitment !== undefined && { commitment }),
  }) as const;
const commit = (commitment: string, amount: number, line = 'work', purpose = 'office') =>
  ({ type: 'CommitSpend', commitment, line, purpose, amount, payee: 'p-1' }) as const;
const approve = (approval: string, amount: number) =>
  ({ type: 'ApproveReallocation', approval, from: 'legal', line: 'work', amount }) as const;
const correct = (closed: string, amount: number, line = 'work') =>
  ({ type: 'CorrectClosedYear', closed, line, amount, reason: 'paid_twice' }) as const;
const close = { type: 'CloseBudgetYear' } as const;

/** The event a command is recorded as. */
function fact<Command extends { readonly type: string }>(
  command: Command,
  type: FundEvent['type'],
  more: object,
): FundEvent {
  const { type: _, ...data } = command;
  return { type, data: { ...data, ...more } } as FundEvent;
}
const allocated = (line: string, amount: number, from?: string, approval?: string, policy = 1) =>
  fact(allocate(line, amount, from, approval), 'BudgetAllocated', {
    policy,
    postings: move(amount, from === undefined ? 'budget' : `available:${from}`, `available:${line}`),
  });
const spent = (line: string, purpose: string, amount: number, commitment?: string) =>
  fact(spend(line, purpose, amount, commitment), 'SpendMade', {
    postings: move(
      amount,
      commitment === undefined ? `available:${line}` : `committed:${line}:${commitment}`,
      `spent:${line}:${purpose}`,
    ),
  });
const committed = (commitment: string, amount: number) =>
  fact(commit(commitment, amount), 'SpendCommitted', {
    postings: move(amount, 'available:work', `committed:work:${commitment}`),
  });
const approved = (approval: string, amount: number) =>
  fact(approve(approval, amount), 'ReallocationApproved', {});
const exhausted = (line: string, left: number): FundEvent => ({
  type: 'BudgetExhausted',
  data: { line, left, reserve: 10_000 },
});
/** 30 days after the end of the year. */
const begun: FundEvent = {
  type: 'BudgetYearOpened',
  data: { closes: '2027-01-30T16:00:00.000Z', policy: 1 },
};
const closed = (postings: Posting[]): FundEvent => ({ type: 'BudgetYearClosed', data: { postings } });
const corrected = (year: string, amount: number): FundEvent =>
  fact(correct(year, amount), 'ClosedYearCorrected', {
    postings: move(amount, `correction:work:${year}`, 'available:work'),
  });

const opened = given(fund).events(allocated('work', yearly));

describe('F-03: the yearly working budget', () => {
  test('F-03: the first allocation opens the year, a further one adds to it, and both say which version of the lines judged', () => {
    given(fund).when(allocate('work', yearly), asked).then(allocated('work', yearly), begun);
    opened.when(allocate('work', 1), asked).then(allocated('work', 1));
    const lines = [
      { line: 'work', fund: 'fiscal', purposes: ['office'], reserve: 0, keptApart: false },
    ] as const;
    const policies = [[budgetLines, { version: 2, lines }]] as const;
    given(fund)
      .when(allocate('work', 1), { id, policies })
      .then(allocated('work', 1, undefined, undefined, 2), begun);
    given(fund).when(allocate('legal', 1), { id, policies }).thenRefused('F-03', 'line-unknown', 'line');
  });

  test('F-03: of 120,000 yuan 119,999.99 are spent, and 0.02 more are refused', () => {
    opened
      .when(spend('work', 'office', yearly - 1), asked)
      .then(spent('work', 'office', yearly - 1), exhausted('work', 1));
    const almost = opened.events(spent('work', 'office', yearly - 1), exhausted('work', 1));
    almost.when(spend('work', 'office', 2), asked).thenRefused('F-03', 'overdrawn', 'amount');
    almost.when(spend('work', 'office', 1), asked).then(spent('work', 'office', 1));
  });

  test('F-03: nine communities have 1,080,000 yuan together, 10.59 for each of 102,000 people', () => {
    const years = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'].map((community) => {
      const { decision } = given(fund).when(allocate('work', yearly), { id: `${community}-fiscal-2026` });
      if (decision.outcome === 'refused') throw new Error(decision.message);
      return decision.events.flatMap((event) =>
        event.type === 'BudgetAllocated' ? event.data.postings : [],
      );
    });
    const total = years
      .flat()
      .filter(({ account }) => account === 'available:work')
      .reduce((sum, { amount }) => sum + amount, 0);
    expect(total).toBe(108_000_000);
    expect(Math.round(total / 102_000)).toBe(1_059);
  });

  test('F-03: a line is exhausted once, where it falls below its reserve, and again only after it has been filled', () => {
    opened
      .when(spend('work', 'office', yearly - 10_000), asked)
      .then(spent('work', 'office', yearly - 10_000));
    const low = opened.events(spent('work', 'office', yearly - 10_000));
    low.when(commit('c-1', 1), asked).then(committed('c-1', 1), exhausted('work', 9_999));
    const lower = low.events(committed('c-1', 1), exhausted('work', 9_999));
    lower.when(spend('work', 'office', 1), asked).then(spent('work', 'office', 1));
    lower.when(spend('work', 'office', 1, 'c-1'), asked).then(spent('work', 'office', 1, 'c-1'));
    lower
      .events(allocated('work', 1))
      .when(spend('work', 'office', 1), asked)
      .then(spent('work', 'office', 1), exhausted('work', 9_999));
    low
      .when(allocate('campaign', 1, 'work'), asked)
      .then(allocated('campaign', 1, 'work'), exhausted('work', 9_999));
  });

  test('F-03: what is set aside is paid of its commitment and of nothing else', () => {
    opened.when(commit('c-1', 500_000), asked).then(committed('c-1', 500_000));
    const ordered = opened.events(committed('c-1', 500_000));
    ordered.when(commit('c-1', 1), asked).thenRefused('F-03', 'committed-before', 'commitment');
    ordered
      .when(spend('work', 'office', 500_000, 'c-1'), asked)
      .then(spent('work', 'office', 500_000, 'c-1'));
    ordered.when(spend('work', 'office', 500_001, 'c-1'), asked).thenRefused('F-03', 'overdrawn', 'amount');
    ordered
      .when(spend('work', 'office', 1, 'c-2'), asked)
      .thenRefused('F-03', 'commitment-unknown', 'commitment');
    ordered
      .when(spend('campaign', 'staff_pay', 1, 'c-1'), asked)
      .thenRefused('F-03', 'commitment-unknown', 'commitment');
    ordered.when(spend('work', 'office', yearly - 499_999), asked).thenRefused('F-03', 'overdrawn', 'amount');
    opened.when(commit('c-1', yearly + 1), asked).thenRefused('F-03', 'overdrawn', 'amount');
  });

  test('F-03: a line is given, set aside and paid only in the fund it is set for', () => {
    given(fund).when(allocate('roads', 1), asked).thenRefused('F-03', 'line-unknown', 'line');
    given(fund).when(allocate('income', 1), asked).thenRefused('F-03', 'line-unknown', 'line');
    given(fund).when(allocate('work', 1), { id: 'c-own-2026' }).thenRefused('F-03', 'line-unknown', 'line');
    opened.when(spend('party', 'training', 1), asked).thenRefused('F-03', 'line-unknown', 'line');
    opened.when(commit('c-1', 1, 'party', 'training'), asked).thenRefused('F-03', 'line-unknown', 'line');
    opened.when(spend('campaign', 'staff_pay', 1), asked).thenRefused('F-03', 'overdrawn', 'amount');
    opened.when(allocate('work', 1, 'campaign'), asked).thenRefused('F-03', 'overdrawn', 'amount');
  });

  test('F-03: a fund has one place, and is not found before it has money', () => {
    opened
      .when({ ...allocate('work', 1), areaPath: '42/01/06/' }, asked)
      .thenRefused('F-03', 'other-area', 'areaPath');
    const commands = [
      approve('a-1', 1),
      commit('c-1', 1),
      spend('work', 'office', 1),
      close,
      correct('420105011010-fiscal-2025', 1),
    ];
    for (const command of commands)
      given(fund).when(command, { id, at: '2027-01-01T00:00:00+08:00' }).thenRefused('F-03', 'fund-unknown');
  });
});

describe('F-03: the end of a year', () => {
  const over = { id, at: '2027-01-01T00:00:00+08:00' };
  const year = opened.events(committed('c-1', 300), spent('work', 'office', 100, 'c-1'));
  const rest = closed([
    ...move(yearly - 300, 'available:work', 'remainder:work'),
    ...move(200, 'committed:work:c-1', 'remainder:work'),
  ]);

  test('F-03: it is closed once it is over, and posts what lines and commitments have left', () => {
    year.when(close, { id, at: '2026-12-31T23:59:59+08:00' }).thenRefused('F-03', 'year-not-over');
    year.when(close, over).then(rest);
    given(fund)
      .events(allocated('work', 100), spent('work', 'office', 100))
      .when(close, over)
      .then(closed([]));
  });

  test('F-03: the year has a due time from its first money on, by the policy in force then', () => {
    const policies = [[budgetYearEnd, { version: 3, days: 0 }]] as const;
    given(fund)
      .when(allocate('work', 1), { id, policies })
      .then(allocated('work', 1), {
        type: 'BudgetYearOpened',
        data: { closes: '2026-12-31T16:00:00.000Z', policy: 3 },
      });
  });

  test('F-03: at its due time it is closed, unless it has been by hand', () => {
    const due = { type: 'CloseDueBudgetYear', due: '2027-01-30T16:00:00.000Z' } as const;
    year.when(due, over).then(rest);
    year.events(rest).when(due, over).thenNothing();
    given(fund).when(due, over).thenNothing();
  });

  test('F-03: what a year had left is money of the same lines in the next, once and to the fen', () => {
    const next = { id: '420105011010-fiscal-2027' };
    const carry = { type: 'CarryRemainders', closed: id } as const;
    const before = (balances: Record<string, number>, isClosed = true): Fund => ({
      ...{ areaPath, approvals: {}, used: [], needs: [], packages: {} },
      book: { balances, ...(isClosed && { closed: true as const }) },
    });
    const knows = (closed: Fund) => ({ ...next, known: { closed } });
    const left = { 'remainder:work': 40, 'remainder:legal': 2, 'spent:work:office': 58, budget: -100 };
    const carried: FundEvent = {
      type: 'RemaindersCarried',
      data: {
        closed: id,
        areaPath,
        postings: [
          ...move(40, `carried:work:${id}`, 'available:work'),
          ...move(2, `carried:legal:${id}`, 'available:legal'),
        ],
      },
    };
    const closes = { ...begun.data, closes: '2028-01-30T16:00:00.000Z' } as typeof begun.data;
    given(fund)
      .when(carry, knows(before(left)))
      .then(carried, { type: 'BudgetYearOpened', data: closes } as FundEvent);
    opened.when(carry, knows(before(left))).then(carried);
    opened
      .events(carried)
      .when(carry, knows(before(left)))
      .thenRefused('F-03', 'carried-before', 'closed');
    opened.when(carry, knows(before({ 'remainder:work': 0, 'spent:work:office': 9 }))).thenNothing();
    opened.when(carry, knows(before(left, false))).thenRefused('F-03', 'year-not-closed', 'closed');
    opened.when(carry, next).thenRefused('F-03', 'closed-unknown', 'closed');
    const elsewhere = { ...before(left), areaPath: '42/01/06/' };
    opened.when(carry, knows(elsewhere)).thenRefused('F-03', 'other-area', 'areaPath');
    const shut = opened.events(closed(move(yearly, 'available:work', 'remainder:work')));
    shut.when(carry, knows(before(left))).thenRefused('F-03', 'year-closed');
    for (const other of ['420105011010-fiscal-2025', '420105011010-own-2026', '420105011009-fiscal-2026'])
      opened
        .when({ ...carry, closed: other }, knows(before(left)))
        .thenRefused('F-03', 'not-the-year-before', 'closed');
  });

  test('F-03: a closed year takes nothing', () => {
    const shut = year.events(rest);
    shut.when(close, over).thenRefused('F-03', 'year-closed');
    const entries = [
      allocate('work', 1),
      commit('c-2', 1),
      spend('work', 'office', 1),
      spend('work', 'office', 1, 'c-1'),
    ];
    for (const entry of entries) shut.when(entry, over).thenRefused('F-03', 'year-closed');
    const known = {
      closed: {
        book: { ...emptyBook, closed: true },
        approvals: {},
        used: [],
        needs: [],
        packages: {},
      } as Fund,
    };
    shut.when(correct('420105011010-fiscal-2025', 1), { ...over, known }).thenRefused('F-03', 'year-closed');
  });

  const last = '420105011010-fiscal-2025';
  const shut: Fund = {
    areaPath,
    book: { ...emptyBook, closed: true },
    approvals: {},
    used: [],
    needs: [],
    packages: {},
  };
  const withClosed = { id, known: { closed: shut } };

  test('F-03: what was wrong in a closed year is made good in a later one, in either direction', () => {
    opened.when(correct(last, 200), withClosed).then(corrected(last, 200));
    opened.when(correct(last, -200), withClosed).then(corrected(last, -200));
    opened.when(correct(last, -yearly), withClosed).then(corrected(last, -yearly), exhausted('work', 0));
    opened.when(correct(last, -yearly - 1), withClosed).thenRefused('F-03', 'overdrawn', 'amount');
  });

  test('F-03: only a closed, earlier year of the same fund is corrected, and by something', () => {
    for (const other of [id, '420105011010-fiscal-2027', '420105011010-own-2025', '420105011011-fiscal-2025'])
      opened.when(correct(other, 1), withClosed).thenRefused('F-03', 'not-an-earlier-year', 'closed');
    opened.when(correct(last, 1), asked).thenRefused('F-03', 'closed-unknown', 'closed');
    const open: Fund = { ...shut, book: emptyBook };
    opened
      .when(correct(last, 1), { id, known: { closed: open } })
      .thenRefused('F-03', 'year-not-closed', 'closed');
    opened.when(correct(last, 0), withClosed).thenRefused('F-03', 'nothing-to-correct', 'amount');
    opened.when(correct(last, 1, 'income'), withClosed).thenRefused('F-03', 'line-unknown', 'line');
  });
});

describe('F-06: money of the campaign', () => {
  const campaign = given(fund).events(allocated('campaign', 200_000_000));

  test('F-06: 2,000,000 yuan go to the two purposes of the line and to no other', () => {
    campaign
      .when(spend('campaign', 'infrastructure', 120_000_000), asked)
      .then(spent('campaign', 'infrastructure', 120_000_000));
    campaign.when(spend('campaign', 'office', 1), asked).thenRefused('F-06', 'other-purpose', 'purpose');
    campaign
      .when(commit('c-1', 1, 'campaign', 'office'), asked)
      .thenRefused('F-06', 'other-purpose', 'purpose');
  });
});

describe('F-23: money for law-based management', () => {
  const legal = opened.events(allocated('legal', 1_000_000));

  test('F-23: it does not go to another line without an approval; it is paid without one', () => {
    legal.when(allocate('work', 300_000, 'legal'), asked).thenRefused('F-23', 'not-approved', 'approval');
    legal.when(spend('legal', 'mediation', 300_000), asked).then(spent('legal', 'mediation', 300_000));
    legal.when(allocate('legal', 1, 'work'), asked).then(allocated('legal', 1, 'work'));
  });

  test('F-23: an approval is for one reallocation, its lines and its amount', () => {
    legal.when(approve('a-1', 300_000), asked).then(approved('a-1', 300_000));
    const ready = legal.events(approved('a-1', 300_000));
    ready.when(approve('a-1', 1), asked).thenRefused('F-23', 'approved-before', 'approval');
    ready
      .when(allocate('work', 300_000, 'legal', 'a-1'), asked)
      .then(allocated('work', 300_000, 'legal', 'a-1'));
    ready
      .when(allocate('work', 300_001, 'legal', 'a-1'), asked)
      .thenRefused('F-23', 'more-than-approved', 'amount');
    ready
      .when(allocate('campaign', 1, 'legal', 'a-1'), asked)
      .thenRefused('F-23', 'approval-unknown', 'approval');
    ready
      .when(allocate('work', 1, undefined, 'a-1'), asked)
      .thenRefused('F-23', 'approval-unknown', 'approval');
    ready
      .when(allocate('work', 1, 'legal', 'a-2'), asked)
      .thenRefused('F-23', 'approval-unknown', 'approval');
    ready
      .events(allocated('work', 1, 'legal', 'a-1'))
      .when(allocate('work', 1, 'legal', 'a-1'), asked)
      .thenRefused('F-23', 'approval-used', 'approval');
  });

  test('F-23: which lines are kept apart is the policy of when the year was opened', () => {
    const lines = budgetLines.first.lines.map((line) => ({ ...line, keptApart: line.line === 'work' }));
    const policies = [[budgetLines, { version: 2, lines }]] as const;
    legal
      .when(allocate('legal', 1, 'work'), { id, policies })
      .thenRefused('F-23', 'not-approved', 'approval');
    legal
      .when(allocate('work', 1, 'legal'), { id, policies })
      .then(allocated('work', 1, 'legal', undefined, 2));
  });
});

describe('F-26: money for party work', () => {
  const party = { id: '420105011010-party-2026' };

  test('F-26: it has a fund and a line of its own', () => {
    given(fund).when(allocate('party', 500_000), party).then(allocated('party', 500_000), begun);
    given(fund).when(allocate('party', 500_000), asked).thenRefused('F-26', 'not-of-party-work', 'line');
    given(fund).when(allocate('work', 500_000), party).thenRefused('F-26', 'not-of-party-work', 'line');
    given(fund).when(allocate('roads', 1), party).thenRefused('F-03', 'line-unknown', 'line');
  });
});

describe('F-19: all costs in the fiscal budget', () => {
  const include = (need: 'staff' | 'premises', line = 'work') =>
    ({ type: 'IncludeInBudget', need, line }) as const;
  const included: FundEvent = { type: 'IncludedInBudget', data: { need: 'staff', line: 'work' } };

  test('F-19: a need is included in a fiscal year once, under a line that has money', () => {
    opened.when(include('staff'), asked).then(included);
    opened.events(included).when(include('staff'), asked).thenRefused('F-19', 'included-before', 'need');
    opened.when(include('staff', 'legal'), asked).thenRefused('F-19', 'no-money', 'line');
    given(fund).when(include('staff'), asked).thenRefused('F-03', 'fund-unknown');
    const over = opened.events(closed(move(yearly, 'available:work', 'remainder:work')));
    over.when(include('staff'), asked).thenRefused('F-19', 'year-closed');
  });

  test('F-19: other money pays for no need', () => {
    for (const other of ['c1-own-2026', 'c1-party-2026', 'c1-package-2026'])
      given(fund).when(include('premises'), { id: other }).thenRefused('F-19', 'not-fiscal');
  });
});

describe('F-18: money that a community earns', () => {
  const own = { id: '420105011010-own-2026' };
  const earn = (line: string, amount: number) =>
    ({ type: 'RecordCommunityIncome', line, source: 'rent', amount, areaPath }) as const;
  const earned = (line: string, amount: number, policy = 1) =>
    fact(earn(line, amount), 'CommunityIncomeRecorded', {
      policy,
      postings: move(amount, `income:${line}:rent`, `available:${line}`),
    });

  test('F-18: it goes to the own fund and to no other', () => {
    given(fund).when(earn('income', 2_500_000), own).then(earned('income', 2_500_000), begun);
    given(fund).when(earn('income', 1), asked).thenRefused('F-18', 'not-the-own-fund');
    given(fund).when(earn('work', 1), asked).thenRefused('F-18', 'not-the-own-fund');
    given(fund).when(earn('work', 1), own).thenRefused('F-03', 'line-unknown', 'line');
  });

  test('F-18: no fiscal money comes into it; its lines may be filled of one another', () => {
    given(fund).when(allocate('income', 1), own).thenRefused('F-18', 'own-income-only', 'from');
    given(fund).when(allocate('work', 1), asked).then(allocated('work', 1), begun);
    const lines = ['income', 'feasts'].map((line) => ({
      ...{ line, fund: 'own' as const, purposes: ['welfare'] },
      ...{ reserve: 0, keptApart: false },
    }));
    const policies = [[budgetLines, { version: 2, lines }]] as const;
    given(fund)
      .events(earned('income', 100))
      .when(allocate('feasts', 1, 'income'), { ...own, policies })
      .then(allocated('feasts', 1, 'income', undefined, 2));
    given(fund)
      .when(earn('feasts', 1), { ...own, policies })
      .then(earned('feasts', 1, 2), begun);
  });

  test('F-03, F-18: a fund has one place, and a closed year takes no income', () => {
    const open = given(fund).events(earned('income', 100));
    open
      .when({ ...earn('income', 1), areaPath: '42/01/06/' }, own)
      .thenRefused('F-03', 'other-area', 'areaPath');
    open
      .events(closed(move(100, 'available:income', 'remainder:income')))
      .when(earn('income', 1), own)
      .thenRefused('F-03', 'year-closed');
  });
});

describe('F-15: one sum for a project', () => {
  const packages = { id: '420105011010-package-2026' };
  const station = 'station:420105011010';
  const grant = (amount: number) =>
    ({ type: 'GrantPackage', project: 'night_school', station, amount, areaPath }) as const;
  const granted = (amount: number) =>
    fact(grant(amount), 'PackageGranted', { postings: move(amount, 'budget', 'available:night_school') });
  const settle = (cost: number) => ({ type: 'SettlePackage', project: 'night_school', cost }) as const;
  const settled = (cost: number, overspent: number, ...moves: Posting[][]): FundEvent =>
    fact(settle(cost), 'PackageSettled', { station, overspent, postings: moves.flat() });
  const spentOf = (amount: number, from: string) => move(amount, from, 'spent:night_school:package');
  const school = given(fund).events(granted(5_000_000));
  const overspent = settled(
    5_200_000,
    200_000,
    spentOf(5_000_000, 'available:night_school'),
    spentOf(200_000, 'station:night_school'),
  );

  test('F-15: what a project costs above its package is the station’s, not new money', () => {
    given(fund).when(grant(5_000_000), packages).then(granted(5_000_000), begun);
    school.when(settle(5_200_000), packages).then(overspent);
    school.when(grant(200_000), packages).thenRefused('F-15', 'granted-before', 'project');
    school.events(overspent).when(grant(1), packages).thenRefused('F-15', 'granted-before', 'project');
  });

  test('F-15: what is left of a package is posted, to the fen', () => {
    school
      .when(settle(5_000_000), packages)
      .then(settled(5_000_000, 0, spentOf(5_000_000, 'available:night_school')));
    school
      .when(settle(4_999_999), packages)
      .then(
        settled(
          4_999_999,
          0,
          spentOf(4_999_999, 'available:night_school'),
          move(1, 'available:night_school', 'remainder:night_school'),
        ),
      );
  });

  test('F-15: a package is settled once, and only one that was granted', () => {
    given(fund).when(settle(1), packages).thenRefused('F-03', 'fund-unknown');
    school
      .when({ ...settle(1), project: 'day_school' }, packages)
      .thenRefused('F-15', 'package-unknown', 'project');
    school.events(overspent).when(settle(1), packages).thenRefused('F-15', 'settled-before', 'project');
  });

  test('F-03, F-15: packages are of a package fund, which has one place, no lines and an end of its year', () => {
    given(fund).when(grant(1), asked).thenRefused('F-15', 'not-a-package-fund');
    given(fund).when(allocate('work', 1), packages).thenRefused('F-03', 'line-unknown', 'line');
    school
      .when({ ...grant(1), project: 'day_school', areaPath: '42/01/06/' }, packages)
      .thenRefused('F-03', 'other-area', 'areaPath');
    const shut = school.events(closed(move(5_000_000, 'available:night_school', 'remainder:night_school')));
    shut.when({ ...grant(1), project: 'day_school' }, packages).thenRefused('F-03', 'year-closed');
    shut.when(settle(1), packages).thenRefused('F-03', 'year-closed');
    const lines = budgetLines.first.lines.map((line) => ({ ...line, fund: 'package' as const }));
    given(budgetLines.decider)
      .when({ content: { version: 1, lines } })
      .thenRefused('F-15', 'package-has-no-lines', 'lines');
  });
});

test('F-03: a line stands once in a version of the lines', () => {
  const lines = budgetLines.first.lines.flatMap((line) => [line, { ...line, fund: 'own' as const }]);
  given(budgetLines.decider)
    .when({ content: { version: 1, lines } })
    .thenRefused('F-03', 'line-twice', 'lines');
});
