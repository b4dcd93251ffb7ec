import {
  type AssessmentEvent,
  assessmentEvents,
  sanitationPolicyEvents,
  startOfShanghaiDay,
} from '@linli/contracts';
import { accept, aggregate, type Decision, type Moment, refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import type * as commands from './assessment.commands.ts';
import { type Inspection, resultOf } from './score.ts';

/** The month of a worker as far as its rules ask. */
interface Assessment {
  readonly areaPath?: string;
  /** The latest result, and the inspections that it rests on; absent until the month is closed. */
  readonly result?: { readonly score: number; readonly evidence: readonly string[] };
  readonly corrections: number;
  /** Inspections that count no longer. */
  readonly struck: readonly string[];
  readonly rewards: number;
  readonly penalties: number;
  /** Inspections that the worker has been held to account for. */
  readonly penalised: readonly string[];
}

/** What was inspected of the worker in the month, as far as the log was known at the cut. */
export interface KnownEvidence {
  readonly cut: number;
  readonly inspections: readonly Inspection[];
}

interface Facts {
  readonly evidence: KnownEvidence;
}

const hour = 3_600_000;

/**
 * How inspections make the result of a month (计分办法). The seed says who inspects, not how it counts: the first version
 * takes both kinds alike, and whom nobody has inspected as faultless.
 */
export const assessmentFormula = versionedPolicy(
  'assessment-formula',
  sanitationPolicyEvents.AssessmentFormulaSet,
  {
    row: 'S-04',
    judges: 'opening',
    first: {
      version: 1,
      grace: 48,
      weights: [
        { inspector: 'township', weight: 50 },
        { inspector: 'community', weight: 50 },
      ],
      unseen: 10_000,
    },
    fault({ weights }) {
      const twice = firstDouble(weights.map(({ inspector }) => inspector));
      return twice === undefined
        ? undefined
        : refuse('S-04', 'inspector-twice', `${twice} has one weight`, 'weights');
    },
  },
);

/** The work of one worker in one month, its result, rewards and penalties (S-04, S-28), stream `assessment-<worker>-<yyyymm>`. */
export const assessment = aggregate<typeof commands, Assessment, Facts>()('assessment', assessmentEvents, {
  initial: { corrections: 0, struck: [], rewards: 0, penalties: 0, penalised: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    AssessmentMonthOpened: (before, { areaPath }) => ({ ...before, areaPath }),
    AssessmentMonthClosed: (before, { score, evidence }) => ({ ...before, result: { score, evidence } }),
    AssessmentCorrected: (before, { correction, score, evidence, struck }) => ({
      ...before,
      result: { score, evidence },
      corrections: correction,
      struck: [...before.struck, ...struck],
    }),
    RewardGranted: (before, { reward }) => ({ ...before, rewards: reward }),
    StaffPenaltyImposed: (before, { penalty, evidence }) => ({
      ...before,
      penalties: penalty,
      penalised: [...before.penalised, ...evidence],
    }),
  },
  decide: {
    OpenAssessmentMonth(command, { areaPath }, { policy }) {
      if (areaPath !== undefined) return accept();
      const { version, grace } = policy(assessmentFormula);
      const due = new Date(startOfShanghaiDay(`${monthAfter(command.month)}-01`) + grace * hour);
      return accept({
        type: 'AssessmentMonthOpened',
        data: { ...command, due: due.toISOString(), policy: version },
      });
    },
    CloseAssessmentMonth({ worker, month }, { areaPath, result }, moment) {
      // S-04: a month is closed once; the second time there is nothing left to do.
      if (areaPath === undefined || result !== undefined) return accept();
      return accept({ type: 'AssessmentMonthClosed', data: { worker, month, ...judged(moment, []) } });
    },
    CorrectAssessment({ worker, month, strike, reason }, before, moment) {
      if (before.areaPath === undefined) return unknown('S-04');
      if (before.result === undefined)
        return refuse('S-04', 'month-open', 'the month is not closed yet', 'month');
      const { inspections = [] } = moment.known.evidence ?? {};
      const other = strike.find((one) => !inspections.some(({ evidence }) => evidence === one));
      if (other !== undefined)
        return refuse('S-04', 'evidence-unknown', `${other} is no inspection of the month`, 'strike');
      const struck = strike.filter((one) => !before.struck.includes(one));
      const data = judged(moment, [...before.struck, ...struck]);
      // S-04: a correction rests on other evidence than the result before; nobody sets a result by hand.
      if (data.evidence.join() === before.result.evidence.join())
        return refuse('S-04', 'nothing-to-correct', 'the result rests on just these inspections', 'strike');
      const correction = before.corrections + 1;
      const { score } = before.result;
      return accept({
        type: 'AssessmentCorrected',
        data: { worker, month, correction, before: score, ...data, struck: [...new Set(struck)], reason },
      });
    },
    GrantReward(command, { areaPath, rewards }) {
      if (areaPath === undefined) return unknown('S-28');
      return accept({ type: 'RewardGranted', data: { ...command, reward: rewards + 1 } });
    },
    ImposeStaffPenalty(command, { areaPath, penalties, penalised, struck }, { known }) {
      if (areaPath === undefined) return unknown('S-28');
      const failed = (known.evidence?.inspections ?? []).filter(({ passed }) => !passed);
      // S-28: a penalty cites failed inspections of the month, each once and for one penalty.
      const other = command.evidence.find(
        (one) => struck.includes(one) || !failed.some(({ evidence }) => evidence === one),
      );
      if (other !== undefined)
        return refuse('S-28', 'not-failed', `${other} is no failed inspection of the month`, 'evidence');
      const twice = firstDouble([...penalised, ...command.evidence]);
      if (twice !== undefined)
        return refuse('S-28', 'penalised-before', `${twice} is penalised once`, 'evidence');
      return accept({ type: 'StaffPenaltyImposed', data: { ...command, penalty: penalties + 1 } });
    },
  },
  timers: {
    CloseAssessmentMonth: {
      due: { AssessmentMonthOpened: 'due' },
      of: ['worker', 'month'],
      ends: ['AssessmentMonthClosed'],
    },
  },
});

/** The result by the evidence that is known, without what is struck, and what it rests on. */
function judged({ known, policy }: Moment<Facts>, struck: readonly string[]) {
  const { cut = 0, inspections = [] } = known.evidence ?? {};
  const counted = inspections.filter(({ evidence }) => !struck.includes(evidence));
  const formula = policy(assessmentFormula);
  const { missing, ...result } = resultOf(formula, counted);
  const evidence = counted.map((inspection) => inspection.evidence);
  return { ...result, missing: [...missing], evidence, cut, policy: formula.version };
}

/** The id of an assessment, by its worker and month. */
export function assessmentOf({ worker, month }: { readonly worker: string; readonly month: string }): string {
  return `${worker}-${month.replace('-', '')}`;
}

export function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

function unknown(row: string): Decision<AssessmentEvent> {
  return refuse(row, 'assessment-unknown', 'the worker is not assessed in this month');
}
