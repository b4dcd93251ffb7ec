import { answering, chainOf, postEvents, prefixesOf } from '@linli/contracts';
import { formatPositions, parsePositions, type Facet, type ViewMoment } from '@linli/read-models';
import { collection, type Look, projectionOf } from '@linli/service-kit';
import type { Answering } from '../incident/incident.state.ts';

/** Who has held a slot of the chain from a recorded change on; nobody where the holder is left out. */
export interface Change {
  /** Recorded time of the change, milliseconds since 1970 UTC, and its position in the party's log. */
  readonly at: number;
  readonly position: number;
  readonly holder?: string;
}

/** The slots of one area by their rung, each with its changes in the order they were recorded in. */
export interface Slots {
  readonly rungs: Readonly<Record<string, readonly Change[]>>;
}

const { ResponsibilityChainChanged } = postEvents;

/** The posts of the party's chain, by their area (P-02). */
export const slots = collection<Slots>()({
  name: 'slots',
  of: { ResponsibilityChainChanged },
  key: ({ data }) => data.areaPath,
  on: {
    ResponsibilityChainChanged(before, { data: { rung, holder }, recordedAt, position }) {
      const change = { at: recordedAt, position, ...(holder !== undefined && { holder }) };
      const earlier = before?.rungs[rung] ?? [];
      return { rungs: { ...before?.rungs, [rung]: [...earlier, change] } };
    },
  },
});

/** The roster that incidents are routed by. */
export const roster = projectionOf('roster', 1, [slots]);

/** What counts of the changes: what was known then, and what had happened before. */
export interface Counting {
  /** How far posts were known: everything where it is left out. */
  readonly known?: string;
  /** Milliseconds since 1970 UTC. */
  readonly before: number;
}

/** Who answers for a place by the slots of its chain: the lowest rung that is held (P-02, X6). */
export function holderOf(
  areaPath: string,
  found: readonly Pick<Facet<Slots>, 'key' | 'source' | 'body'>[],
  { known, before }: Counting = { before: Infinity },
): string | undefined {
  const positions = known === undefined ? {} : parsePositions(known);
  const inTime = found.flatMap(({ key, source, body }) =>
    Object.entries(body.rungs).flatMap(([rung, changes]) => {
      const last = changes.findLast(
        ({ at, position }) => at < before || position <= (positions[source] ?? 0),
      );
      if (last === undefined) return [];
      const { holder } = last;
      return [{ rung: Number(rung), areaPath: key, ...(holder !== undefined && { holder }) }];
    }),
  );
  return answering(chainOf(areaPath, inTime))?.holder;
}

/** The slots of all areas that hold a place. */
export async function slotsAround(areaPath: string, at: ViewMoment): Promise<readonly Facet<Slots>[]> {
  return (await Promise.all(prefixesOf(areaPath).map((prefix) => at.get<Slots>('slots', prefix)))).flat();
}

/** How far the posts of the party are known. */
export function rosterPosition({ positions }: ViewMoment): string {
  const party = Object.entries(positions).filter(([source]) => source.startsWith('party'));
  return formatPositions(Object.fromEntries(party));
}

/** Who answers for a place now, as far as posts are known. */
export async function answeringFor(areaPath: string, look: Look): Promise<Answering> {
  const at = await look.view('roster');
  const holder = holderOf(areaPath, await slotsAround(areaPath, at));
  return { areaPath, ...(holder !== undefined && { holder }), rosterPosition: rosterPosition(at) };
}
