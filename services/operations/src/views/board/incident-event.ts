import type { DomainEvent, IncidentEvent, IncidentsPolicyEvent, RecordedEvent } from '@linli/contracts';

type Recorded<Event> = Event extends DomainEvent<infer Type, infer Data> ? RecordedEvent<Type, Data> : never;

/** An event of the incidents log as projections receive it. */
export type RecordedIncidentsEvent = Recorded<IncidentEvent | IncidentsPolicyEvent>;

export { numberOf, ticketOf } from '@linli/contracts';

const prefix = 'incident-';

/**
 * Id of the incident whose stream the event belongs to; undefined for the policy streams (catalogue, deadlines …) that
 * share the log.
 */
export function incidentOf(event: Pick<RecordedEvent, 'streamId'>): string | undefined {
  return event.streamId.startsWith(prefix) ? event.streamId.slice(prefix.length) : undefined;
}

/** Code of the grid a path ends in: `42/01/05/011/010/A1/B07/U021/G0431/` → `G0431`; undefined above the grids. */
export function gridCodeOf(areaPath: string | undefined): string | undefined {
  if (areaPath === undefined) return undefined;
  const start = areaPath.lastIndexOf('/', areaPath.length - 2) + 1;
  return areaPath.charCodeAt(start) === 71 /* G */ ? areaPath.slice(start, -1) : undefined;
}
