/**
 * Exact geometry on whole numbers. Coordinates are brought to a lattice of 1e-7 degree (about 1 cm): far finer than the
 * best survey (class A: ±0.5 m, B-5.1) and far coarser than what a change of projection and back adds (about 1e-14
 * degree). So a point that was put on a border stays on it whichever way it came, and sides are decided without rounding.
 */
export interface LatticePoint {
  readonly x: number;
  readonly y: number;
}

/** A closed ring as x, y, x, y …, the first point repeated as the last. */
export type LatticeRing = readonly number[];

export const stepsPerDegree = 1e7;

export function toLattice({ lon, lat }: { readonly lon: number; readonly lat: number }): LatticePoint {
  return { x: Math.round(lon * stepsPerDegree), y: Math.round(lat * stepsPerDegree) };
}

export function toDegrees({ x, y }: LatticePoint): { lon: number; lat: number } {
  return { lon: x / stepsPerDegree, lat: y / stepsPerDegree };
}

/** Whether a point lies inside a ring or on its border. */
export function covers(ring: LatticeRing, { x, y }: LatticePoint): boolean {
  let inside = false;
  let [ax = NaN, ay = NaN] = ring;
  for (let i = 2; i + 1 < ring.length; i += 2) {
    const bx = ring[i] as number;
    const by = ring[i + 1] as number;
    const side = sideOf(ax, ay, bx, by, x, y);
    if (side === 0 && between(ax, bx, x) && between(ay, by, y)) return true;
    // The edge crosses the ray that runs east from the point.
    if (ay > y !== by > y && side > 0 === by > ay) inside = !inside;
    ax = bx;
    ay = by;
  }
  return inside;
}

/** 1 when the point lies left of the line from a to b, -1 right, 0 on it; exact. */
function sideOf(ax: number, ay: number, bx: number, by: number, x: number, y: number): number {
  const one = (bx - ax) * (y - ay);
  const other = (by - ay) * (x - ax);
  // Two products below 2^53 are exact, and so is comparing them; edges of many degrees are compared as big integers.
  if (Math.abs(one) <= Number.MAX_SAFE_INTEGER && Math.abs(other) <= Number.MAX_SAFE_INTEGER)
    return Math.sign(one - other);
  const exactOne = BigInt(bx - ax) * BigInt(y - ay);
  const exactOther = BigInt(by - ay) * BigInt(x - ax);
  return exactOne > exactOther ? 1 : exactOne < exactOther ? -1 : 0;
}

function between(a: number, b: number, value: number): boolean {
  return a < b ? a <= value && value <= b : b <= value && value <= a;
}
