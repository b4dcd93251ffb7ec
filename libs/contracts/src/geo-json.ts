/**
 * The ring as GeoJSON has the outline of a polygon, counter-clockwise (RFC 7946, 3.1.6), whichever way it was drawn.
 * Positions are (lon, lat), the first repeated as the last.
 */
export function orientedRing<Position extends readonly number[]>(
  ring: readonly Position[],
): readonly Position[] {
  return doubleArea(ring) < 0 ? ring.toReversed() : ring;
}

/** Twice the area, positive when the ring runs counter-clockwise; measured from its first position, to keep the digits. */
function doubleArea(ring: readonly (readonly number[])[]): number {
  const [[west = 0, south = 0] = []] = ring;
  return ring.reduce((sum, [x = 0, y = 0], i) => {
    const [before = 0, below = 0] = ring[i - 1] ?? [west, south];
    return sum + (before - west) * (y - south) - (x - west) * (below - south);
  }, 0);
}
