import { assessmentEvents, cleanerEvents, segmentDayEvents, shanghaiDay } from '@linli/contracts';
import { type Look, reaction, type RecordedOf } from '@linli/service-kit';
import { assessment, assessmentOf, monthAfter } from '../assessment/assessment.ts';
import { monthOfInspection } from '../assessment/assessment.view.ts';
import { cleaner } from '../cleaner/cleaner.ts';

const { SegmentInspected } = segmentDayEvents;
const { CleanerHired } = cleanerEvents;
const { AssessmentMonthClosed } = assessmentEvents;
type Cause = RecordedOf<{
  SegmentInspected: typeof SegmentInspected;
  CleanerHired: typeof CleanerHired;
  AssessmentMonthClosed: typeof AssessmentMonthClosed;
}>;

/**
 * What begins the assessment of a month (S-04): that somebody is hired, that the month before is closed, or an inspection,
 * for those who stand on no roll. So each month of who is on the roll ends with a result, inspected or not.
 */
export const openAssessmentMonths = reaction('open-assessment-months', {
  on: [SegmentInspected, CleanerHired, AssessmentMonthClosed],
  ask: assessment,
  id: (event) => assessmentOf(begunBy(event)),
  async command(event, look) {
    const of = begunBy(event);
    if (of.worker === '' || (await look.stream(assessment, assessmentOf(of)))) return undefined;
    const areaPath = event.metadata.areaPath ?? '';
    if (event.type === 'SegmentInspected') return { type: 'OpenAssessmentMonth', ...of, areaPath };
    const place = await placeOnRoll(of, look);
    return place === undefined ? undefined : { type: 'OpenAssessmentMonth', ...of, areaPath: place };
  },
  startAt: 'beginning',
});

/** Whose month the event begins: of who is hired, that of the day, or of when it was recorded where that is later. */
function begunBy(event: Cause): { readonly worker: string; readonly month: string } {
  if (event.type === 'SegmentInspected') return monthOfInspection(event);
  if (event.type === 'AssessmentMonthClosed')
    return { worker: event.data.worker, month: monthAfter(event.data.month) };
  const { cleaner: worker, validFrom } = event.data;
  const recordedOn = shanghaiDay(event.recordedAt);
  return { worker, month: (validFrom > recordedOn ? validFrom : recordedOn).slice(0, 7) };
}

/** Where somebody works who is still on the roll when the month begins; public welfare workers are not assessed. */
async function placeOnRoll(
  { worker, month }: { readonly worker: string; readonly month: string },
  look: Look,
): Promise<string | undefined> {
  const { kind, areaPath, leftOn } = (await look.stream(cleaner, worker))?.value ?? {};
  const isThere = leftOn === undefined || leftOn > `${month}-01`;
  return isThere && kind !== 'public_welfare' ? areaPath : undefined;
}
