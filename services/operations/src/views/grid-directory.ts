import type { DomainEvent, RecordedEvent, TerritoryEvent } from '@linli/contracts';
import type { CollectionProjection, Projection } from '@linli/read-models';

type Recorded<Event> = Event extends DomainEvent<infer Type, infer Data> ? RecordedEvent<Type, Data> : never;
type RecordedResidentsEvent = Recorded<TerritoryEvent>;

/** Asia/Shanghai days on which something is in force: from the first on, up to and without the last. */
export interface Days {
  readonly from: string;
  /** First day it is no longer in force; left out: until further notice. */
  readonly to?: string;
}

/** A grid with its shapes; its key is its area path. A boundary that was decided ahead stands beside the one in force. */
export interface GridPlace {
  readonly code: string;
  /** In order of their days. Split or merged grids stay known for the days before. */
  readonly shapes: readonly (Days & { readonly polygon: readonly (readonly number[])[] })[];
}

/** A node of the area tree; its key is its area path. */
export interface AreaNode {
  readonly code: string;
  readonly level: string;
  readonly name: string;
  /** Path of the node above; empty at the top. */
  readonly parent: string;
  /** The days a grid exists, in order; other nodes are there from when they are known on. */
  readonly days?: readonly Days[];
}

/** Grids as they are on the map: a split or merged grid ends on a day, its successors begin on it. */
const grids: CollectionProjection<GridPlace> = {
  name: 'grids',
  fields: {},
  indexes: [],
  keys: (event) => gridKeys(event as RecordedResidentsEvent),
  evolve: (before, event, key) => gridAfter(before, event as RecordedResidentsEvent, key),
  index: () => ({}),
};

/** The whole tree, from the province to the grid, for the breadcrumb and the filter. */
const areas: CollectionProjection<AreaNode> = {
  name: 'areas',
  fields: { parent: 'text' },
  indexes: [['parent']],
  keys: (event) => areaKeys(event as RecordedResidentsEvent),
  evolve: (before, event, key) => areaAfter(before, event as RecordedResidentsEvent, key),
  index: ({ parent }) => ({ parent }),
};

export const gridDirectory: Projection = {
  view: 'grid-directory',
  version: 2,
  contexts: ['residents'],
  types: ['AreaCreated', 'BuildingCreated', 'BuildingUnitCreated', 'GridCreated', 'GridSplit', 'GridsMerged'],
  collections: [grids as CollectionProjection<never>, areas as CollectionProjection<never>],
};

type NewGrid = Pick<GridPlace, 'code'> &
  Pick<GridPlace['shapes'][number], 'polygon'> & { readonly areaPath: string };

function gridAfter(
  before: GridPlace | undefined,
  event: RecordedResidentsEvent,
  key: string,
): GridPlace | undefined {
  if (event.type !== 'GridCreated' && event.type !== 'GridSplit' && event.type !== 'GridsMerged')
    return before;
  const { validFrom } = event.data;
  const made = gridsAfter(event).find(({ areaPath }) => areaPath === key);
  const ended = endedOn(before?.shapes ?? [], validFrom);
  if (made !== undefined) {
    return { code: made.code, shapes: [...ended, { polygon: made.polygon, from: validFrom }] };
  }
  return before && { ...before, shapes: ended };
}

/** What was in force until further notice ends on the day; what would begin on it or later never comes about. */
function endedOn<Kind extends Days>(spans: readonly Kind[], day: string): readonly Kind[] {
  return spans
    .filter(({ from }) => from < day)
    .map((span) => (span.to === undefined || span.to > day ? { ...span, to: day } : span));
}

/** What of several is in force on an Asia/Shanghai day. */
export function inForce<Kind extends Days>(spans: readonly Kind[], day: string): Kind | undefined {
  return spans.findLast(({ from, to }) => from <= day && (to === undefined || day < to));
}

function gridsAfter(event: RecordedResidentsEvent): readonly NewGrid[] {
  switch (event.type) {
    case 'GridCreated':
      return [event.data];
    case 'GridSplit':
      return event.data.into;
    case 'GridsMerged':
      return [event.data.into];
    default:
      return [];
  }
}

function gridsEnded(event: RecordedResidentsEvent): readonly string[] {
  switch (event.type) {
    case 'GridSplit':
      return [event.data.areaPath];
    case 'GridsMerged':
      return event.data.merged.map(({ areaPath }) => areaPath);
    default:
      return [];
  }
}

function gridKeys(event: RecordedResidentsEvent): readonly string[] {
  const after = gridsAfter(event).map(({ areaPath }) => areaPath);
  // A grid may be split into parts of which one keeps its code.
  return [...new Set([...gridsEnded(event), ...after])];
}

function areaKeys(event: RecordedResidentsEvent): readonly string[] {
  switch (event.type) {
    case 'AreaCreated':
    case 'BuildingCreated':
    case 'BuildingUnitCreated':
      return [event.data.areaPath];
    default:
      return gridKeys(event);
  }
}

function areaAfter(
  before: AreaNode | undefined,
  event: RecordedResidentsEvent,
  key: string,
): AreaNode | undefined {
  const parent = key.slice(0, key.lastIndexOf('/', key.length - 2) + 1);
  switch (event.type) {
    case 'AreaCreated':
      return { code: event.data.code, level: event.data.level, name: event.data.name, parent };
    case 'BuildingCreated':
      return { code: event.data.code, level: 'building', name: event.data.name, parent };
    case 'BuildingUnitCreated':
      return { code: event.data.code, level: 'unit', name: event.data.name, parent };
    case 'GridCreated':
    case 'GridSplit':
    case 'GridsMerged': {
      const { validFrom: from } = event.data;
      const grid = gridsAfter(event).find(({ areaPath }) => areaPath === key);
      const ended = endedOn(before?.days ?? [], from);
      if (grid === undefined) return before && { ...before, days: ended };
      return { code: grid.code, level: 'grid', name: grid.code, parent, days: [...ended, { from }] };
    }
    default:
      return before;
  }
}
