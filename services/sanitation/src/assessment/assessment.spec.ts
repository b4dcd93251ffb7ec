import { describe, expect, test } from '@jest/globals';
import type { AssessmentEvent, DataOf, assessmentEvents } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { play } from '../../test/play.ts';
import { assessment, assessmentFormula, assessmentOf } from './assessment.ts';
import { type Inspection, resultOf } from './score.ts';

const areaPath = '42/01/05/011/010/';
const of = { worker: 'c-1', month: '2026-12' };
const due = '2027-01-02T16:00:00.000Z';
const seen = (evidence: string, passed: boolean, inspector: Inspection['inspector'] = 'community') => ({
  ...{ evidence, inspector, passed },
});
const inspections = [seen('e-1', true), seen('e-2', false), seen('e-3', true, 'township')];
const known = { evidence: { cut: 40, inspections } };
const { version: _, ...formula } = assessmentFormula.first;

const openIt = { type: 'OpenAssessmentMonth', ...of, areaPath } as const;
const close = { type: 'CloseAssessmentMonth', ...of, due } as const;
const correct = (...strike: string[]) =>
  ({ type: 'CorrectAssessment', ...of, strike, reason: 'wrong_segment' }) as const;
const reward = { type: 'GrantReward', ...of, amount: 20_000, reason: 'flood_clean_up' } as const;
const penalise = (...evidence: string[]) =>
  ({ type: 'ImposeStaffPenalty', ...of, amount: 5_000, evidence, reason: 'neglect' }) as const;

const opened: AssessmentEvent = {
  type: 'AssessmentMonthOpened',
  data: { ...of, areaPath, due, policy: 1 },
};
/** Half of what the community inspected passed, and all that the township did: 75 points. */
const result = { score: 7_500, inspected: 3, passed: 2, missing: [], cut: 40, policy: 1 };
const closed: AssessmentEvent = {
  type: 'AssessmentMonthClosed',
  data: { ...of, ...result, evidence: ['e-1', 'e-2', 'e-3'] },
};
const corrected = (data: Partial<DataOf<typeof assessmentEvents.AssessmentCorrected>>): AssessmentEvent => ({
  type: 'AssessmentCorrected',
  data: {
    ...{ ...of, correction: 1, before: 7_500, ...result, reason: 'wrong_segment' },
    ...{ score: 10_000, inspected: 2, passed: 2, evidence: ['e-1', 'e-3'], struck: ['e-2'] },
    ...data,
  },
});
const rewarded = (number: number): AssessmentEvent => ({
  type: 'RewardGranted',
  data: { ...of, amount: 20_000, reason: 'flood_clean_up', reward: number },
});
const penalised = (penalty: number, ...evidence: string[]): AssessmentEvent => ({
  type: 'StaffPenaltyImposed',
  data: { ...of, amount: 5_000, evidence, reason: 'neglect', penalty },
});
const month = given(assessment).events(opened);

describe('S-04: how inspections make a result', () => {
  test.each([
    ['nobody has come', [], 10_000, ['township', 'community']],
    ['one kind alone', [seen('e-1', true), seen('e-2', false)], 5_000, ['township']],
    ['each kind counts by its weight, however often it came', inspections, 7_500, []],
    ['a third is rounded down, at the end', [1, 2, 3].map((n) => seen(`e-${n}`, n > 1)), 6_666, ['township']],
    [
      'a third and two thirds are a half, to the hundredth',
      [1, 2, 3].flatMap((n) => [seen(`c-${n}`, n > 1), seen(`t-${n}`, n > 2, 'township')]),
      5_000,
      [],
    ],
  ] as const)('S-04: worked example: %s', (_name, all, score, missing) => {
    const passed = all.filter((one) => one.passed).length;
    expect(resultOf(formula, all)).toEqual({ score, missing, passed, inspected: all.length });
  });

  test('S-04: how it counts is a policy', () => {
    const weights = [
      { inspector: 'township' as const, weight: 20 },
      { inspector: 'community' as const, weight: 80 },
    ];
    const content = { version: 2, grace: 0, weights, unseen: 0 };
    const policies = [[assessmentFormula, content]] as const;
    given(assessment)
      .when(openIt, { policies })
      .then({ ...opened, data: { ...opened.data, due: '2026-12-31T16:00:00.000Z', policy: 2 } } as never);
    month
      .when(close, { known, policies })
      .then({ ...closed, data: { ...closed.data, score: 6_000, policy: 2 } } as never);
    const twice = { ...content, version: 1, weights: [...weights, ...weights] };
    given(assessmentFormula.decider)
      .when({ content: twice })
      .thenRefused('S-04', 'inspector-twice', 'weights');
    given(assessmentFormula.decider).when({ content }).thenRefused('S-04', 'version-out-of-order');
  });
});

