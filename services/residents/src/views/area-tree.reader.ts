import type { Condition } from '@linli/read-models';
import { divisionPath, levelOf, parentPath } from '../area-path.ts';
import type { AreaDocument, AreaLevel, GridDocument } from './area-tree.ts';
import type { Instant, RunningView } from './running-view.ts';
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

/** Queries over the area tree (RM-R3). */
export interface AreaTree {
  /** Places below a prefix, itself among them, in order of path; of one level when it is named. */
  areas(below: Below & { readonly level?: AreaLevel }, instant: Instant): Promise<readonly AreaItem[]>;
  /** Grids in force below a prefix, in order of path. */
  grids(below: Below, instant: Instant): Promise<readonly GridDocument[]>;
  /** One place by its path or its division code; an ended grid is still found. */
  area(pathOrCode: string, instant: Instant): Promise<AreaItem | undefined>;
  villageClusters(county: string, on: string, instant: Instant): Promise<VillageClusters>;
}

const MOST_VILLAGES = 10_000;

export function areaTreeReader(view: RunningView): AreaTree {
  const behind = (after: string | undefined, field: string): Condition[] =>
    after === undefined ? [] : [{ field, op: 'gt', value: after }];

  async function places(
    { area, level, after, limit }: Below & { readonly level?: AreaLevel },
    instant: Instant,
  ): Promise<readonly AreaItem[]> {
    // One level lies together in its own index; all levels lie together in the order of the keys, which are the paths.
    const field = level === undefined ? 'key' : 'areaPath';
    const where: Condition[] = [{ field, op: 'prefix', value: area }, ...behind(after, field)];
    if (level !== undefined) where.push({ field: 'level', op: 'eq', value: level });
    const orderBy = { field, direction: 'asc' } as const;
    const facets = await view.find<AreaDocument>('areas', { where, orderBy, limit }, instant);
    return facets.map(({ body }) => body);
  }

  async function grids(
    { area, after, limit, on }: Below,
    instant: Instant,
  ): Promise<readonly GridDocument[]> {
    const where: Condition[] = [
      { field: 'areaPath', op: 'prefix', value: area },
      { field: 'validFrom', op: 'lte', value: on },
      { field: 'validTo', op: 'gt', value: on },
      ...behind(after, 'areaPath'),
    ];
    const orderBy = { field: 'areaPath', direction: 'asc' } as const;
    const facets = await view.find<GridDocument>('grids', { where, orderBy, limit }, instant);
    return facets.map(({ body }) => body);
  }

  return {
    grids,
    async areas(below, instant) {
      if (below.level === 'grid') return (await grids(below, instant)).map(gridItem);
      if (below.level !== undefined) return places(below, instant);
      const [above, lowest] = await Promise.all([places(below, instant), grids(below, instant)]);
      return [...above, ...lowest.map(gridItem)]
        .sort((a, b) => (a.areaPath < b.areaPath ? -1 : 1))
        .slice(0, below.limit);
    },
    async area(pathOrCode, instant) {
      const path = levelOf(pathOrCode) ? divisionPath(pathOrCode) : pathOrCode.replace(/\/?$/, '/');
      const place = await view.get<AreaDocument>('areas', path, instant);
      if (place !== undefined) return place;
      const grid = await view.get<GridDocument>('grids', path, instant);
      return grid && gridItem(grid);
    },
    async villageClusters(county, on, instant) {
      const where: Condition[] = [{ field: 'county', op: 'eq', value: county }];
      const facets = await view.find<VillageDocument>('villages', { where, limit: MOST_VILLAGES }, instant);
      return clustersOn(
        county,
        on,
        facets.map(({ body }) => body),
      );
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
