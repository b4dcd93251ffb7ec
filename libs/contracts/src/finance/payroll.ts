import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Fen, Id, oneOf, Reason, Version, within } from '../fields.ts';
import { Month, Score } from '../sanitation/assessment.ts';
import { Amount, BudgetLine, FundId, Payee, Purpose } from './fund.ts';

/** 五险: 养老, 医疗, 失业, 工伤, 生育. */
export const insuranceKinds = ['pension', 'medical', 'unemployment', 'injury', 'maternity'] as const;
export const InsuranceKind = oneOf(...insuranceKinds);
/** Who is paid by a scale; for those on the roll of sanitation the kind that stands there. */
export const PayKind = within(Reason, { description: 'a code of who is paid by a scale, such as cleaner' });
/** Yearly steps of a wage that somebody has reached. */
export const PayStep = Type.Integer({ minimum: 0, maximum: 60, 'x-unit': 'step' });
const Percent = Type.Integer({ minimum: 0, maximum: 100, 'x-unit': '%' });
const Rate = Type.Integer({
  minimum: 0,
  maximum: 10_000,
  'x-unit': 'hundredth of a percent',
  description: 'a rate in hundredths of a percent',
});
const Sum = within(Fen, { minimum: 0, description: 'an amount in whole fen, from 0 on' });
export const Ids = Type.Array(Id);

/** What a scale says: how much, how much of it by the result of the work, what insurances take, and which line pays. */
export const payScaleTerms = {
  /** For a month, on no step. */
  base: Amount,
  /** For each step above. */
  step: Sum,
  steps: PayStep,
  byResult: Percent,
  insurances: Type.Array(Type.Object({ insurance: InsuranceKind, employer: Rate, worker: Rate })),
  line: BudgetLine,
  purpose: Purpose,
};

export const payScaleEvents = defineEvents('finance', {
  PayScaleSet: {
    title: ['薪酬标准启用', 'Pay scale set'],
    description:
      'A version of what one kind of workers is paid is in force for this month and those after it.',
    rows: ['F-07', 'F-13'],
    data: { kind: PayKind, version: Version, from: Month, ...payScaleTerms },
    shows: ['kind', 'from', 'base'],
    example: {
      ...{ kind: 'cleaner', version: 1, from: '2026-01', base: 240_000, step: 10_000, steps: 10 },
      byResult: 40,
      insurances: [
        { insurance: 'pension', employer: 1_600, worker: 800 },
        { insurance: 'medical', employer: 800, worker: 200 },
        { insurance: 'unemployment', employer: 50, worker: 50 },
        { insurance: 'injury', employer: 20, worker: 0 },
        { insurance: 'maternity', employer: 80, worker: 0 },
      ],
      ...{ line: 'campaign', purpose: 'staff_pay' },
    },
  },
});

const of = { worker: Payee, month: Month };
/** What of a fund pays, under which commitment. */
const from = { fund: FundId, line: BudgetLine, purpose: Purpose, commitment: Id };
const worker = { worker: 'c-4f21', month: '2026-05' } as const;
const fund = {
  ...{ fund: '420105011010-fiscal-2026', line: 'campaign', purpose: 'staff_pay' },
  commitment: 'c-4f21-202605',
} as const;

