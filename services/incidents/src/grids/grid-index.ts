import { covers, toDegrees, toLattice, type LatticePoint, type LatticeRing } from './lattice.ts';

/** A service grid as the residents' events tell it. */
export interface Grid {
  /** Local code: `G0431`. */
  readonly code: string;
  readonly areaPath: string;
  /** One closed ring, lon and lat in degrees WGS84. */
  readonly polygon: readonly (readonly number[])[];
  /** First Asia/Shanghai day it holds. */
  readonly validFrom: string;
  /** First day it holds no more; absent while it stands. */
  readonly validTo?: string;
}

export interface GridFinding {
  readonly code: string;
  readonly areaPath: string;
  /** The point as it is to be recorded, on the lattice. */
  readonly point: { readonly lon: number; readonly lat: number };
}

interface Entry {
  readonly grid: Grid;
  readonly ring: LatticeRing;
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** A bucket is a square of a thousandth of a degree, some 100 m: a few grids each. */
const bucketSize = 10_000;
const mostBuckets = 1_024;

/**
 * In which grid a point lies (I-08). Exactly one: on a border, where several grids meet, the lowest code holds, then the
 * lowest area path. Kept in memory, one grid at a time; a lookup touches the few grids of one bucket.
 */
export class GridIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #buckets = new Map<number, Set<Entry>>();
  /** Grids too large for buckets. */
  readonly #wide = new Set<Entry>();
  /** How far the residents' events have been absorbed: `residents:1042`, over Kafka one for each partition. */
  position = 'residents:0';

  get size(): number {
    return this.#entries.size;
  }

  /** Adds a grid, or replaces the one of the same area path. */
  put(grid: Grid): void {
    this.remove(grid.areaPath);
    const entry = entryOf(grid);
    this.#entries.set(grid.areaPath, entry);
    for (const place of this.#placesOf(entry)) place.add(entry);
  }

  remove(areaPath: string): void {
    const entry = this.#entries.get(areaPath);
    if (entry === undefined) return;
    this.#entries.delete(areaPath);
    for (const place of this.#placesOf(entry)) place.delete(entry);
  }

  /** The grid around a point on an Asia/Shanghai day; undefined when the city has none there. */
  find(point: { readonly lon: number; readonly lat: number }, day: string): GridFinding | undefined {
    const at = toLattice(point);
    let best: Grid | undefined;
    for (const place of [this.#buckets.get(bucketOf(at.x, at.y)), this.#wide])
      for (const entry of place ?? []) {
        if (
          holds(entry.grid, day) &&
          surrounds(entry, at) &&
          (best === undefined || precedes(entry.grid, best))
        )
          best = entry.grid;
      }
    return best && { code: best.code, areaPath: best.areaPath, point: toDegrees(at) };
  }

  #placesOf({ west, east, south, north }: Entry): readonly Set<Entry>[] {
    const columns = Math.floor(east / bucketSize) - Math.floor(west / bucketSize) + 1;
    const rows = Math.floor(north / bucketSize) - Math.floor(south / bucketSize) + 1;
    if (columns * rows > mostBuckets) return [this.#wide];
    const places: Set<Entry>[] = [];
    for (let column = 0; column < columns; column++)
      for (let row = 0; row < rows; row++) {
        const key = bucketOf(west + column * bucketSize, south + row * bucketSize);
        const place = this.#buckets.get(key) ?? new Set<Entry>();
        this.#buckets.set(key, place);
        places.push(place);
      }
    return places;
  }
}

function bucketOf(x: number, y: number): number {
  // At most 90,000 rows of buckets to either side of the equator.
  return Math.floor(x / bucketSize) * 200_000 + Math.floor(y / bucketSize);
}

function entryOf(grid: Grid): Entry {
  const ring = grid.polygon.flatMap(([lon = NaN, lat = NaN]) => {
    const { x, y } = toLattice({ lon, lat });
    return [x, y];
  });
  const xs = ring.filter((_, index) => index % 2 === 0);
  const ys = ring.filter((_, index) => index % 2 === 1);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  const [south, north] = [Math.min(...ys), Math.max(...ys)];
  return { grid, ring, west, east, south, north };
}

function holds({ validFrom, validTo }: Grid, day: string): boolean {
  return validFrom <= day && (validTo === undefined || day < validTo);
}

function surrounds({ ring, west, east, south, north }: Entry, at: LatticePoint): boolean {
  return west <= at.x && at.x <= east && south <= at.y && at.y <= north && covers(ring, at);
}

/** `G0431` before `G868`: letter, then number, so that codes of different width compare as people read them. */
function precedes(one: Grid, other: Grid): boolean {
  const byLetter = compare(one.code.slice(0, 1), other.code.slice(0, 1));
  const byNumber = Number(one.code.slice(1)) - Number(other.code.slice(1));
  return (byLetter || byNumber || compare(one.areaPath, other.areaPath)) < 0;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
