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
import * as incidentCommands from './incident/incident.commands.ts';
import { IncidentController } from './incident/incident.controller.ts';
import { incident } from './incident/incident.ts';
import { reportMissedCare } from './reactions/report-missed-care.ts';
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
          LocateIncident: { grid: ({ point }, look) => gridAround(grids, point, look) },
        },
        answer: (id) => ({ incidentId: id, ticket: ticketOf(id) }),
        openedBefore: (tenant, key) => derivedId(tenant, 'incident', key),
        openedAs: { ReportIncident: incidentOfSource },
      }),
    ],
    policies: [catalogue, deadlines, calendar, routing],
    views: [earlierSources],
    reactions: [routeLocatedIncidents, reportMissedCare],
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
