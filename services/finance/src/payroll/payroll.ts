import { type PayrollEvent, payrollEvents, shanghaiDay, startOfShanghaiDay } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { type PayScale, scaleFor } from '../pay-scale/pay-scale.ts';
import { earnedOf, payOf } from './pay.ts';
import type * as commands from './payroll.commands.ts';

type Slip = Extract<PayrollEvent, { type: 'PayrollRun' }>['data'] & { readonly paid?: true };

/** A year of a worker's pay as far as its rules ask. */
export interface Payroll {
  readonly areaPath?: string;
  readonly kind?: string;
  /** The step that he was on at the last run or has been granted since. */
  readonly step?: number;
  /** Whether a step was granted in this year. */
  readonly stepped: boolean;
  /** Payslips by month. */
  readonly slips: Readonly<Record<string, Slip>>;
  /** What is owed since the last run, below 0 where the worker owes; and the events that it is owed by. */
  readonly pending: number;
  readonly pendingFor: readonly string[];
  /** What has been taken over from the year before. */
  readonly brought: number;
  /** Every event that has been answered with an adjustment. */
  readonly causes: readonly string[];
}

interface Facts {
  /** The result of the month, as it was closed. */
  readonly assessment: {
    readonly event: string;
    readonly score: number;
    readonly evidence: readonly string[];
    readonly areaPath: string;
  };
  /** What stands on the roll of sanitation of him. */
  readonly payee: { readonly kind: string; readonly areaPath: string; readonly leftOn?: string };
  /** The scale of his kind. */
  readonly scale: PayScale;
  /** The year before this one. */
  readonly yearBefore: Payroll;
  /** The year of the month that is adjusted. */
  readonly yearOfMonth: Payroll;
  /** What the fund has set aside for the payslip, fen. */
  readonly setAside: number;
}

/** What a worker is owed and paid in a year (F-07, F-13), stream `pay-<worker>-<year>`; payslips stand in the year of their
 * month, adjustments in the year that their cause was recorded in. */