export const payrollEvents = defineEvents('finance', {
  PayrollRun: {
    title: ['工资核算', 'Payroll run'],
    description:
      'What a worker is owed for a month is known, and by which events: the wage, what of it the work has earned, adjustments since the last run, what insurances take, what is left to be paid, and what it costs in all.',
    rows: ['F-07', 'F-13'],
    data: {
      ...of,
      areaPath: AreaPath,
      kind: PayKind,
      scale: Version,
      step: PayStep,
      wage: Amount,
      byResult: Percent,
      assessment: Type.Optional(Id),
      score: Type.Optional(Score),
      evidence: Ids,
      earned: Sum,
      adjusted: Fen,
      /** What of `adjusted` was left over from the year before. */
      brought: Fen,
      adjustments: Ids,
      withheld: Sum,
      net: Sum,
      /** What the worker owes the next run: never more than nothing. */
      carried: Fen,
      cost: Sum,
      ...from,
    },
    shows: ['month', 'net'],
    example: {
      ...worker,
      areaPath: '42/01/05/011/010/',
      ...{ kind: 'cleaner', scale: 1, step: 1, wage: 250_000, byResult: 40 },
      ...{ assessment: '01980000-0000-7000-8000-000000000009', score: 7_500 },
      evidence: ['01980000-0000-7000-8000-000000000001', '01980000-0000-7000-8000-000000000002'],
      ...{ earned: 225_000, adjusted: 20_000, brought: 0 },
      adjustments: ['01980000-0000-7000-8000-000000000008'],
      ...{ withheld: 26_250, net: 218_750, carried: 0, cost: 308_750, ...fund },
    },
    further: [
      {
        ...{ worker: 'w-7', month: '2026-05', areaPath: '42/01/05/011/010/', kind: 'social_worker' },
        ...{ scale: 1, step: 0, wage: 400_000, byResult: 0, evidence: [], earned: 400_000, adjusted: 0 },
        ...{ brought: 0, adjustments: [], withheld: 42_000, net: 358_000, carried: 0, cost: 502_000 },
        ...{ ...fund, commitment: 'w-7-202605' },
      },
    ],
  },
  InsurancePaid: {
    title: ['社会保险缴纳', 'Insurance paid'],
    description: 'One of the five insurances of a worker has its contributions of a month.',
    rows: ['F-13'],
    data: { ...of, insurance: InsuranceKind, base: Amount, employerShare: Sum, workerShare: Sum },
    shows: ['month', 'insurance'],
    example: { ...worker, insurance: 'pension', base: 250_000, employerShare: 40_000, workerShare: 20_000 },
  },
  PayrollAdjusted: {
    title: ['工资调整', 'Payroll adjusted'],
    description:
      'A worker is owed more or less than the payslips say, for a reason that an event gives; it goes with the next run, and no payslip changes.',
    rows: ['F-07'],
    data: {
      ...of,
      areaPath: AreaPath,
      why: oneOf('correction', 'reward', 'penalty'),
      cause: Id,
      before: Type.Optional(Score),
      score: Type.Optional(Score),
      amount: Fen,
    },
    shows: ['month', 'why', 'amount'],
    example: {
      ...worker,
      areaPath: '42/01/05/011/010/',
      ...{ why: 'correction', cause: '01980000-0000-7000-8000-000000000010' },
      ...{ before: 7_500, score: 10_000, amount: 25_000 },
    },
    further: [
      {
        ...worker,
        areaPath: '42/01/05/011/010/',
        ...{ why: 'penalty', cause: '01980000-0000-7000-8000-000000000011', amount: -5_000 },
      },
    ],
  },
  PayPaidOut: {
    title: ['工资发放', 'Pay paid out'],
    description: 'A worker has been paid what a payslip says, and the insurances their contributions.',
    rows: ['F-07'],
    data: { ...of, net: Sum, cost: Amount, ...from },
    shows: ['month', 'net'],
    example: { ...worker, net: 218_750, cost: 308_750, ...fund },
  },
  PayStepGranted: {
    title: ['薪级晋升', 'Pay step granted'],
    description: 'A worker is on a higher step of the scale from the next run on.',
    rows: ['F-13'],
    data: { worker: Payee, areaPath: AreaPath, step: PayStep },
    shows: ['step'],
    example: { worker: 'c-4f21', areaPath: '42/01/05/011/010/', step: 1 },
  },
});

export type PayScaleEvent = EventsOf<typeof payScaleEvents>;
export type PayrollEvent = EventsOf<typeof payrollEvents>;
