import type { DomainEvent, IncidentsEvent, RecordedEvent } from '@linli/contracts';

type Recorded<Event> = Event extends DomainEvent<infer Type, infer Data> ? RecordedEvent<Type, Data> : never;

/** An event of the incidents log as projections receive it. */
export type RecordedIncidentsEvent = Recorded<IncidentsEvent>;

const prefix = 'incident-';

/**
 * Id of the incident whose stream the event belongs to; undefined for the policy streams (catalogue, deadlines …) that
 * share the log.
 */
export function incidentOf(event: Pick<RecordedEvent, 'streamId'>): string | undefined {
  return event.streamId.startsWith(prefix) ? event.streamId.slice(prefix.length) : undefined;
}

/**
 * An incident's id as a number of 48 bits, to find its rows by: a fifth of the id's own size in an index of a million
 * rows. Two incidents can share it, so whoever finds rows by it compares the id too.
 */
export function numberOf(incidentId: string): number {
  const bits = Number.parseInt(incidentId.slice(0, 8) + incidentId.slice(9, 13), 16);
  return Number.isNaN(bits) ? 0 : bits;
}

/**
 * Short number people say on the phone: `48-2093-7511`, ten decimal digits out of the incident's id, so that every
 * service and every screen has the same one without asking anybody. It is for people: links and commands use the id.
 */
export function ticketOf(incidentId: string): string {
  const digits = String(numberOf(incidentId) % 10_000_000_000).padStart(10, '0');
  return `${digits.slice(0, 2)}-${digits.slice(2, 6)}-${digits.slice(6)}`;
}

/** Code of the grid a path ends in: `42/01/05/011/010/A1/B07/U021/G0431/` → `G0431`; undefined above the grids. */
export function gridCodeOf(areaPath: string | undefined): string | undefined {
  if (areaPath === undefined) return undefined;
  const start = areaPath.lastIndexOf('/', areaPath.length - 2) + 1;
  return areaPath.charCodeAt(start) === 71 /* G */ ? areaPath.slice(start, -1) : undefined;
}
