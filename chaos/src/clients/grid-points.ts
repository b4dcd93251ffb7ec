import type { HttpDoor } from '../http-door.ts';
import { until } from '../until.ts';
import type { Point } from './incident-life.ts';

const boundMs = 120_000;

interface Geometry {
  readonly features: readonly {
    readonly geometry: { readonly coordinates: readonly (readonly (readonly [number, number])[])[] };
  }[];
}

interface Readiness {
  readonly checks: Readonly<Record<string, { readonly detail?: string }>>;
}

/**
 * Points that can be reported at: waits until those who draw the grids and those who locate reports have come to the same
 * number of them. Throws when they have not in two minutes.
 */
export async function settledPoints(
  city: { readonly incidents: string; readonly operations: string },
  door: HttpDoor,
): Promise<readonly Point[]> {
  let before = 0;
  const settled = await until(async () => {
    const points = await findPoints(city.operations, door);
    const located = await gridsOf(city.incidents, door);
    const isSettled = points.length > 0 && points.length === before && points.length === located;
    before = points.length;
    return isSettled && points;
  }, boundMs);
  if (settled === undefined)
    throw new Error('the city has no grids after two minutes: nothing can be located');
  return settled;
}

/** `"incidents.grids": { "detail": "868 grids" }` */
async function gridsOf(incidents: string, door: HttpDoor): Promise<number> {
  const readiness = await door.read<Readiness>(`${incidents}/health/ready`, { role: 'viewer' });
  return Number.parseInt(readiness?.checks['incidents.grids']?.detail ?? '', 10);
}

/** A point in the middle of each grid of the city, as the operations centre draws them; none while it has no grids. */
export async function findPoints(operations: string, door: HttpDoor): Promise<readonly Point[]> {
  const geometry = await door.read<Geometry>(`${operations}/v1/operations/grids`, { role: 'viewer' });
  return (geometry?.features ?? []).map(({ geometry: { coordinates } }) => {
    // The last corner is the first one again.
    const corners = (coordinates[0] ?? []).slice(0, -1);
    const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
    return { lon: mean(0), lat: mean(1) };
  });
}
