import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Fen, Id, Instant, Reason, Version, within } from '../fields.ts';
import { InspectorKind } from './segment-day.ts';
import { CleanerId } from './segment.ts';

export const Month = Type.String({
  pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$',
  'x-unit': 'Asia/Shanghai month',
  description: 'a month, written YYYY-MM',
});
/** A result of 0 to 100 points, in whole hundredths. */
export const Score = Type.Integer({
  minimum: 0,
  maximum: 10_000,
  'x-unit': 'hundredth of a point',
  description: 'a result in hundredths of a point, from 0 to 10000',
});
/** Events that a result rests on, by their ids. */
export const Evidence = Type.Array(Id);
/** Up to where the log had been read for evidence. */
const Cut = Type.Integer({ minimum: 0, description: 'a position in the log of sanitation' });
const Count = Type.Integer({ minimum: 0, 'x-unit': 'inspection' });
/** Corrections, rewards and penalties of a month: 1, 2 … each. */
const Number = Type.Integer({ minimum: 1 });
export const StaffAmount = within(Fen, { minimum: 1, description: 'an amount in whole fen, from 1 on' });

const of = { worker: CleanerId, month: Month };
const result = {
  score: Score,
  inspected: Count,
  passed: Count,
  missing: Type.Array(InspectorKind, { description: 'kinds of inspectors who have inspected nothing' }),
  evidence: Evidence,
  cut: Cut,
  policy: Version,
};
const worker = { worker: 'c-4f21', month: '2026-05' } as const;
const failed = '01980000-0000-7000-8000-000000000002';

export const assessmentEvents = defineEvents('sanitation', {
  AssessmentMonthOpened: {
    title: ['月度考核建档', 'Assessment month opened'],
    description: 'Work of this worker in the month is assessed; the month is closed at the due time.',
    rows: ['S-04'],
    data: { ...of, areaPath: AreaPath, due: Instant, policy: Version },
    shows: ['month'],
    example: { ...worker, areaPath: '42/01/05/011/010/', due: '2026-06-02T16:00:00.000Z', policy: 1 },
  },
  AssessmentMonthClosed: {
    title: ['月度考核结果', 'Assessment month closed'],
    description:
      'The result of the month is known, out of the inspections that stood in the log at the cut; pay of the month follows from it.',
    rows: ['S-04'],
    data: { ...of, ...result },
    shows: ['month', 'score'],
    example: {
      ...worker,
      ...{ score: 5_000, inspected: 2, passed: 1, missing: ['township'], cut: 412, policy: 1 },
      evidence: ['01980000-0000-7000-8000-000000000001', failed],
    },
    further: [
      { ...worker, score: 10_000, inspected: 0, passed: 0, missing: [], evidence: [], cut: 7, policy: 1 },
    ],
  },
  AssessmentCorrected: {
    title: ['考核结果更正', 'Assessment corrected'],
    description:
      'The result of a closed month was wrong and is another from now on; what it was stays on record.',
    rows: ['S-04'],
    data: {
      ...of,
      correction: Number,
      before: Score,
      ...result,
      struck: Type.Array(Id, { description: 'inspections that count no longer' }),
      reason: Reason,
    },
    shows: ['month', 'before', 'score'],
    example: {
      ...worker,
      ...{ correction: 1, before: 5_000, score: 10_000, inspected: 1, passed: 1, missing: ['township'] },
      evidence: ['01980000-0000-7000-8000-000000000001'],
      struck: [failed],
      ...{ reason: 'wrong_segment', cut: 530, policy: 1 },
    },
  },
  RewardGranted: {
    title: ['奖励', 'Reward granted'],
    description: 'A worker is rewarded for the work of the month; it is paid with a later pay.',
    rows: ['S-28'],
    data: { ...of, reward: Number, amount: StaffAmount, reason: Reason },
    shows: ['month', 'amount', 'reason'],
    example: { ...worker, reward: 1, amount: 20_000, reason: 'flood_clean_up' },
  },
  StaffPenaltyImposed: {
    title: ['责任追究', 'Staff penalty imposed'],
    description: 'A worker is held to account for failed inspections of the month, which are named.',
    rows: ['S-28'],
    data: { ...of, penalty: Number, amount: StaffAmount, evidence: Evidence, reason: Reason },
    shows: ['month', 'amount', 'reason'],
    example: { ...worker, penalty: 1, amount: 5_000, evidence: [failed], reason: 'neglect' },
  },
});

export type AssessmentEvent = EventsOf<typeof assessmentEvents>;
