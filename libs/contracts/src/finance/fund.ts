import { type Static, Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Fen, Id, Instant, oneOf, Reason, UnitId, Version, within } from '../fields.ts';

/** Money of the government, of the community itself, for party work, and given as one sum for a project. */
export const FundKind = oneOf('fiscal', 'own', 'party', 'package');
/** One year of a fund of a community. */
export const FundId = Type.String({
  pattern: '^[0-9A-Za-z]{1,40}-[a-z]{1,20}-[0-9]{4}$',
  description: 'a fund, written community-kind-year, such as 420105011010-fiscal-2026',
});
export const BudgetLine = within(Reason, {
  description: 'a code of the list of budget lines, such as legal',
});
/** What money of a line is for: 基础设施建设, 专职人员工资. */
export const Purpose = within(Reason, { description: 'a code of what the line is for, such as staff_pay' });
/** What is given one sum as a whole (打捆包干). */
export const Project = within(Reason, { description: 'a code of a project, such as night_school' });
/** Where a community has money of its own from. */
export const IncomeSource = within(Reason, {
  description: 'a code of where income comes from, such as rent',
});
/** Who is paid. The account he is paid to stands in no event. */
export const Payee = within(Id, { description: 'the pseudonym of who is paid' });
/** 有人管事, 有钱办事, 有场所议事: who does the work, what it is done with, where it is talked over. */
export const BudgetNeed = oneOf('staff', 'activities', 'premises');
/** Anything that has cost or costs money is more than nothing. */
export const Amount = within(Fen, { minimum: 1, description: 'an amount in whole fen, from 1 on' });
/** `available:legal`, `spent:campaign:staff_pay`: what kind of money, of which line, and then what tells it apart. */
export const Account = Type.String({
  pattern: '^[a-z]+(:[A-Za-z0-9._-]+)*$',
  maxLength: 200,
  description: 'an account of a fund, such as available:legal',
});
/** Double entry: what goes out of some accounts goes into others, so the amounts sum to nothing. */
export const Postings = Type.Array(Type.Object({ account: Account, amount: Fen }));

export type Posting = Static<typeof Postings>[number];

