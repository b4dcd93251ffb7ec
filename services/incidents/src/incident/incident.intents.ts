import type { EventOf, IncidentReported } from '@linli/contracts';
import type { ClockStage } from '../deadlines/deadline-rules.ts';
import type { Category, Point } from './incident.state.ts';

/** The one grid a point was found to lie in (I-08). */
export interface GridPlace {
  /** Local code: `G0431`. */
  readonly code: string;
  readonly areaPath: string;
  /** The point as it is recorded: on the lattice the borders lie on, so that it stays on its side of them. */
  readonly point: Point;
}

/** A unit acting on its own task; without a number, on the one that is with it. */
interface OwnTask {
  readonly unit: string;
  readonly taskId?: string;
}

/** The party that judges, when it belongs to a unit; the supervision centre itself has none. */
interface Judge {
  readonly unit?: string;
}

/** What can be asked of an incident. Time and policies are added where the command is handled. */
export type IncidentIntent =
  | {
      readonly type: 'ReportIncident';
      readonly report: EventOf<typeof IncidentReported>['data'];
      /** Where the report's point lies; left out when there is no point, or no grid around it. */
      readonly grid?: GridPlace;
    }
  | { readonly type: 'ClassifyIncident'; readonly category: Category }
  /** Without a grid: the city has none around the point that was asked for. */
  | { readonly type: 'LocateIncident'; readonly grid?: GridPlace }
  | { readonly type: 'RouteIncident' }
  /** To the lead unit when no other is named. */
  | { readonly type: 'DispatchTask'; readonly unit?: string }
  | ({ readonly type: 'AcceptTask' } & OwnTask)
  | ({ readonly type: 'ReturnTask'; readonly reason: string } & OwnTask)
  | ({ readonly type: 'CompleteTask' } & OwnTask)
  | ({ readonly type: 'PassCheck' } & Judge)
  | ({ readonly type: 'FailCheck'; readonly reason: string } & Judge)
  | ({ readonly type: 'CloseIncident' } & Judge)
  | ({ readonly type: 'VoidIncident'; readonly reason: string } & Judge)
  | { readonly type: 'ParkIncident'; readonly reason: string }
  | { readonly type: 'ResumeIncident' }
  | {
      readonly type: 'RecordMissedDeadline';
      readonly stage: ClockStage;
      readonly round: number;
      /** The due time that has gone by, milliseconds since 1970 UTC. */
      readonly due: number;
    };
