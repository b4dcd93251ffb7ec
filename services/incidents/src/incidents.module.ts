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
import { reportMissedCare } from './reactions/report-missed-care.ts';
import { rerouteAfterChange, rerouteAfterRoute, rerouteMisrouted } from './reactions/reroute-after-change.ts';
import * as patrolFindingCommands from './patrol-finding/patrol-finding.commands.ts';
import { dissuasionTimes, patrolFinding } from './patrol-finding/patrol-finding.ts';
import { patrolFindings } from './patrol-finding/patrol-finding.view.ts';
import * as patrolTrackCommands from './patrol-track/patrol-track.commands.ts';
import { patrolSampling, patrolTrack, trackOf } from './patrol-track/patrol-track.ts';
import { patrolTracks } from './patrol-track/patrol-track.view.ts';
import { reportFinding } from './reactions/report-finding.ts';
import { routeLocatedIncidents } from './reactions/route-located-incidents.ts';
import * as rerouteCommands from './reroute/reroute.commands.ts';
import { reroute } from './reroute/reroute.ts';
import { roster } from './roster/roster.view.ts';
import { routedIncidents } from './roster/routed-incidents.view.ts';
import { routing } from './routing/routing.ts';
import * as estateBodyCommands from './street-post/estate-body.commands.ts';
import { estateBody } from './street-post/estate-body.ts';
import { estateBodies } from './street-post/estate-body.view.ts';
import { estateOf, knownEstates } from './street-post/estates.view.ts';
import * as streetChiefCommands from './street-post/street-chief.commands.ts';
import { streetChief } from './street-post/street-chief.ts';
import { streetChiefs } from './street-post/street-chief.view.ts';
import { earlierSources, incidentOfSource } from './sources/earlier-sources.view.ts';
import { answerTo, taskAnswers } from './upper-order/task-answers.view.ts';
import * as upperOrderCommands from './upper-order/upper-order.commands.ts';
import { upperOrder } from './upper-order/upper-order.ts';
import { upperOrders } from './upper-order/upper-order.view.ts';

declareAccess('incidents', access);

/** The incidents' context: from the report to the closing, with its clocks and the policies that judge it; and orders of upper levels. */
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
      serve(reroute, rerouteCommands),
      serve(streetChief, streetChiefCommands),
      serve(estateBody, estateBodyCommands, { known: { FormEstateBody: { estate: estateOf } } }),
      serve(upperOrder, upperOrderCommands, { known: { SplitOrder: { answer: answerTo } } }),
      serve(patrolFinding, patrolFindingCommands),
      serve(patrolTrack, patrolTrackCommands, {
        known: { RecordUnitPosition: { grid: ({ point }, look) => gridAround(grids, point, look) } },
        openedAs: { RecordUnitPosition: trackOf },
      }),
    ],
    policies: [catalogue, deadlines, calendar, routing, dissuasionTimes, caseStandards, patrolSampling],
    views: [
      earlierSources,
      roster,
      routedIncidents,
      streetChiefs,
      knownEstates,
      estateBodies,
      taskAnswers,
      upperOrders,
      patrolFindings,
      patrolTracks,
    ],
    reactions: [
      routeLocatedIncidents,
      reportMissedCare,
      rerouteAfterChange,
      rerouteMisrouted,
      rerouteAfterRoute,
      reportFinding,
    ],
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
