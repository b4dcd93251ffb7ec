import type { Condition, ViewMoment } from '@linli/read-models';
import { bodies } from '@linli/service-kit';
import { divisionPath, levelOf, parentPath } from '../area-path.ts';
import type { AreaDocument, AreaLevel, GridDocument } from './area-tree.ts';
import { clustersOn, type VillageClusters, type VillageDocument } from './villages.ts';

/** A place of the tree, a grid among them. */
export interface AreaItem {
  readonly areaPath: string;
  readonly parent?: string;
  readonly code: string;
  readonly level: AreaLevel;
  /** Grids have no name; their code stands for it. */
  readonly name: string;
  /** Of a grid: first day in force. */
  readonly validFrom?: string;
  /** Of a grid that ends: first day no longer in force. */
  readonly validTo?: string;
}

export interface Below {
  /** Path prefix; empty for the whole tree. */
  readonly area: string;
  /** Only what comes after this path. */
  readonly after?: string;
  readonly limit: number;
  /** The Asia/Shanghai day grids are in force on. */
  readonly on: string;
}

export interface LevelBelow extends Below {
  readonly level?: AreaLevel;
}

/** Queries over the area tree (RM-R3) at one place in its history. */
export interface AreaTree {
  /** Places below a prefix, itself among them, in order of path; of one level when it is named. */
  areas(below: LevelBelow): Promise<readonly AreaItem[]>;
  /** Grids in force below a prefix, in order of path. */
  grids(below: Below): Promise<readonly GridDocument[]>;
  /** One place by its path or its division code; an ended grid is still found, one that is to come is not yet. */
  area(pathOrCode: string, on: string): Promise<AreaItem | undefined>;
  villageClusters(county: string, on: string): Promise<VillageClusters>;
}

const MOST_VILLAGES = 10_000;

export function areaTreeAt(view: ViewMoment): AreaTree {
  const behind = (after: string | undefined, field: string): Condition[] =>
    after === undefined ? [] : [{ field, op: 'gt', value: after }];

  async function places({ area, level, after, limit }: LevelBelow): Promise<readonly AreaItem[]> {
    // One level lies together in its own index; all levels lie together in the order of the keys, which are the paths.
    const field = level === undefined ? 'key' : 'areaPath';
    const where: Condition[] = [{ field, op: 'prefix', value: area }, ...behind(after, field)];
    if (level !== undefined) where.push({ field: 'level', op: 'eq', value: level });
    const orderBy = { field, direction: 'asc' } as const;
    return bodies(await view.find<AreaDocument>('areas', { where, orderBy, limit }));
  }

  async function grids({ area, after, limit, on }: Below): Promise<readonly GridDocument[]> {
    const where: Condition[] = [
      { field: 'areaPath', op: 'prefix', value: area },
      { field: 'validFrom', op: 'lte', value: on },
      { field: 'validTo', op: 'gt', value: on },
      ...behind(after, 'areaPath'),
    ];
    const orderBy = { field: 'areaPath', direction: 'asc' } as const;
    return bodies(await view.find<GridDocument>('grids', { where, orderBy, limit }));
  }

  return {
    grids,
    async areas(below) {
      if (below.level === 'grid') return (await grids(below)).map(gridItem);
      if (below.level !== undefined) return places(below);
      const [above, lowest] = await Promise.all([places(below), grids(below)]);
      return [...above, ...lowest.map(gridItem)]
        .sort((a, b) => (a.areaPath < b.areaPath ? -1 : 1))
        .slice(0, below.limit);
    },
    async area(pathOrCode, on) {
      const path = levelOf(pathOrCode) ? divisionPath(pathOrCode) : pathOrCode.replace(/\/?$/, '/');
      const [place] = await view.get<AreaDocument>('areas', path);
      if (place !== undefined) return place.body;
      const [grid] = await view.get<GridDocument>('grids', path);
      return grid && grid.body.validFrom <= on ? gridItem(grid.body) : undefined;
    },
    async villageClusters(county, on) {
      const where: Condition[] = [{ field: 'county', op: 'eq', value: county }];
      const found = await view.find<VillageDocument>('villages', { where, limit: MOST_VILLAGES });
      return clustersOn(county, on, bodies(found));
    },
  };
}

function gridItem({ areaPath, code, validFrom, validTo }: GridDocument): AreaItem {
  const parent = parentPath(areaPath);
  return {
    areaPath,
    ...(parent !== undefined && { parent }),
    code,
    level: 'grid',
    name: code,
    validFrom,
    ...(validTo !== undefined && { validTo }),
  };
}
