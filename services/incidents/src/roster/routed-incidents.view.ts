import { incidentEvents } from '@linli/contracts';
import { parsePositions, type ViewMoment } from '@linli/read-models';
import { collection, projectionOf } from '@linli/service-kit';
import { incident } from '../incident/incident.ts';
import { holderOf, slots, slotsAround } from './roster.view.ts';

/** An incident that is not over, with who was found to answer for its place. */
export interface Routed {
  readonly areaPath: string;
  /** Recorded time of its routing, milliseconds since 1970 UTC; absent before. */
  readonly at?: number;
  /** How far posts were known then. */
  readonly known?: string;
  readonly holder?: string;
}

const { IncidentLocated, IncidentRouted, IncidentRerouted, IncidentClosed } = incidentEvents;

const routed = collection<Routed>()({
  name: 'routed',
  of: { IncidentLocated, IncidentRouted, IncidentRerouted, IncidentClosed },
  fields: { areaPath: 'text', at: 'integer' },
  indexes: [['areaPath', 'at']],
  key: ({ streamId }) => incident.idOf(streamId),
  on: {
    IncidentLocated: (before, { data: { areaPath } }) => ({ ...before, areaPath }),
    IncidentRouted: (before, { data: { holder, rosterPosition }, recordedAt }) =>
      before && {
        areaPath: before.areaPath,
        at: recordedAt,
        ...(rosterPosition !== undefined && { known: rosterPosition }),
        ...(holder !== undefined && { holder }),
      },
    IncidentRerouted: (before, { data: { holder } }) => {
      if (before === undefined) return before;
      const { holder: _, ...route } = before;
      return { ...route, ...(holder !== undefined && { holder }) };
    },
    IncidentClosed: () => null,
  },
});

/**
 * Routes and changes of the chain side by side: whichever of the two is absorbed later, who answers it sees the other
 * (`contexts.md` 1.1 rule 5), so no route that lies behind a change stays unseen.
 */
export const routedIncidents = projectionOf('routed-incidents', 1, [slots, routed]);

/** Who should have been found when the incident was routed, where that was another. */
export async function misrouted(
  { areaPath, at: before, known, holder }: Routed,
  at: ViewMoment,
): Promise<{ readonly holder?: string } | undefined> {
  if (before === undefined) return undefined;
  const counting = { before, ...(known !== undefined && { known }) };
  const right = holderOf(areaPath, await slotsAround(areaPath, at), counting);
  if (right === holder) return undefined;
  return right === undefined ? {} : { holder: right };
}

const page = 1_000;

/** The incidents below the area of a change that were routed after it, and may not have known of it. */
export async function routedBehind(
  { areaPath, recordedAt, position }: { areaPath: string; recordedAt: number; position: number },
  at: ViewMoment,
): Promise<readonly { readonly incident: string; readonly route: Routed }[]> {
  const found: { incident: string; route: Routed }[] = [];
  let last: { value: string; key: string; source: string } | undefined;
  do {
    const facets = await at.find<Routed>('routed', {
      where: [
        { field: 'areaPath', op: 'prefix', value: areaPath },
        { field: 'at', op: 'gt', value: recordedAt },
      ],
      limit: page,
      ...(last && { after: last }),
    });
    for (const { key, body } of facets)
      if (!knew(body.known, position)) found.push({ incident: key, route: body });
    const end = facets.length < page ? undefined : facets.at(-1);
    last = end && { value: end.key, key: end.key, source: end.source };
  } while (last !== undefined);
  return found;
}

/** Whether an event at this position was known, whichever partition it came by. */
function knew(known: string | undefined, position: number): boolean {
  return known !== undefined && Object.values(parsePositions(known)).every((place) => place >= position);
}
