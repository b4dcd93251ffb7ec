import { territoryEvents } from '@linli/contracts';
import { collection, projectionOf } from '@linli/service-kit';
import { levelOf, parentPath } from '../area-path.ts';
import type { Ring } from '../territory/geometry.ts';
import { villages } from './villages.ts';

export const areaLevels = [
  'province',
  'city',
  'county',
  'street',
  'community',
  'section',
  'building',
  'unit',
  'grid',
] as const;

export type AreaLevel = (typeof areaLevels)[number];

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
const OPEN_END = '9999-12-31';

const { AreaCreated, BuildingCreated, BuildingUnitCreated, GridCreated, GridSplit, GridsMerged } =
  territoryEvents;

const areas = collection<AreaDocument>()({
  name: 'areas',
  of: { AreaCreated, BuildingCreated, BuildingUnitCreated },
  fields: { areaPath: 'text', level: 'text', code: 'text' },
  indexes: [['level', 'areaPath'], ['code']],
  // A place is created once and its code never given again.
  immutable: true,
  key: ({ data }) => data.areaPath,
  on: {
    AreaCreated: (_, { data }) => area(data, levelOf(data.code) ?? 'section'),
    BuildingCreated: (_, { data }) => area(data, 'building'),
    BuildingUnitCreated: (_, { data }) => area(data, 'unit'),
  },
});

function area(
  { areaPath, code, name }: { areaPath: string; code: string; name: string },
  level: AreaLevel,
): AreaDocument {
  const parent = parentPath(areaPath);
  return { areaPath, ...(parent !== undefined && { parent }), code, level, name };
}

type Grid = Pick<GridDocument, 'code' | 'areaPath' | 'polygon'>;

const grids = collection<GridDocument>()({
  name: 'grids',
  of: { GridCreated, GridSplit, GridsMerged },
  fields: { areaPath: 'text', code: 'text', validFrom: 'text', validTo: 'text' },
  indexes: [['areaPath', 'validFrom', 'validTo'], ['code']],
  key({ type, data }) {
    switch (type) {
      case 'GridCreated':
        return data.areaPath;
      case 'GridSplit':
        return [data.areaPath, ...data.into.map(({ areaPath }) => areaPath)];
      case 'GridsMerged':
        return [...data.merged.map(({ areaPath }) => areaPath), data.into.areaPath];
    }
  },
  on: {
    GridCreated: (_, { data }) => begun(data, data.validFrom),
    GridSplit: (grid, { data: { into, validFrom } }, key) => begunOrEnded(grid, into, validFrom, key),
    GridsMerged: (grid, { data: { into, validFrom } }, key) => begunOrEnded(grid, [into], validFrom, key),
  },
  index: ({ areaPath, code, validFrom, validTo }) => ({
    areaPath,
    code,
    validFrom,
    validTo: validTo ?? OPEN_END,
  }),
});

function begun({ areaPath, code, polygon }: Grid, validFrom: string): GridDocument {
  return { areaPath, code, polygon, validFrom };
}

/** The grid under a key once others have taken the place of some: one of the new ones, or one that ends. */
function begunOrEnded(
  grid: GridDocument | undefined,
  into: readonly Grid[],
  validFrom: string,
  key: string,
): GridDocument | undefined {
  const born = into.find(({ areaPath }) => areaPath === key);
  if (born !== undefined) return begun(born, validFrom);
  return grid && { ...grid, validTo: validFrom };
}

/** The tree of places: national divisions, the local trees of communities, and the village clusters of counties. */
export const areaTree = projectionOf('area-tree', 1, [areas, grids, villages]);