export const payroll = aggregate<typeof commands, Payroll, Facts>()('pay', payrollEvents, {
  initial: { stepped: false, slips: {}, pending: 0, pendingFor: [], brought: 0, causes: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    PayrollRun: (before, slip) => ({
      ...before,
      areaPath: slip.areaPath,
      kind: slip.kind,
      step: slip.step,
      slips: { ...before.slips, [slip.month]: slip },
      pending: slip.carried,
      pendingFor: [],
      brought: before.brought + slip.brought,
    }),
    InsurancePaid: (before) => before,
    PayrollAdjusted: (before, { areaPath, cause, amount }) => ({
      ...before,
      areaPath: before.areaPath ?? areaPath,
      pending: before.pending + amount,
      pendingFor: [...before.pendingFor, cause],
      causes: [...before.causes, cause],
    }),
    PayPaidOut: (before, { month }) => ({
      ...before,
      slips: { ...before.slips, [month]: { ...(before.slips[month] as Slip), paid: true } },
    }),
    PayStepGranted: (before, { areaPath, step }) => ({ ...before, areaPath, step, stepped: true }),
  },
  decide: {
    RunPayroll(command, before, { at, known }) {
      const { worker, month } = command;
      const { assessment, payee, yearBefore } = known;
      // F-07: the same month is reckoned once; what comes later is an adjustment.
      if (month in before.slips)
        return refuse('F-07', 'run-before', `the pay of ${month} has been reckoned`, 'month');
      if (at < startOfShanghaiDay(`${monthAfter(month)}-01`))
        return refuse('F-07', 'month-not-over', `${month} is not over yet`, 'month');
      // F-07: who had left the roll before the month began is owed nothing for it.
      if (payee?.leftOn !== undefined && payee.leftOn <= `${month}-01`)
        return refuse('F-07', 'has-left', `he has left the roll on ${payee.leftOn}`, 'month');
      const kind = payee?.kind ?? command.kind;
      if (kind === undefined)
        return refuse('F-07', 'kind-unknown', 'no roll tells of which kind he is', 'kind');
      const areaPath = assessment?.areaPath ?? payee?.areaPath ?? command.areaPath;
      if (areaPath === undefined)
        return refuse('F-07', 'area-unknown', 'no roll tells where he works', 'areaPath');
      const scale = known.scale && scaleFor(month, known.scale);
      if (scale === undefined)
        return refuse('F-07', 'pay-scale-unknown', `no scale of ${kind} is in force in ${month}`, 'kind');
      // F-07: pay that hangs on the result takes a closed month.
      if (scale.byResult > 0 && assessment === undefined)
        return refuse('F-07', 'assessment-unknown', `the work of ${month} has no result yet`, 'month');
      const step = before.step ?? yearBefore?.step ?? 0;
      const brought = (yearBefore?.pending ?? 0) - before.brought;
      const adjusted = before.pending + brought;
      const adjustments = [...before.pendingFor, ...(brought === 0 ? [] : (yearBefore?.pendingFor ?? []))];
      const { insurances, ...pay } = payOf(scale, step, assessment?.score ?? 0, adjusted);
      return accept<PayrollEvent>(
        {
          type: 'PayrollRun',
          data: {
            ...{ worker, month, areaPath, kind, step, scale: scale.version, byResult: scale.byResult },
            ...(assessment && { assessment: assessment.event, score: assessment.score }),
            evidence: [...(assessment?.evidence ?? [])],
            ...{ ...pay, adjusted, brought, adjustments },
            ...{ fund: fundOf(areaPath, month), line: scale.line, purpose: scale.purpose },
            commitment: slipOf({ worker, month }),
          },
        },
        // F-13: the five insurances, each with what it takes of the employer and of the worker.
        ...insurances.map((contribution): PayrollEvent => ({
          type: 'InsurancePaid',
          data: { worker, month, ...contribution },
        })),
      );
    },
    PostPayrollAdjustment(command, { causes }, { known }) {
      const { amount = 0, before = 0, score = 0, why, month, cause, ...of } = command;
      if (causes.includes(cause)) return accept();
      const slip = known.yearOfMonth?.slips[month];
      // F-07: a correction changes what was paid by the old result, so that has to stand.
      if (why === 'correction' && slip === undefined)
        return refuse('F-07', 'payslip-unknown', `the pay of ${month} has not been reckoned`, 'month');
      const { wage = 0, byResult = 0 } = slip ?? {};
      const owed =
        why === 'correction'
          ? earnedOf(wage, byResult, score) - earnedOf(wage, byResult, before)
          : why === 'reward'
            ? amount
            : -amount;
      if (owed === 0) return accept();
      const results = why === 'correction' ? { before, score } : {};
      return accept({
        type: 'PayrollAdjusted',
        data: { ...of, month, why, cause, ...results, amount: owed },
      });
    },
    PayOut({ worker, month }, { slips }, { known: { setAside = 0 } }) {
      const slip = slips[month];
      if (slip === undefined)
        return refuse('F-07', 'pay-unknown', `the pay of ${month} has not been reckoned`);
      if (slip.paid) return refuse('F-07', 'paid-before', `the pay of ${month} has been paid`, 'month');
      const { net, cost, fund, line, purpose, commitment } = slip;
      // F-07: what the line had no money for stays owed.
      if (setAside < cost)
        return refuse('F-07', 'unfunded', `${line} of ${fund} has set ${setAside} fen of ${cost} aside`);
      return accept({
        type: 'PayPaidOut',
        data: { worker, month, net, cost, fund, line, purpose, commitment },
      });
    },
    GrantStep({ worker, year }, before, { at, known: { scale, yearBefore } }) {
      const { areaPath = yearBefore?.areaPath, kind = yearBefore?.kind, stepped } = before;
      if (areaPath === undefined || kind === undefined)
        return refuse('F-13', 'pay-unknown', 'no pay of his has been reckoned yet');
      // F-13: the wage grows by a step a year.
      if (year !== shanghaiDay(at).slice(0, 4))
        return refuse('F-13', 'other-year', 'a step is granted for the year that it is', 'year');
      if (stepped) return refuse('F-13', 'stepped-before', 'a step is granted once a year', 'year');
      const step = (before.step ?? yearBefore?.step ?? 0) + 1;
      const top = scale?.versions.at(-1)?.steps ?? 0;
      if (step > top) return refuse('F-13', 'top-step', `the scale of ${kind} has ${top} steps`);
      return accept({ type: 'PayStepGranted', data: { worker, areaPath, step } });
    },
  },
});

/** The fiscal fund of the community of a place, in the year of a month. */
function fundOf(areaPath: string, month: string): string {
  return `${areaPath.split('/').slice(0, 5).join('')}-fiscal-${month.slice(0, 4)}`;
}

/** The id of a payslip; its commitment in the fund has the same. */
export function slipOf({ worker, month }: { readonly worker: string; readonly month: string }): string {
  return `${worker}-${month.replace('-', '')}`;
}

export function payOfYear({ worker, month }: { readonly worker: string; readonly month: string }): string {
  return `${worker}-${month.slice(0, 4)}`;
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}
