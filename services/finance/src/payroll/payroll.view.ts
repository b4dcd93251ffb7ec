import { AreaPath, Fen, fundEvents, Id, Month, payrollEvents, Payee, Score } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { slipOf } from './payroll.ts';

const State = Type.Enum(['unfunded', 'funded', 'paid']);
const { SpendCommitted } = fundEvents;
const { PayrollRun, InsurancePaid, PayrollAdjusted, PayPaidOut } = payrollEvents;

/** Payslips with every event that their figures rest on, and whether the money is there (F-07, F-13, RM-F2). */
export const payslips = view('payslips', 1, {
  of: { PayrollRun, InsurancePaid, PayPaidOut, SpendCommitted },
  document: {
    id: Id,
    state: State,
    ...PayrollRun.data.properties,
    insurances: Type.Array(Type.Omit(InsurancePaid.data, ['worker', 'month'])),
  },
  key: ({ data }) => ('payee' in data ? data.commitment : slipOf(data)),
  fields: { areaPath: 'text', worker: 'text', month: 'text', state: 'text' },
  indexes: [
    ['month', 'areaPath'],
    ['worker', 'month'],
    ['state', 'month'],
  ],
  on: {
    PayrollRun: (_, { data }, id) => ({ id, state: 'unfunded' as const, ...data, insurances: [] }),
    InsurancePaid: (slip, { data: { worker: _, month: __, ...paid } }) =>
      slip && { ...slip, insurances: [...slip.insurances, paid] },
    // F-07: what its line has no money for is shown, and stays owed.
    SpendCommitted: (slip, { data: { line, amount } }) =>
      slip && line === slip.line && amount >= slip.cost ? { ...slip, state: 'funded' as const } : slip,
    PayPaidOut: (slip) => slip && { ...slip, state: 'paid' as const },
  },
  doors: {
    list: 'GET /v1/payslips',
    one: 'GET /v1/payslips/:id',
    may: 'pay.read',
    summary: 'Payslips below an area, with the events that every figure rests on',
    filters: { worker: Payee, month: Month, state: State },
    orderBy: 'month',
    unknown: 'payslip-unknown',
  },
});

const Taken = Type.Enum(['pending', 'taken']);

/** What is owed beside the payslips, why, and with which payslip it was taken (F-07, RM-F2). */
export const payAdjustments = view('pay-adjustments', 1, {
  of: { PayrollAdjusted, PayrollRun },
  document: {
    id: Id,
    worker: Payee,
    month: Month,
    areaPath: AreaPath,
    why: PayrollAdjusted.data.properties.why,
    before: Type.Optional(Score),
    score: Type.Optional(Score),
    amount: Fen,
    state: Taken,
    with: Type.Optional(Id),
  },
  key: ({ data }) => ('cause' in data ? data.cause : data.adjustments),
  fields: { areaPath: 'text', worker: 'text', month: 'text', state: 'text' },
  indexes: [
    ['month', 'areaPath'],
    ['worker', 'month'],
    ['state', 'month'],
  ],
  on: {
    PayrollAdjusted: (_, { data: { cause: id, ...data } }) => ({ id, ...data, state: 'pending' as const }),
    PayrollRun: (doc, { data: { commitment } }) =>
      doc && { ...doc, state: 'taken' as const, with: commitment },
  },
  doors: {
    list: 'GET /v1/pay-adjustments',
    may: 'pay.read',
    summary: 'What is owed beside the payslips below an area, and with which it was taken',
    filters: { worker: Payee, month: Month, state: Taken },
    orderBy: 'month',
  },
});
