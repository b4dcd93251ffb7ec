type Position = readonly number[];

interface Shape {
  readonly ring: readonly Position[];
  /** The group the shape belongs to; undefined shapes have no outline of their own. */
  readonly group: string | undefined;
}

/**
 * The borders between groups of shapes that tile the ground: each edge whose two sides belong to different groups, or to
 * a group and to nothing. Shapes meet in common corners (B-5.7), so the two sides of an edge name the same positions.
 */
export function groupOutlines(shapes: readonly Shape[]): readonly (readonly [Position, Position])[] {
  const edges = new Map<string, { line: readonly [Position, Position]; groups: (string | undefined)[] }>();
  for (const { ring, group } of shapes) {
    for (let index = 1; index < ring.length; index++) {
      const from = ring[index - 1];
      const to = ring[index];
      if (from === undefined || to === undefined) continue;
      const key = [from.join(), to.join()].sort().join(' ');
      const edge = edges.get(key);
      if (edge === undefined) edges.set(key, { line: [from, to], groups: [group] });
      else edge.groups.push(group);
    }
  }
  return [...edges.values()]
    .filter(({ groups }) => (groups.length === 1 ? groups[0] !== undefined : groups[0] !== groups[1]))
    .map(({ line }) => line);
}

/** Mean of the corners: where the name of a group is written. */
export function middleOf(rings: readonly (readonly Position[])[]): readonly [number, number] {
  let lon = 0;
  let lat = 0;
  let corners = 0;
  for (const ring of rings) {
    for (const position of ring.slice(1)) {
      lon += position[0] ?? 0;
      lat += position[1] ?? 0;
      corners += 1;
    }
  }
  return [lon / corners, lat / corners];
}
