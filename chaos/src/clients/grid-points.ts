import type { HttpDoor } from '../http-door.ts';
import type { Point } from './incident-life.ts';

interface Geometry {
  readonly features: readonly {
    readonly geometry: { readonly coordinates: readonly (readonly (readonly [number, number])[])[] };
  }[];
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
