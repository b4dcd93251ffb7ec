import { incidentEvents, type RecordedEvent, shanghaiDay } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { incident } from '../incident/incident.ts';
import { answeringFor } from '../roster/roster.view.ts';
import { chiefOf } from '../street-post/street-chief.view.ts';

const { IncidentClassified, IncidentLocated, IncidentResumed } = incidentEvents;

/**
 * When an incident is both classified and located, it is routed (I-21): by the rule for its class, or to the owner of
 * the territory. Which of the two came last does not matter: the incident itself knows whether it has both, and one that
 * was parked in between is routed when it goes on. It goes to who answers for the place, as far as posts are known (X6),
 * and to the chief of its street on the day it happened (I-05).
 */
export const routeLocatedIncidents = reaction('route-located-incidents', {
  on: [IncidentClassified, IncidentLocated, IncidentResumed],
  ask: incident,
  id: ({ streamId }) => incident.idOf(streamId) ?? '',
  async command(event, look) {
    if (cannotBeLocated(event)) return undefined;
    const id = incident.idOf(event.streamId) ?? '';
    const { report, place } = (await look.stream(incident, id))?.value ?? {};
    if (report === undefined || place === undefined) return { type: 'RouteIncident' };
    const [answering, streetChief] = await Promise.all([
      answeringFor(place.areaPath, look),
      chiefOf(place.areaPath, shanghaiDay(Date.parse(report.occurredAt)), look),
    ]);
    return {
      type: 'RouteIncident',
      answering: { ...answering, ...(streetChief !== undefined && { streetChief }) },
    };
  },
  startAt: 'beginning',
  // Few lanes: in a storm of reports the intake goes first, and the routes follow when it slackens.
  concurrency: 4,
});

/** Classified by the report itself: a place can only come behind it, and asks for the route then. */
function cannotBeLocated({ type, revision }: Pick<RecordedEvent, 'type' | 'revision'>): boolean {
  return type === 'IncidentClassified' && revision === 1;
}
