import {
  accountabilityEvents,
  disclosureEvents,
  fundEvents,
  incidentEvents,
  inspectionDrawEvents,
  patrolFindingEvents,
  roadDefectEvents,
  segmentDayEvents,
} from '@linli/contracts';

const { DisclosureCorrected, DisclosureWithdrawn } = disclosureEvents;
const { AccountabilityDecided } = accountabilityEvents;
const { IncidentReported, TaskReturned, BuckPassingFlagged, CheckFailed, DeadlineMissed } = incidentEvents;
const { PatrolFindingLogged, DissuasionFailed, DissuasionDeadlineMissed, ReportedToEnforcement } =
  patrolFindingEvents;
const { RoadDefectOverdue } = roadDefectEvents;
const { InspectionItemFailed } = segmentDayEvents;
const { InspectionMissed } = inspectionDrawEvents;
const { ClosedYearCorrected } = fundEvents;

/** What says that something was not done or went wrong, and how it began: nothing else can be cited (P-18). */
export const citableEvents = {
  ...{ DisclosureCorrected, DisclosureWithdrawn },
  ...{ AccountabilityDecided },
  ...{ IncidentReported, TaskReturned, BuckPassingFlagged, CheckFailed, DeadlineMissed },
  ...{ PatrolFindingLogged, DissuasionFailed, DissuasionDeadlineMissed, ReportedToEnforcement },
  ...{ RoadDefectOverdue, InspectionItemFailed, InspectionMissed },
  ...{ ClosedYearCorrected },
};

export const citableTypes: readonly string[] = Object.keys(citableEvents);
