import { segmentDayEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { assessment, assessmentOf } from '../assessment/assessment.ts';
import { monthOfInspection } from '../assessment/assessment.view.ts';

/** The first inspection of a worker in a month begins its assessment, which ends at the due time (S-04). */
export const openAssessmentMonths = reaction('open-assessment-months', {
  on: [segmentDayEvents.SegmentInspected],
  ask: assessment,
  id: (event) => assessmentOf(monthOfInspection(event)),
  async command(event, look) {
    const { worker, month } = monthOfInspection(event);
    if (worker === '' || (await look.stream(assessment, assessmentOf({ worker, month })))) return undefined;
    return { type: 'OpenAssessmentMonth', worker, month, areaPath: event.metadata.areaPath ?? '' };
  },
  startAt: 'beginning',
});
