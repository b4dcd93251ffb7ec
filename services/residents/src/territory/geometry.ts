import { intersection, union } from 'polyclip-ts';

/** One closed ring, (lon, lat) in degrees WGS84, the first position repeated as the last. */
export type Ring = number[][];

/** Coordinates are kept to a millionth of a degree, about 0.1 m: neighbours then share their border to the digit. */
const STEPS = 1_000_000;
const METRES_PER_STEP = (6_371_008.8 * Math.PI) / 180 / STEPS;

/** What is wrong with a ring. */
export type RingFault = 'open' | 'too-few' | 'out-of-range' | 'repeated' | 'self-intersecting';

export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** The ring on the lattice of coordinates that is recorded and compared; corners that come to the same point are one. */
export function snap(ring: Ring): Ring {
  const onLattice = ring.map(([lon = NaN, lat = NaN]) => [
    Math.round(lon * STEPS) / STEPS,
    Math.round(lat * STEPS) / STEPS,
  ]);
  return onLattice.filter(([lon, lat], i) => lon !== onLattice[i - 1]?.[0] || lat !== onLattice[i - 1]?.[1]);
}

/** Exact whole steps; products of their differences within a city stay below 2^53. */
function steps(ring: Ring): [number, number][] {
  return ring.map(([lon = NaN, lat = NaN]) => [Math.round(lon * STEPS), Math.round(lat * STEPS)]);
}

type Step = readonly [number, number];

/** Positive when a→b→c turns left, 0 when straight; exact. */
function turn(a: Step, b: Step, c: Step): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function within(a: Step, b: Step, p: Step): boolean {
  return (
    Math.min(a[0], b[0]) <= p[0] &&
    p[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= p[1] &&
    p[1] <= Math.max(a[1], b[1])
  );
}

function cross(a: Step, b: Step, c: Step, d: Step): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

function touch(a: Step, b: Step, c: Step, d: Step): boolean {
  const [c1, d1, a1, b1] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (c1 * d1 < 0 && a1 * b1 < 0) return true;
  return (
    (c1 === 0 && within(a, b, c)) ||
    (d1 === 0 && within(a, b, d)) ||
    (a1 === 0 && within(c, d, a)) ||
    (b1 === 0 && within(c, d, b))
  );
}

/** The first fault of a ring, `undefined` for a closed ring that nowhere touches or crosses itself. */
export function ringFault(ring: Ring): RingFault | undefined {
  const points = steps(ring);
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 4) return 'too-few';
  if (points.some(([x, y]) => !(Math.abs(x) <= 180 * STEPS && Math.abs(y) <= 90 * STEPS))) {
    return 'out-of-range';
  }
  if (first[0] !== last[0] || first[1] !== last[1]) return 'open';
  const corners = points.slice(0, -1);
  const at = (i: number): Step => corners[i % corners.length] as Step;
  const same = (a: Step, b: Step): boolean => a[0] === b[0] && a[1] === b[1];
  if (corners.some((corner, i) => same(corner, at(i + 1)))) return 'repeated';
  for (let i = 0; i < corners.length; i++) {
    const [a, b, c] = [at(i), at(i + 1), at(i + 2)];
    // A spike: the next edge runs back over this one.
    if (turn(a, b, c) === 0 && (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) > 0) {
      return 'self-intersecting';
    }
    for (let j = i + 2; j < corners.length; j++) {
      if (i === 0 && j === corners.length - 1) continue;
      if (touch(a, b, at(j), at(j + 1))) return 'self-intersecting';
    }
  }
  return undefined;
}

export function boundsOf(ring: Ring): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon = NaN, lat = NaN] of ring) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return { west, south, east, north };
}

/** Whether the interiors of two boxes meet. */
export function boundsMeet(a: Bounds, b: Bounds): boolean {
  return a.west < b.east && b.west < a.east && a.south < b.north && b.south < a.north;
}

/** Twice the signed area in square steps, relative to the first corner to keep the products exact. */
function doubleArea(points: readonly Step[]): number {
  const origin = points[0] ?? [0, 0];
  let sum = 0;
  for (let i = 1; i + 1 < points.length; i++) sum += turn(origin, points[i] as Step, points[i + 1] as Step);
  return sum;
}

function squareMetres(double: number, latitude: number): number {
  return (Math.abs(double) / 2) * METRES_PER_STEP ** 2 * Math.cos((latitude * Math.PI) / 180);
}

/** Area in square metres, on the plane that touches the ring at its first position: exact enough below 100 km. */
export function areaOf(ring: Ring): number {
  return squareMetres(doubleArea(steps(ring)), ring[0]?.[1] ?? 0);
}

/**
 * Square metres that two borders may differ by and still be the same border: half a coordinate step along the ring, which
 * is as far as rounding moves a corner. A sliver within it comes from rounding, not from a plan.
 */
export function tolerance(ring: Ring): number {
  let length = 0;
  const points = steps(ring);
  const stretch = Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180);
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1] as Step, points[i] as Step];
    length += Math.hypot((b[0] - a[0]) * stretch, b[1] - a[1]) * METRES_PER_STEP;
  }
  return (length * METRES_PER_STEP) / 2;
}

/** Whether an edge of one ring has all of the other on its outer side; exact and cheap. */
export function separatedByEdge(a: Ring, b: Ring): boolean {
  const [stepsA, stepsB] = [steps(a), steps(b)];
  return edgeSeparates(stepsA, stepsB) || edgeSeparates(stepsB, stepsA);
}

/** An edge of `a` has all of `a` on its inner side and all of `b` on its outer side. */
function edgeSeparates(a: readonly Step[], b: readonly Step[]): boolean {
  const inner = Math.sign(doubleArea(a));
  for (let i = 1; i < a.length; i++) {
    const [from, to] = [a[i - 1] as Step, a[i] as Step];
    if (b.every((p) => turn(from, to, p) * inner <= 0) && a.every((p) => turn(from, to, p) * inner >= 0)) {
      return true;
    }
  }
  return false;
}

/** How many edges of one ring cross edges of the other; two combs laid across each other cross as often as teeth meet. */
export function crossingsOf(a: Ring, b: Ring): number {
  const [stepsA, stepsB] = [steps(a), steps(b)];
  let count = 0;
  for (let i = 1; i < stepsA.length; i++)
    for (let j = 1; j < stepsB.length; j++)
      if (cross(stepsA[i - 1] as Step, stepsA[i] as Step, stepsB[j - 1] as Step, stepsB[j] as Step)) count++;
  return count;
}

/** Square metres that two rings have in common. */
export function overlapOf(a: Ring, b: Ring): number {
  let double = 0;
  for (const polygon of intersection([steps(a)], [steps(b)])) {
    polygon.forEach((ring, i) => {
      const size = Math.abs(doubleArea(ring as [number, number][]));
      double += i === 0 ? size : -size;
    });
  }
  return squareMetres(double, a[0]?.[1] ?? 0);
}

/** The one ring that bounds all rings together; `undefined` when they do not make one piece without a hole. */
export function mergedRing(rings: readonly Ring[]): Ring | undefined {
  const [first, ...others] = rings.map((ring) => [steps(ring)]);
  if (first === undefined) return undefined;
  const [polygon, ...more] = union(first, ...others);
  const ring = polygon?.[0];
  if (ring === undefined || more.length > 0 || (polygon?.length ?? 0) > 1) return undefined;
  return snap(ring.map(([x, y]) => [x / STEPS, y / STEPS]));
}
