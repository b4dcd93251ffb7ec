import { groupsOf, type Catalogue, type Group } from '../catalogue/catalogue-classes.ts';
import type { IncidentReading } from './incident.handler.ts';
import { severityOf, stageOf, type Category, type IncidentStage, type Task } from './incident.state.ts';

/** An incident as its own log tells it. Instants are ISO 8601 UTC. */
export interface IncidentDocument {
  readonly incidentId: string;
  readonly revision: number;
  readonly position: string;
  readonly stage: IncidentStage;
  readonly severity: 'normal' | 'urgent';
  readonly channel: string;
  readonly occurredAt: string;
  readonly reportedAt: string;
  readonly source?: { readonly system: string; readonly reference: string };
  readonly category?: Category;
  readonly place?: {
    readonly point: { readonly lon: number; readonly lat: number };
    readonly gridCode: string;
    readonly areaPath: string;
  };
  readonly leadUnit?: string;
  readonly supportUnits: readonly string[];
  readonly tasks: readonly Task[];
  /** Checks made so far, passed or failed. */
  readonly checks: number;
  readonly clocks: readonly {
    readonly stage: string;
    readonly round: number;
    readonly kind: string;
    readonly startedAt: string;
    readonly due: string;
    readonly state: 'running' | 'paused';
    readonly missed: boolean;
    readonly unit?: string;
  }[];
  /** Policy versions the case is judged by, as far as its events name them. */
  readonly judgedBy: Readonly<Partial<Record<'catalogue' | 'deadlines' | 'calendar' | 'routing', number>>>;
  /** Under which groups of each view of the catalogue it is shown (I-04). */
  readonly shownUnder: readonly {
    readonly view: string;
    readonly zh: string;
    readonly en: string;
    readonly groups: readonly Group[];
  }[];
}

/** `catalogue`: through whose views the incident is looked at, which need not be the version it is judged by. */
export function incidentDocument(
  incidentId: string,
  { state, revision, position, reportedAt }: IncidentReading,
  catalogue: Catalogue,
): IncidentDocument | undefined {
  const stage = stageOf(state);
  const { report, category, place, route } = state;
  if (stage === undefined || report === undefined) return undefined;
  return {
    incidentId,
    revision,
    position: `incidents:${position}`,
    stage,
    severity: severityOf(state),
    channel: report.channel,
    occurredAt: report.occurredAt,
    reportedAt: iso(reportedAt),
    ...(report.source && { source: report.source }),
    ...(category && { category }),
    ...(place && { place }),
    ...(route?.lead !== undefined && { leadUnit: route.lead }),
    supportUnits: route?.support ?? [],
    tasks: state.tasks,
    checks: state.checks,
    clocks: state.clocks.map(({ startedAt, due, ...clock }) => ({
      ...clock,
      startedAt: iso(startedAt),
      due: iso(due),
      state: state.parked === undefined ? ('running' as const) : ('paused' as const),
    })),
    judgedBy: state.versions,
    shownUnder: catalogue.views.map(({ id, zh, en }) => ({
      view: id,
      zh,
      en,
      groups: category === undefined ? [] : groupsOf(catalogue, id, category),
    })),
  };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
