import { incidentEvents, type RecordedEvent } from '@linli/contracts';
import { type Look, reaction } from '@linli/service-kit';
import { incident } from '../incident/incident.ts';
import { answeringFor } from '../roster/roster.view.ts';

const { IncidentClassified, IncidentLocated, IncidentResumed } = incidentEvents;

/**
 * When an incident is both classified and located, it is routed (I-21): by the rule for its class, or to the owner of
 * the territory. Which of the two came last does not matter: the incident itself knows whether it has both, and one that
 * was parked in between is routed when it goes on. It goes to who answers for the place, as far as posts are known (X6).
 */
export const routeLocatedIncidents = reaction('route-located-incidents', {
  on: [IncidentClassified, IncidentLocated, IncidentResumed],
  ask: incident,
  id: ({ streamId }) => incident.idOf(streamId) ?? '',
  async command(event, look) {
    if (cannotBeLocated(event)) return undefined;
    const areaPath = 'areaPath' in event.data ? event.data.areaPath : await placeOf(event, look);
    if (areaPath === undefined) return { type: 'RouteIncident' };
    return { type: 'RouteIncident', answering: await answeringFor(areaPath, look) };
  },
  startAt: 'beginning',
  // Few lanes: in a storm of reports the intake goes first, and the routes follow when it slackens.
  concurrency: 4,
});

/** Classified by the report itself: a place can only come behind it, and asks for the route then. */
function cannotBeLocated({ type, revision }: Pick<RecordedEvent, 'type' | 'revision'>): boolean {
  return type === 'IncidentClassified' && revision === 1;
}

async function placeOf(
  { streamId }: Pick<RecordedEvent, 'streamId'>,
  look: Look,
): Promise<string | undefined> {
  return (await look.stream(incident, incident.idOf(streamId) ?? ''))?.value.place?.areaPath;
}
