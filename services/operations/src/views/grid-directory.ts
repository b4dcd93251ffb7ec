import type { DomainEvent, RecordedEvent, ResidentsEvent } from '@linli/contracts';
import type { CollectionProjection, Projection } from '@linli/read-models';

type Recorded<Event> = Event extends DomainEvent<infer Type, infer Data> ? RecordedEvent<Type, Data> : never;
type RecordedResidentsEvent = Recorded<ResidentsEvent>;

/** A grid with its polygon and the days it is in force; its key is its area path. */
export interface GridPlace {
  readonly code: string;
  readonly polygon: readonly (readonly number[])[];
  /** First Asia/Shanghai day. */
  readonly validFrom: string;
  /** First day it is no longer in force: split or merged grids stay known for the days before. */
  readonly validTo?: string;
}

/** A node of the area tree; its key is its area path. */
export interface AreaNode {
  readonly code: string;
  readonly level: string;
  readonly name: string;
  /** Path of the node above; empty at the top. */
  readonly parent: string;
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
  evolve: (_before, event, key) => areaAfter(event as RecordedResidentsEvent, key),
  index: ({ parent }) => ({ parent }),
};

export const gridDirectory: Projection = {
  view: 'grid-directory',
  version: 1,
  contexts: ['residents'],
  types: ['AreaCreated', 'BuildingCreated', 'BuildingUnitCreated', 'GridCreated', 'GridSplit', 'GridsMerged'],
  collections: [grids as CollectionProjection<never>, areas as CollectionProjection<never>],
};

type NewGrid = Pick<GridPlace, 'code' | 'polygon'> & { readonly areaPath: string };

function gridAfter(
  before: GridPlace | undefined,
  event: RecordedResidentsEvent,
  key: string,
): GridPlace | undefined {
  if (event.type !== 'GridCreated' && event.type !== 'GridSplit' && event.type !== 'GridsMerged')
    return before;
  const { validFrom } = event.data;
  const made = gridsAfter(event).find(({ areaPath }) => areaPath === key);
  if (made !== undefined) return { code: made.code, polygon: made.polygon, validFrom };
  return before && { ...before, validTo: validFrom };
}

/** Whether the grid is on the map of an Asia/Shanghai day. */
export function inForce({ validFrom, validTo }: GridPlace, day: string): boolean {
  return validFrom <= day && (validTo === undefined || day < validTo);
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

function areaAfter(event: RecordedResidentsEvent, key: string): AreaNode | null {
  const parent = key.slice(0, key.lastIndexOf('/', key.length - 2) + 1);
  switch (event.type) {
    case 'AreaCreated':
      return { code: event.data.code, level: event.data.level, name: event.data.name, parent };
    case 'BuildingCreated':
      return { code: event.data.code, level: 'building', name: event.data.name, parent };
    case 'BuildingUnitCreated':
      return { code: event.data.code, level: 'unit', name: event.data.name, parent };
    default: {
      const grid = gridsAfter(event).find(({ areaPath }) => areaPath === key);
      return grid === undefined ? null : { code: grid.code, level: 'grid', name: grid.code, parent };
    }
  }
}
