import type { Language } from '../format/times.ts';

export const panels = ['stream', 'map', 'people', 'time'] as const;
export type PanelName = (typeof panels)[number];

export const measures = ['open', 'overdue', 'today'] as const;
/** What the map colours by. */
export type Measure = (typeof measures)[number];

/** Everything that decides what a screen shows. It lives in the address and nowhere else: each view can be sent on. */
export interface View {
  /** Prefix path the page is narrowed to; empty means the whole city. */
  readonly area: string;
  /** The past moment shown, ISO 8601 or a log position; undefined means live. */
  readonly asOf: string | undefined;
  /** The incident whose drawer is open. */
  readonly incident: string | undefined;
  /** The panel that has the page to itself. */
  readonly panel: PanelName | undefined;
  readonly measure: Measure;
  /** Grids as a table instead of the map. */
  readonly table: boolean;
  /** Undefined: the reader's own language. */
  readonly language: Language | undefined;
}

const areaPath = /^([0-9A-Za-z]+\/)+$/;

function oneOf<Name extends string>(names: readonly Name[], text: string | null): Name | undefined {
  return names.find((name) => name === text);
}

/** Reads a view from an address; what is not understood is left out. */
export function parseView(search: URLSearchParams): View {
  const area = search.get('area') ?? '';
  return {
    area: areaPath.test(area) ? area : '',
    asOf: search.get('asOf') || undefined,
    incident: search.get('incident') || undefined,
    panel: oneOf(panels, search.get('panel')),
    measure: oneOf(measures, search.get('show')) ?? 'open',
    table: search.get('as') === 'table',
    language: oneOf(['zh', 'en'] as const, search.get('lang')),
  };
}

/** The address of a view; defaults are left out. */
export function formatView(view: View): URLSearchParams {
  const search = new URLSearchParams();
  if (view.area !== '') search.set('area', view.area);
  if (view.asOf !== undefined) search.set('asOf', view.asOf);
  if (view.incident !== undefined) search.set('incident', view.incident);
  if (view.panel !== undefined) search.set('panel', view.panel);
  if (view.measure !== 'open') search.set('show', view.measure);
  if (view.table) search.set('as', 'table');
  if (view.language !== undefined) search.set('lang', view.language);
  return search;
}
