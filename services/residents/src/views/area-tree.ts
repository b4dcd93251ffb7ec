import type { RecordedEvent, ResidentsEvent } from '@linli/contracts';
import type { CollectionProjection, Projection } from '@linli/read-models';
import { levelOf, parentPath } from '../area-path.ts';
import type { Ring } from '../territory/geometry.ts';
import { villages } from './villages.ts';

export type AreaLevel =
  'province' | 'city' | 'county' | 'street' | 'community' | 'section' | 'building' | 'unit' | 'grid';

/** A place above the grids; once it stands in the tree it stays as it is. */
export interface AreaDocument {
  readonly areaPath: string;
  readonly parent?: string;
  /** National code, or the local code within the community. */
  readonly code: string;
  readonly level: AreaLevel;
  readonly name: string;
}

export interface GridDocument {
  readonly areaPath: string;
  readonly code: string;
  readonly polygon: Ring;
  /** First day in force. */
  readonly validFrom: string;
  /** First day no longer in force; left out while no end is known. */
  readonly validTo?: string;
}

/** Stands in the index for an end that is not known. */
export const OPEN_END = '9999-12-31';

const areas: CollectionProjection<AreaDocument> = {
  name: 'areas',
  fields: { areaPath: 'text', level: 'text', code: 'text' },
  indexes: [['level', 'areaPath'], ['code']],
  // A place is created once and its code never given again.
  immutable: true,
  keys(event) {
    const { type, data } = event as unknown as ResidentsEvent;
    switch (type) {
      case 'AreaCreated':
      case 'BuildingCreated':
      case 'BuildingUnitCreated':
        return [data.areaPath];
      default:
        return [];
    }
  },
  evolve(_, event) {
    const { type, data } = event as unknown as ResidentsEvent;
    switch (type) {
      case 'AreaCreated':
        return area(data, levelOf(data.code) ?? 'section');
      case 'BuildingCreated':
        return area(data, 'building');
      case 'BuildingUnitCreated':
        return area(data, 'unit');
      default:
        return undefined;
    }
  },
  index: ({ areaPath, level, code }) => ({ areaPath, level, code }),
};

function area(
  { areaPath, code, name }: { areaPath: string; code: string; name: string },
  level: AreaLevel,
): AreaDocument {
  const parent = parentPath(areaPath);
  return { areaPath, ...(parent !== undefined && { parent }), code, level, name };
}

/** The grids an event begins and ends. */
function gridChange(event: RecordedEvent): {
  readonly begun: readonly { code: string; areaPath: string; polygon: Ring }[];
  readonly ended: readonly string[];
  readonly validFrom: string;
} {
  const { type, data } = event as unknown as ResidentsEvent;
  switch (type) {
    case 'GridCreated':
      return { begun: [data], ended: [], validFrom: data.validFrom };
    case 'GridSplit':
      return { begun: data.into, ended: [data.areaPath], validFrom: data.validFrom };
    case 'GridsMerged': {
      const ended = data.merged.map(({ areaPath }) => areaPath);
      return { begun: [data.into], ended, validFrom: data.validFrom };
    }
    default:
      return { begun: [], ended: [], validFrom: '' };
  }
}

const grids: CollectionProjection<GridDocument> = {
  name: 'grids',
  fields: { areaPath: 'text', code: 'text', validFrom: 'text', validTo: 'text' },
  indexes: [['areaPath', 'validFrom', 'validTo'], ['code']],
  keys(event) {
    const { begun, ended } = gridChange(event);
    return [...ended, ...begun.map(({ areaPath }) => areaPath)];
  },
  evolve(grid, event, key) {
    const { begun, validFrom } = gridChange(event);
    const born = begun.find(({ areaPath }) => areaPath === key);
    if (born !== undefined) {
      const { code, areaPath, polygon } = born;
      return { areaPath, code, polygon, validFrom };
    }
    return grid && { ...grid, validTo: validFrom };
  },
  index: ({ areaPath, code, validFrom, validTo }) => ({
    areaPath,
    code,
    validFrom,
    validTo: validTo ?? OPEN_END,
  }),
};

/** The tree of places: national divisions, the local trees of communities, and the village clusters of counties. */
export const areaTree: Projection = {
  view: 'area-tree',
  version: 1,
  contexts: ['residents'],
  types: [
    'AreaCreated',
    'BuildingCreated',
    'BuildingUnitCreated',
    'GridCreated',
    'GridSplit',
    'GridsMerged',
    'VillageAssignedToCommunity',
  ],
  collections: [
    areas as CollectionProjection<never>,
    grids as CollectionProjection<never>,
    villages as CollectionProjection<never>,
  ],
};
