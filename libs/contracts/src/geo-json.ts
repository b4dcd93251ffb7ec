/** A GeoJSON position: longitude, latitude and, where it is known, height. */
export type GeoPosition = readonly number[];

/** A closed line: its first position is repeated as the last. */
export type LinearRing = readonly GeoPosition[];

/**
 * The rings of a polygon wound as RFC 7946, 3.1.6 wants them: the exterior counter-clockwise, holes clockwise. Rings come
 * in as they were surveyed and posted, in either direction, and are kept so; this is how they leave. Where a ring starts
 * stays; one without an area has no direction and stays as it is.
 */
export function polygonCoordinates(rings: readonly LinearRing[]): readonly LinearRing[] {
  return rings.map((ring, index) => {
    const area = signedArea(ring);
    const turned = index === 0 ? area < 0 : area > 0;
    return turned ? ring.toReversed() : ring;
  });
}

/**
 * The exterior ring of a polygon without holes, as a GeoJSON geometry.
 *
 * @see polygonCoordinates
 */
export function polygonOf(exterior: LinearRing): {
  readonly type: 'Polygon';
  readonly coordinates: readonly LinearRing[];
} {
  return { type: 'Polygon', coordinates: polygonCoordinates([exterior]) };
}

/** Twice the area inside a ring, in square degrees; positive when it runs counter-clockwise. */
function signedArea(ring: LinearRing): number {
  const [west = 0, south = 0] = ring[0] ?? [];
  let sum = 0;
  for (let index = 1; index < ring.length; index++) {
    const [x1 = 0, y1 = 0] = ring[index - 1] as GeoPosition;
    const [x2 = 0, y2 = 0] = ring[index] as GeoPosition;
    // Measured from the first corner: the products of whole degrees would swallow the size of a grid.
    sum += (x1 - west) * (y2 - south) - (x2 - west) * (y1 - south);
  }
  return sum;
}