describe('S-04: months of workers', () => {
  test('S-04: a month is opened once, and closes a grace after its end', () => {
    given(assessment).when(openIt).then(opened);
    month.when(openIt).thenNothing();
    expect(assessmentOf(of)).toBe('c-1-202612');
  });

  test('S-04: it closes once, with the evidence as of the cut', () => {
    month.when(close, { known }).then(closed);
    month.events(closed).when(close, { known }).thenNothing();
    given(assessment).when(close, { known }).thenNothing();
    month.when(close, { known: { evidence: { cut: 7, inspections: [] } } }).then({
      type: 'AssessmentMonthClosed',
      data: {
        ...{ ...of, score: 10_000, inspected: 0, passed: 0, evidence: [], cut: 7, policy: 1 },
        missing: ['township', 'community'],
      },
    });
  });

  test('S-04: a correction is a new event, without what was wrong', () => {
    const shut = month.events(closed);
    shut.when(correct('e-2', 'e-2'), { known }).then(corrected({}));
    shut
      .events(corrected({}))
      .when(correct('e-2', 'e-1'), { known: { evidence: { cut: 50, inspections } } })
      .then(
        corrected({
          ...{ correction: 2, before: 10_000, inspected: 1, passed: 1, missing: ['community'] },
          ...{ evidence: ['e-3'], struck: ['e-1'], cut: 50 },
        }),
      );
  });

  test('S-04: what was recorded late counts from the correction on', () => {
    const late = { evidence: { cut: 60, inspections: [...inspections, seen('e-4', true)] } };
    month
      .events(closed)
      .when(correct(), { known: late })
      .then(
        corrected({
          ...{ score: 8_333, inspected: 4, passed: 3, cut: 60, struck: [] },
          evidence: ['e-1', 'e-2', 'e-3', 'e-4'],
        }),
      );
  });

  test('S-04: only a closed month is corrected, by inspections of it, and by something', () => {
    const shut = month.events(closed);
    given(assessment).when(correct('e-2'), { known }).thenRefused('S-04', 'assessment-unknown');
    month.when(correct('e-2'), { known }).thenRefused('S-04', 'month-open', 'month');
    shut.when(correct('e-9'), { known }).thenRefused('S-04', 'evidence-unknown', 'strike');
    shut.when(correct(), { known }).thenRefused('S-04', 'nothing-to-correct', 'strike');
    shut
      .events(corrected({}))
      .when(correct('e-2'), { known })
      .thenRefused('S-04', 'nothing-to-correct', 'strike');
  });
});

describe('S-28: rewards and penalties', () => {
  test('S-28: a reward is granted for a month that is assessed', () => {
    month.when(reward).then(rewarded(1));
    month.events(rewarded(1)).when(reward).then(rewarded(2));
    given(assessment).when(reward).thenRefused('S-28', 'assessment-unknown');
  });

  test('S-28: a penalty cites failed inspections of the month', () => {
    month.when(penalise('e-2'), { known }).then(penalised(1, 'e-2'));
    for (const other of ['e-1', 'e-9'])
      month.when(penalise('e-2', other), { known }).thenRefused('S-28', 'not-failed', 'evidence');
    month.when(penalise('e-2')).thenRefused('S-28', 'not-failed', 'evidence');
    month
      .events(closed, corrected({}))
      .when(penalise('e-2'), { known })
      .thenRefused('S-28', 'not-failed', 'evidence');
    given(assessment).when(penalise('e-2'), { known }).thenRefused('S-28', 'assessment-unknown');
  });

  test('S-28: for one failed inspection there is one penalty', () => {
    const two = { evidence: { cut: 40, inspections: [...inspections, seen('e-5', false)] } };
    const once = month.events(penalised(1, 'e-2'));
    once.when(penalise('e-2'), { known: two }).thenRefused('S-28', 'penalised-before', 'evidence');
    once.when(penalise('e-5', 'e-5'), { known: two }).thenRefused('S-28', 'penalised-before', 'evidence');
    once.when(penalise('e-5'), { known: two }).then(penalised(2, 'e-5'));
  });
});

const ids = ['e-1', 'e-2', 'e-3', 'e-4'];
const moment = fc.subarray(ids).map((those) => ({
  known: { evidence: { cut: 9, inspections: those.map((id) => seen(id, id > 'e-2')) } },
}));
const step = fc.tuple(
  fc.oneof(
    fc.constant(openIt),
    fc.constant(close),
    fc.constant(reward),
    fc.subarray(ids).map((strike) => correct(...strike)),
    fc.subarray(ids, { minLength: 1 }).map((those) => penalise(...those)),
  ),
  moment,
);

test('S-04, S-28: whatever is asked, a month ends once, numbers follow each other, and what is struck never counts', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const events = play(assessment, steps).flat();
      const ends = events.filter(({ type }) => type === 'AssessmentMonthClosed');
      expect(ends.length).toBeLessThanOrEqual(1);
      const struck = new Set<string>();
      let score: number | undefined;
      let corrections = 0;
      const cited: string[] = [];
      for (const { type, data } of events) {
        if (type === 'AssessmentMonthClosed') score = data.score;
        if (type === 'AssessmentCorrected') {
          expect(data).toMatchObject({ correction: (corrections += 1), before: score });
          for (const one of data.struck) struck.add(one);
          expect(data.evidence.filter((one) => struck.has(one))).toEqual([]);
          score = data.score;
        }
        if (type === 'StaffPenaltyImposed') cited.push(...data.evidence);
      }
      expect(new Set(cited).size).toBe(cited.length);
    }),
    { numRuns: 300 },
  );
});
