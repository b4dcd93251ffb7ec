import type {
  ActivityStrip,
  AreaItem,
  CalendarView,
  CatalogueView,
  ClockItem,
  FeedItem,
  GridCounts,
  GridGeometry,
  IncidentView,
  OperationsStatus,
  Page,
  TicketHits,
} from '@linli/operations/api';
import { read, withQuery } from './client.ts';

/** The one place that knows where each answer of the operations API lives. */
const root = '/v1/operations';

/** What every panel asks with: the area it is narrowed to and the moment it shows. */
export interface Scope {
  /** Prefix path; empty means the whole city. */
  readonly area: string;
  /** ISO 8601 moment, or a position; undefined means live. */
  readonly asOf?: string | undefined;
  /** Position the answer has to include, `incidents:184203`: a recount never misses the event that asked for it. */
  readonly after?: string | undefined;
}

type Signal = AbortSignal | undefined;

export const readStatus = (signal?: Signal) => read<OperationsStatus>(`${root}/status`, {}, signal);

export const readFeed = (scope: Scope & { cursor?: string | undefined; limit: number }, signal?: Signal) =>
  read<Page<FeedItem>>(`${root}/feed`, { ...scope }, signal);

export const readGridCounts = (scope: Scope, signal?: Signal) =>
  read<GridCounts>(`${root}/grids/counts`, { ...scope }, signal);

/** Boundaries as they are in force, now or at a past moment. */
export const readGridGeometry = (scope: Pick<Scope, 'asOf'>, signal?: Signal) =>
  read<GridGeometry>(`${root}/grids`, { ...scope }, signal);

/** Every live clock, soonest due first: what is overdue comes before what is still to fall due. */
export const readClocks = (scope: Scope & { limit: number; cursor?: string | undefined }, signal?: Signal) =>
  read<Page<ClockItem>>(`${root}/clocks`, { ...scope }, signal);

export const readOverdue = (scope: Scope & { limit: number }, signal?: Signal) =>
  read<Page<ClockItem>>(`${root}/overdue`, { ...scope }, signal);

/** @param scope with the Asia/Shanghai day asked for, `2026-05-01` */
export const readActivity = (scope: Scope & { day: string }, signal?: Signal) =>
  read<ActivityStrip>(`${root}/activity`, { ...scope }, signal);

export const readIncident = (id: string, scope: Pick<Scope, 'asOf' | 'after'>, signal?: Signal) =>
  read<IncidentView>(`${root}/incidents/${encodeURIComponent(id)}`, { ...scope }, signal);

export const readCatalogue = (signal?: Signal) => read<CatalogueView>(`${root}/catalogue`, {}, signal);

/** The working calendar in force, now or at a past moment. */
export const readCalendar = (scope: Pick<Scope, 'asOf'>, signal?: Signal) =>
  read<CalendarView>(`${root}/calendar`, { ...scope }, signal);

/** Areas directly below a path. */
export const readAreasBelow = (under: string, signal?: Signal) =>
  read<Page<AreaItem>>(`${root}/areas`, { under, limit: 200 }, signal);

/** Areas whose name or code contains the text. */
export const searchAreas = (text: string, signal?: Signal) =>
  read<Page<AreaItem>>(`${root}/areas`, { q: text, limit: 20 }, signal);

/** Incidents by a part of their ticket number. */
export const searchTickets = (digits: string, scope: Pick<Scope, 'asOf'>, signal?: Signal) =>
  read<TicketHits>(`${root}/tickets`, { q: digits, limit: 8, ...scope }, signal);

/** Where a whole answer is to be had as a file, of the same scope as what is on screen. */
export const fileUrl = (
  name: 'feed' | 'clocks' | 'grids/counts',
  query: Omit<Scope, 'after'> & { lang: string; severity?: string | undefined },
) => withQuery(`${root}/${name}.csv`, { ...query });

/** Goes on behind a cursor or behind positions, given as `Last-Event-ID`. */
export const streamUrl = (area: string) => withQuery(`${root}/stream`, { area });