export const fundEvents = defineEvents('finance', {
  BudgetAllocated: {
    title: ['预算下达', 'Budget allocated'],
    description: 'A line of a fund has money, from the budget or from another line of the same fund.',
    rows: ['F-03', 'F-23', 'F-26'],
    data: {
      line: BudgetLine,
      amount: Amount,
      from: Type.Optional(BudgetLine),
      approval: Type.Optional(Id),
      areaPath: AreaPath,
      policy: Version,
      postings: Postings,
    },
    shows: ['line', 'amount'],
    example: {
      line: 'work',
      amount: 12_000_000,
      areaPath: '42/01/05/011/010/',
      policy: 1,
      postings: [
        { account: 'budget', amount: -12_000_000 },
        { account: 'available:work', amount: 12_000_000 },
      ],
    },
    further: [
      {
        line: 'work',
        amount: 300_000,
        from: 'legal',
        approval: 'a-2026-7',
        areaPath: '42/01/05/011/010/',
        policy: 1,
        postings: [
          { account: 'available:legal', amount: -300_000 },
          { account: 'available:work', amount: 300_000 },
        ],
      },
    ],
  },
  ReallocationApproved: {
    title: ['预算调剂批准', 'Reallocation approved'],
    description: 'Money of a line that is kept apart may go to another line, once and up to an amount.',
    rows: ['F-23'],
    data: { approval: Id, from: BudgetLine, line: BudgetLine, amount: Amount },
    shows: ['from', 'line', 'amount'],
    example: { approval: 'a-2026-7', from: 'legal', line: 'work', amount: 300_000 },
  },
  SpendCommitted: {
    title: ['支出承诺', 'Spend committed'],
    description: 'Money of a line is set aside for something that has been ordered or is owed.',
    rows: ['F-03'],
    data: {
      commitment: Id,
      line: BudgetLine,
      purpose: Purpose,
      amount: Amount,
      payee: Payee,
      postings: Postings,
    },
    shows: ['line', 'purpose', 'amount'],
    example: {
      commitment: 'c-2026-12',
      line: 'work',
      purpose: 'office',
      amount: 500_000,
      payee: 'p-77',
      postings: [
        { account: 'available:work', amount: -500_000 },
        { account: 'committed:work:c-2026-12', amount: 500_000 },
      ],
    },
  },
  SpendMade: {
    title: ['支出', 'Spend made'],
    description: 'Money of a line has been paid, for a purpose of the line.',
    rows: ['F-03', 'F-06'],
    data: {
      line: BudgetLine,
      purpose: Purpose,
      amount: Amount,
      payee: Payee,
      commitment: Type.Optional(Id),
      postings: Postings,
    },
    shows: ['line', 'purpose', 'amount'],
    example: {
      line: 'work',
      purpose: 'office',
      amount: 500_000,
      payee: 'p-77',
      commitment: 'c-2026-12',
      postings: [
        { account: 'committed:work:c-2026-12', amount: -500_000 },
        { account: 'spent:work:office', amount: 500_000 },
      ],
    },
  },
  BudgetExhausted: {
    title: ['预算用尽', 'Budget exhausted'],
    description: 'A line has less left than its reserve.',
    rows: ['F-03'],
    data: { line: BudgetLine, left: Fen, reserve: Fen },
    shows: ['line', 'left'],
    example: { line: 'work', left: 1, reserve: 10_000 },
  },
  BudgetYearOpened: {
    title: ['年度开账', 'Budget year opened'],
    description: 'The year of a fund has its first money, and is closed at a due time.',
    rows: ['F-03'],
    data: { closes: Instant, policy: Version },
    shows: ['closes'],
    example: { closes: '2027-01-30T16:00:00.000Z', policy: 1 },
  },
  BudgetYearClosed: {
    title: ['年度结账', 'Budget year closed'],
    description: 'The year takes nothing more; what its lines had left is posted as their remainder.',
    rows: ['F-03'],
    data: { postings: Postings },
    example: {
      postings: [
        { account: 'available:work', amount: -1 },
        { account: 'remainder:work', amount: 1 },
      ],
    },
    further: [{ postings: [] }],
  },
  RemaindersCarried: {
    title: ['结余结转', 'Remainders carried'],
    description: 'What the lines of a closed year had left is money of the same lines in the next.',
    rows: ['F-03'],
    data: { closed: FundId, areaPath: AreaPath, postings: Postings },
    shows: ['closed'],
    example: {
      closed: '420105011010-fiscal-2025',
      areaPath: '42/01/05/011/010/',
      postings: [
        { account: 'carried:work:420105011010-fiscal-2025', amount: -1 },
        { account: 'available:work', amount: 1 },
      ],
    },
  },
  ClosedYearCorrected: {
    title: ['以前年度调整', 'Closed year corrected'],
    description:
      'What was wrong in a closed year is made good in this one: the line has more than before, or less.',
    rows: ['F-03'],
    data: { closed: FundId, line: BudgetLine, amount: Fen, reason: Reason, postings: Postings },
    shows: ['line', 'amount', 'reason'],
    example: {
      closed: '420105011010-fiscal-2025',
      line: 'work',
      amount: -20_000,
      reason: 'paid_too_little',
      postings: [
        { account: 'available:work', amount: -20_000 },
        { account: 'correction:work:420105011010-fiscal-2025', amount: 20_000 },
      ],
    },
  },
  CommunityIncomeRecorded: {
    title: ['社区自有收入', 'Community income recorded'],
    description: 'A community has earned money of its own; it stands in a fund apart from fiscal money.',
    rows: ['F-18'],
    data: {
      line: BudgetLine,
      source: IncomeSource,
      amount: Amount,
      areaPath: AreaPath,
      policy: Version,
      postings: Postings,
    },
    shows: ['source', 'amount'],
    example: {
      line: 'income',
      source: 'rent',
      amount: 2_500_000,
      areaPath: '42/01/05/011/010/',
      policy: 1,
      postings: [
        { account: 'income:income:rent', amount: -2_500_000 },
        { account: 'available:income', amount: 2_500_000 },
      ],
    },
  },
  IncludedInBudget: {
    title: ['经费纳入预算', 'Included in budget'],
    description: 'What a community needs for a year is paid for by a line of its fiscal fund.',
    rows: ['F-19'],
    data: { need: BudgetNeed, line: BudgetLine },
    shows: ['need', 'line'],
    example: { need: 'staff', line: 'work' },
  },
  PackageGranted: {
    title: ['打捆包干下达', 'Package granted'],
    description: 'A station has one sum for a project, all that the project is given.',
    rows: ['F-15'],
    data: { project: Project, station: UnitId, amount: Amount, areaPath: AreaPath, postings: Postings },
    shows: ['project', 'station', 'amount'],
    example: {
      project: 'night_school',
      station: 'station:420105011010',
      amount: 5_000_000,
      areaPath: '42/01/05/011/010/',
      postings: [
        { account: 'budget', amount: -5_000_000 },
        { account: 'available:night_school', amount: 5_000_000 },
      ],
    },
  },
  PackageSettled: {
    title: ['打捆包干结算', 'Package settled'],
    description: 'What a project has cost is known; what it cost above its package is borne by the station.',
    rows: ['F-15'],
    data: { project: Project, station: UnitId, cost: Amount, overspent: Fen, postings: Postings },
    shows: ['project', 'cost', 'overspent'],
    example: {
      project: 'night_school',
      station: 'station:420105011010',
      cost: 5_200_000,
      overspent: 200_000,
      postings: [
        { account: 'available:night_school', amount: -5_000_000 },
        { account: 'spent:night_school:package', amount: 5_000_000 },
        { account: 'station:night_school', amount: -200_000 },
        { account: 'spent:night_school:package', amount: 200_000 },
      ],
    },
  },
});

export type FundEvent = EventsOf<typeof fundEvents>;
