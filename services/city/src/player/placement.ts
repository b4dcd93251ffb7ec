import type { CityRequest } from './requests.ts';

/** A grid of the plan, as far as placing needs it. */
export interface PlacedGrid {
  readonly code: string;
  /** Closed ring, lon and lat in degrees. */
  readonly polygon: readonly (readonly number[])[];
}

export interface Place {
  readonly lon: number;
  readonly lat: number;
}

/**
 * Lays the map of the real requests over the community: their order from west to east and from south to north is kept,
 * spread over the grids' middles, so that neighbours stay neighbours and busy quarters stay busy. Every place lies well
 * inside one grid.
 */
export function createPlacement(grids: readonly PlacedGrid[], requests: readonly CityRequest[]) {
  const middles = grids.map((grid) => middleOf(grid.polygon));
  const west = Math.min(...middles.map((middle) => middle.lon));
  const east = Math.max(...middles.map((middle) => middle.lon));
  const south = Math.min(...middles.map((middle) => middle.lat));
  const north = Math.max(...middles.map((middle) => middle.lat));
  const spreadLon = spread(requests.map((request) => request.longitude));
  const spreadLat = spread(requests.map((request) => request.latitude));

  return (request: CityRequest): Place | undefined => {
    if (request.longitude === undefined || request.latitude === undefined) return undefined;
    const lon = west + spreadLon(request.longitude) * (east - west);
    const lat = south + spreadLat(request.latitude) * (north - south);
    let best = middles[0];
    let nearest = Infinity;
    for (const middle of middles) {
      const distance = (middle.lon - lon) ** 2 + (middle.lat - lat) ** 2;
      if (distance < nearest) {
        nearest = distance;
        best = middle;
      }
    }
    return best;
  };
}

/** Where a value stands between the 2nd and the 98th of a hundred: 0 … 1, outliers at the ends. */
function spread(values: readonly (number | undefined)[]): (value: number) => number {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length * 0.02)] ?? 0;
  const high = sorted[Math.floor(sorted.length * 0.98)] ?? 1;
  return (value) => Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
}

/** Mean of the ring's corners, which lies inside the plan's convex grids; rounded to 1e-6 degree, about 0.1 m. */
function middleOf(polygon: readonly (readonly number[])[]): Place {
  const corners = polygon.slice(0, -1);
  const mean = (axis: 0 | 1) =>
    Math.round((corners.reduce((sum, corner) => sum + (corner[axis] ?? 0), 0) / corners.length) * 1e6) / 1e6;
  return { lon: mean(0), lat: mean(1) };
}
