import { randomBytes } from 'node:crypto';
import { sanitationReactionEvents } from '@linli/contracts';
import { contextModule, type Look, serve } from '@linli/service-kit';
import { access } from './access.ts';
import * as assessmentCommands from './assessment/assessment.commands.ts';
import { assessment, assessmentFormula, assessmentOf } from './assessment/assessment.ts';
import { assessments, evidenceOf, evidenceToClose } from './assessment/assessment.view.ts';
import * as cleanerCommands from './cleaner/cleaner.commands.ts';
import { cleaner } from './cleaner/cleaner.ts';
import { cleaners } from './cleaner/cleaner.view.ts';
import * as estateCommands from './estate/estate.commands.ts';
import { estate, requiredSigns } from './estate/estate.ts';
import { estates } from './estate/estate.view.ts';
import * as inspectionDrawCommands from './inspection-draw/inspection-draw.commands.ts';
import { drawOf, inspectionDraw, inspectionShare } from './inspection-draw/inspection-draw.ts';
import { inspectionDraws } from './inspection-draw/inspection-draw.view.ts';
import { checkSegmentCoverage } from './reactions/check-segment-coverage.ts';
import { openAssessmentMonths } from './reactions/open-assessment-months.ts';
import { releaseTeamMembers } from './reactions/release-team-members.ts';
import { vacateSegments } from './reactions/vacate-segments.ts';
import * as roadDefectCommands from './road-defect/road-defect.commands.ts';
import { roadDefect, roadDefectClocks } from './road-defect/road-defect.ts';
import { roadDefects } from './road-defect/road-defect.view.ts';
import * as segmentCommands from './segment/segment.commands.ts';
import { segment } from './segment/segment.ts';
import { gridsOfSegments, segments, segmentsOf, segmentsOn } from './segment/segment.view.ts';
import * as segmentCoverageCommands from './segment-coverage/segment-coverage.commands.ts';
import { segmentCoverage } from './segment-coverage/segment-coverage.ts';
import { gridsIn, gridsToClean, uncleanedGrids } from './segment-coverage/segment-coverage.view.ts';
import { persuasions } from './segment-day/persuasions.view.ts';
import * as segmentDayCommands from './segment-day/segment-day.commands.ts';
import { inspectionItems, segmentDay, shiftHours } from './segment-day/segment-day.ts';
import { segmentDays } from './segment-day/segment-day.view.ts';
import * as teamCommands from './team/team.commands.ts';
import { team, teamNorm, teamOf } from './team/team.ts';
import { teams } from './team/team.view.ts';

type Day = { readonly segment: string; readonly day: string };
/** Every command of a day knows its segment, and leads to the stream of the two. */
const facts = { segment: (command: Day, look: Look) => look.stream(segment, command.segment) };
const dayOf = (command: Day): string => `${command.segment}-${command.day}`;

/** Of the segments of a draw, those that were inspected on its day, each told by its own stream. */
async function inspectedOf(command: { readonly areaPath: string; readonly day: string }, look: Look) {
  const drawn = await look.stream(inspectionDraw, drawOf(command));
  const days = await Promise.all(
    (drawn?.value.segments ?? []).map(async (segment) => {
      const day = await look.stream(segmentDay, dayOf({ segment, day: command.day }));
      return { segment, inspections: day?.value.inspections ?? 0 };
    }),
  );
  const value = days.filter(({ inspections }) => inspections > 0).map(({ segment }) => segment);
  return { value };
}

/** The context of sanitation so far: defects of roads, the signs of estates, duty segments with their days, and the work of those who keep them. */
export const SanitationModule = contextModule('sanitation', {
  access,
  aggregates: [
    serve(roadDefect, roadDefectCommands),
    serve(estate, estateCommands),
    serve(segment, segmentCommands),
    serve(segmentDay, segmentDayCommands, {
      known: {
        StartShift: facts,
        EndShift: facts,
        RecordAbsence: facts,
        RecordInspection: facts,
        RecordPersuasion: facts,
      },
      openedAs: {
        StartShift: dayOf,
        EndShift: dayOf,
        RecordAbsence: dayOf,
        RecordInspection: dayOf,
        RecordPersuasion: dayOf,
      },
    }),
    serve(inspectionDraw, inspectionDrawCommands, {
      known: {
        DrawInspection: {
          seed: () => ({ value: randomBytes(16).toString('hex') }),
          segments: segmentsOn,
        },
        CloseInspectionDraw: { inspected: inspectedOf },
      },
      openedAs: { DrawInspection: drawOf },
    }),
    serve(assessment, assessmentCommands, {
      known: {
        CloseAssessmentMonth: { evidence: evidenceToClose },
        CorrectAssessment: { evidence: evidenceOf },
        ImposeStaffPenalty: { evidence: evidenceOf },
      },
      openedAs: {
        CorrectAssessment: assessmentOf,
        GrantReward: assessmentOf,
        ImposeStaffPenalty: assessmentOf,
      },
    }),
    serve(cleaner, cleanerCommands, {
      known: {
        TransferCleaner: { segments: ({ cleaner }, look) => segmentsOf(cleaner, look) },
        DismissCleaner: { segments: ({ cleaner }, look) => segmentsOf(cleaner, look) },
      },
      openedAs: { TransferCleaner: ({ cleaner }) => cleaner, DismissCleaner: ({ cleaner }) => cleaner },
    }),
    serve(team, teamCommands, {
      known: { AssignTeamMember: { onRoll: ({ worker }, look) => look.stream(cleaner, worker) } },
      openedAs: { AssignTeamMember: teamOf, ReleaseTeamMember: teamOf },
    }),
    serve(segmentCoverage, segmentCoverageCommands, {
      known: { CheckSegmentCoverage: { grids: gridsIn, cleaned: gridsOfSegments } },
    }),
  ],
  policies: [
    roadDefectClocks,
    requiredSigns,
    shiftHours,
    inspectionItems,
    inspectionShare,
    assessmentFormula,
    teamNorm,
  ],
  views: [
    roadDefects,
    estates,
    segments,
    segmentDays,
    persuasions,
    inspectionDraws,
    assessments,
    cleaners,
    teams,
    gridsToClean,
    uncleanedGrids,
  ],
  reactions: [openAssessmentMonths, vacateSegments, releaseTeamMembers, checkSegmentCoverage],
  declined: sanitationReactionEvents.SanitationReactionDeclined,
});
