import {
  AreaPath,
  assessmentEvents,
  BusinessDay,
  CleanerId,
  Evidence,
  Id,
  InspectorKind,
  Month,
  Reason,
  Score,
  segmentDayEvents,
  StaffAmount,
} from '@linli/contracts';
import { factOf, type Known, type Look, type RecordedOf, view } from '@linli/service-kit';
import { type Static, type TObject, Type } from 'typebox';
import { dayOfSegmentDay, segmentDay } from '../segment-day/segment-day.ts';
import { assessment, assessmentOf, type KnownEvidence } from './assessment.ts';

const { SegmentInspected } = segmentDayEvents;
const evidence = { ...assessmentEvents, SegmentInspected };
const State = Type.Enum(['open', 'closed', 'corrected']);
const award = { amount: StaffAmount, reason: Reason };

const document = {
  id: Id,
  worker: CleanerId,
  month: Month,
  areaPath: AreaPath,
  state: State,
  /** Whether its stream has begun: the first inspection of a month comes before. */
  opened: Type.Boolean(),
  score: Type.Optional(Score),
  /** What the score rests on. */
  evidence: Evidence,
  missing: Type.Array(InspectorKind),
  inspections: Type.Array(
    Type.Object({
      evidence: Id,
      segment: Id,
      day: BusinessDay,
      inspector: InspectorKind,
      passed: Type.Boolean(),
    }),
  ),
  corrections: Type.Array(Type.Object({ before: Score, score: Score, struck: Evidence, reason: Reason })),
  rewards: Type.Array(Type.Object(award)),
  penalties: Type.Array(Type.Object({ ...award, evidence: Evidence })),
};
type Document = Static<TObject<typeof document>>;

/** Of whose month an inspection is; of nobody's where nobody held the segment that day. */
export function monthOfInspection({
  streamId,
  data,
}: RecordedOf<{ SegmentInspected: typeof SegmentInspected }>) {
  const { segment, day } = dayOfSegmentDay(segmentDay.idOf(streamId) ?? '');
  return { segment, day, worker: data.cleaner ?? '', month: day.slice(0, 7) };
}

const empty = (of: Pick<Document, 'id' | 'worker' | 'month' | 'areaPath'>): Document => ({
  ...of,
  ...{ state: 'open', opened: false, evidence: [], missing: [], inspections: [] },
  ...{ corrections: [], rewards: [], penalties: [] },
});

/** Months of workers with their inspections and results, each with the ids it rests on (S-04, S-28, RM-S5). */
export const assessments = view('assessments', 1, {
  of: evidence,
  document,
  key: (event) =>
    event.type !== 'SegmentInspected'
      ? assessment.idOf(event.streamId)
      : event.data.cleaner && assessmentOf(monthOfInspection(event)),
  fields: { areaPath: 'text', worker: 'text', month: 'text', state: 'text' },
  indexes: [
    ['month', 'areaPath'],
    ['worker', 'month'],
    ['state', 'month'],
  ],
  on: {
    SegmentInspected(doc, event, id) {
      const { segment, day, worker, month } = monthOfInspection(event);
      const { inspector = 'community', judged, passed } = event.data;
      const before = doc ?? empty({ id, worker, month, areaPath: event.metadata.areaPath ?? '' });
      const inspection = { evidence: event.id, segment, day, inspector, passed: passed === judged };
      return { ...before, inspections: [...before.inspections, inspection] };
    },
    AssessmentMonthOpened: (doc, { data: { worker, month, areaPath } }, id) => ({
      ...(doc ?? empty({ id, worker, month, areaPath })),
      opened: true,
    }),
    AssessmentMonthClosed: (doc, { data: { score, missing, evidence } }) =>
      doc && { ...doc, state: 'closed' as const, score, missing, evidence },
    AssessmentCorrected: (doc, { data: { before, score, missing, evidence, struck, reason } }) =>
      doc && {
        ...doc,
        ...{ state: 'corrected' as const, score, missing, evidence },
        corrections: [...doc.corrections, { before, score, struck, reason }],
      },
    RewardGranted: (doc, { data: { amount, reason } }) =>
      doc && { ...doc, rewards: [...doc.rewards, { amount, reason }] },
    StaffPenaltyImposed: (doc, { data: { amount, reason, evidence } }) =>
      doc && { ...doc, penalties: [...doc.penalties, { amount, reason, evidence }] },
  },
  doors: {
    list: 'GET /v1/assessments',
    one: 'GET /v1/assessments/:id',
    may: 'operations.read',
    summary: 'Months of workers below an area: inspections, results, rewards and penalties',
    filters: { worker: CleanerId, month: Month, state: State },
    orderBy: 'month',
    unknown: 'assessment-unknown',
  },
});

/** What has been inspected of a worker in a month, as far as the view has absorbed the log. */
export async function evidenceOf(
  of: { readonly worker: string; readonly month: string },
  look: Look,
): Promise<Known<KnownEvidence> | undefined> {
  const at = await look.view('assessments');
  const [facet] = await at.get<Document>('assessments', assessmentOf(of));
  if (facet === undefined || !facet.body.opened) return undefined;
  const { inspections } = facet.body;
  return factOf(at, { cut: at.positions['sanitation'] ?? 0, inspections });
}

/** The same for closing: a view that does not know the month yet is asked again later, lest it end without its evidence. */
export async function evidenceToClose(
  of: { readonly worker: string; readonly month: string },
  look: Look,
): Promise<Known<KnownEvidence>> {
  const found = await evidenceOf(of, look);
  if (found === undefined)
    throw new Error(`the view of assessments has not absorbed ${assessmentOf(of)} yet`);
  return found;
}
