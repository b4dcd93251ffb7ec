import { createHash } from 'node:crypto';
import type { Facet } from '@linli/read-models';
import type { GridCount, GridGeometry } from '../api.ts';
import { areaMatches, sharedPrefix } from '../feed-filter.ts';
import { polygonOf, shanghaiDay } from '@linli/contracts';
import { gridCounts, type GridTally } from '../views/board/grid-counts.ts';
import { gridCodeOf } from '../views/board/incident-event.ts';
import { inForce, type GridPlace } from '../views/grid-directory.ts';
import type { ClockReader } from './clock-reader.ts';
import type { Instant, View } from './view.ts';

/** More grids than a district has; an answer for a whole city is asked for district by district. */
const mostGrids = 100_000;

/** RM-I3: the numbers of the map. Facets of several sources are added up. */
export class GridReader {
  readonly #board: View;
  readonly #clocks: ClockReader;
  readonly #cityPath: string;

  constructor(board: View, clocks: ClockReader, cityPath: string) {
    this.#board = board;
    this.#clocks = clocks;
    this.#cityPath = cityPath;
  }

  async counts(areas: readonly string[], { positions, moment }: Instant): Promise<readonly GridCount[]> {
    const [tallies, overdue] = await Promise.all([
      this.#board.find<GridTally>(gridCounts.name, {
        where: [{ field: 'key', op: 'prefix', value: sharedPrefix(areas) }],
        limit: mostGrids,
        asOf: positions,
      }),
      this.#clocks.overdueByArea(areas, positions),
    ]);
    const day = shanghaiDay(moment);
    const counts = new Map<string, { open: number; today: number }>();
    for (const { key, body } of tallies) {
      if (!areaMatches(areas, key, this.#cityPath)) continue;
      const count = counts.get(key) ?? { open: 0, today: 0 };
      count.open += body.open;
      if (body.day === day) count.today += body.today;
      counts.set(key, count);
    }
    return [...counts]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([areaPath, { open, today }]) => ({
        code: gridCodeOf(areaPath) ?? '',
        areaPath,
        open,
        overdue: overdue.get(areaPath) ?? 0,
        today,
      }));
  }
}

/** A map ready to send: the same bytes for everybody who asks for the same area at the same state of the tree. */
export interface Geometry {
  readonly json: Buffer;
  readonly etag: string;
}

/** The shapes of the grids; made once for each state of the area tree and kept. */
export class GeometryReader {
  readonly #directory: View;
  readonly #cityPath: string;
  readonly #kept = new Map<string, Promise<Geometry>>();

  constructor(directory: View, cityPath: string) {
    this.#directory = directory;
    this.#cityPath = cityPath;
  }

  geometry(areas: readonly string[], { positions, moment }: Instant): Promise<Geometry> {
    const { generation } = this.#directory.ref;
    const key = JSON.stringify([generation, positions, shanghaiDay(moment), areas]);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const made = this.#make(areas, positions, shanghaiDay(moment));
    // Few are in use at a time: the live one, and the days somebody travels through.
    if (this.#kept.size >= 16) this.#kept.delete(this.#kept.keys().next().value as string);
    this.#kept.set(key, made);
    made.catch(() => this.#kept.delete(key));
    return made;
  }

  async #make(areas: readonly string[], positions: Instant['positions'], day: string): Promise<Geometry> {
    const rows: readonly Facet<GridPlace>[] = await this.#directory.find<GridPlace>('grids', {
      where: [{ field: 'key', op: 'prefix', value: sharedPrefix(areas) }],
      limit: mostGrids,
      asOf: positions,
    });
    const map: GridGeometry = {
      type: 'FeatureCollection',
      features: rows
        .filter(({ key }) => areaMatches(areas, key, this.#cityPath))
        .flatMap(({ key, body: { code, shapes } }) => {
          const shape = inForce(shapes, day);
          return shape === undefined ? [] : [{ code, areaPath: key, polygon: shape.polygon }];
        })
        .map(({ polygon, ...properties }, index) => ({
          type: 'Feature',
          id: index + 1,
          geometry: polygonOf(polygon),
          properties,
        })),
    };
    const json = Buffer.from(JSON.stringify(map));
    const etag = `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`;
    return { json, etag };
  }
}
