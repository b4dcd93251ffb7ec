import type { Language } from '../format/times.ts';

export const panels = ['stream', 'map', 'people', 'time'] as const;
export type PanelName = (typeof panels)[number];

export const measures = ['open', 'overdue', 'today'] as const;
/** What the map colours by. */
export type Measure = (typeof measures)[number];

/** Which lines of the stream are drawn; left out: those that a person needs. */
export const lineChoices = ['all', 'urgent'] as const;
export type LineChoice = (typeof lineChoices)[number];

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
  /** Undefined: what a person needs, the machinery folded under it. */
  readonly lines: LineChoice | undefined;
  /** Grids as a table instead of the map. */
  readonly table: boolean;
  /** Undefined: the reader's own language. */
  readonly language: Language | undefined;
}

const areaPath = /^([0-9A-Za-z]+\/)+$/;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const source = '[a-z][a-z0-9-]*(?:/\\d{1,4})?:\\d{1,15}';
const positions = new RegExp(`^${source}(?:,${source})*$`);

/** Whether a text says which state of the past is meant, as the API has it: a moment, or positions. */
function saysWhen(text: string): boolean {
  return moment.test(text) ? !Number.isNaN(Date.parse(text)) : positions.test(text);
}

function oneOf<Name extends string>(names: readonly Name[], text: string | null): Name | undefined {
  return names.find((name) => name === text);
}

/** Reads a view from an address; what is not understood is left out. */
export function parseView(search: URLSearchParams): View {
  const area = search.get('area') ?? '';
  const asOf = search.get('asOf') ?? '';
  return {
    area: areaPath.test(area) ? area : '',
    asOf: saysWhen(asOf) ? asOf : undefined,
    incident: search.get('incident') || undefined,
    panel: oneOf(panels, search.get('panel')),
    measure: oneOf(measures, search.get('show')) ?? 'open',
    lines: oneOf(lineChoices, search.get('lines')),
    table: search.get('as') === 'table',
    language: oneOf(['zh', 'en'] as const, search.get('lang')),
  };
}

/**
 * What an address says of place and time that nobody understands: it is told, since a screen that shows the whole city
 * now in its stead would be taken for what was asked for.
 */
export function misreadParts(search: URLSearchParams): readonly { name: 'area' | 'asOf'; text: string }[] {
  const view = parseView(search);
  return (['area', 'asOf'] as const).flatMap((name) => {
    const text = search.get(name) ?? '';
    return text === '' || view[name] === text ? [] : [{ name, text }];
  });
}

/** The address of a view; defaults are left out. */
export function formatView(view: View): URLSearchParams {
  const search = new URLSearchParams();
  if (view.area !== '') search.set('area', view.area);
  if (view.asOf !== undefined) search.set('asOf', view.asOf);
  if (view.incident !== undefined) search.set('incident', view.incident);
  if (view.panel !== undefined) search.set('panel', view.panel);
  if (view.measure !== 'open') search.set('show', view.measure);
  if (view.lines !== undefined) search.set('lines', view.lines);
  if (view.table) search.set('as', 'table');
  if (view.language !== undefined) search.set('lang', view.language);
  return search;
}
