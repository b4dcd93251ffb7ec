import { incidentsReactionEvents, ticketOf } from '@linli/contracts';
import {
  Consumers,
  contextModule,
  type ContextModule,
  declareAccess,
  derivedId,
  Metrics,
  ReadinessRegistry,
  serve,
} from '@linli/service-kit';
import { access } from './access.ts';
import { calendar } from './calendar/calendar.ts';
import { catalogue } from './catalogue/catalogue.ts';
import { deadlines } from './deadlines/deadlines.ts';
import { gridAround } from './grids/grid-facts.ts';
import { GridIndex } from './grids/grid-index.ts';
import { RunningGrids } from './grids/running-grids.ts';
import { caseStandards } from './incident/case-standards.ts';
import * as incidentCommands from './incident/incident.commands.ts';
import { IncidentController } from './incident/incident.controller.ts';
import { incident } from './incident/incident.ts';
import * as patrolFindingCommands from './patrol-finding/patrol-finding.commands.ts';
import { dissuasionTimes, patrolFinding } from './patrol-finding/patrol-finding.ts';
import { patrolFindings } from './patrol-finding/patrol-finding.view.ts';
import * as patrolTrackCommands from './patrol-track/patrol-track.commands.ts';
import { patrolSampling, patrolTrack, trackOf } from './patrol-track/patrol-track.ts';
import { patrolTracks } from './patrol-track/patrol-track.view.ts';
import { reportFinding } from './reactions/report-finding.ts';
import { routeLocatedIncidents } from './reactions/route-located-incidents.ts';
import { routing } from './routing/routing.ts';
import { earlierSources, incidentOfSource } from './sources/earlier-sources.view.ts';

declareAccess('incidents', access);

/** The incidents' context: from the report to the closing, with its clocks and the policies that judge it. */
export const IncidentsModule: ContextModule<object> = {
  context: 'incidents',
  // Each application has its own copy of the grids, which its commands look up.
  forRoot: (engines) => incidentsWith(new GridIndex()).forRoot(engines),
};

function incidentsWith(grids: GridIndex): ContextModule<object> {
  return contextModule('incidents', {
    access,
    aggregates: [
      serve(incident, incidentCommands, {
        known: {
          ReportIncident: { grid: ({ point }, look) => gridAround(grids, point, look) },
          ClassifyConflict: {
            cause: ({ cause }, look) => (cause === undefined ? undefined : look.stream(incident, cause)),
          },
          LocateIncident: { grid: ({ point }, look) => gridAround(grids, point, look) },
        },
        answer: (id) => ({ incidentId: id, ticket: ticketOf(id) }),
        openedBefore: (tenant, key) => derivedId(tenant, 'incident', key),
        openedAs: { ReportIncident: incidentOfSource },
      }),
      serve(patrolFinding, patrolFindingCommands),
      serve(patrolTrack, patrolTrackCommands, {
        known: { RecordUnitPosition: { grid: ({ point }, look) => gridAround(grids, point, look) } },
        openedAs: { RecordUnitPosition: trackOf },
      }),
    ],
    policies: [catalogue, deadlines, calendar, routing, dissuasionTimes, caseStandards, patrolSampling],
    views: [earlierSources, patrolFindings, patrolTracks],
    reactions: [routeLocatedIncidents, reportFinding],
    declined: incidentsReactionEvents.IncidentsReactionDeclined,
    controllers: [IncidentController],
    providers: (engines) => [
      {
        provide: RunningGrids,
        useFactory: (readiness: ReadinessRegistry, metrics: Metrics, consumers: Consumers) =>
          new RunningGrids({ index: grids, engines, readiness, metrics, consumers }),
        inject: [ReadinessRegistry, Metrics, Consumers],
      },
    ],
  });
}
