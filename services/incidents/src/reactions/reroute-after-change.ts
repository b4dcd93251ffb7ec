import { incidentEvents, postEvents, rerouteEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { incident } from '../incident/incident.ts';
import { reroute } from '../reroute/reroute.ts';
import { rosterPosition } from '../roster/roster.view.ts';
import { misrouted, type Routed, routedBehind } from '../roster/routed-incidents.view.ts';

const startAt = 'beginning';

/**
 * X6: a change of the chain that came to be known late names the incidents that were routed after it to who no longer
 * answered. What was routed before it keeps the holder of its own time.
 */
export const rerouteAfterChange = reaction('reroute-after-change', {
  on: [postEvents.ResponsibilityChainChanged],
  ask: reroute,
  id: ({ id }) => id,
  async command({ data: { areaPath }, recordedAt, position }, look) {
    const at = await look.view('routed-incidents');
    const misroutes = [];
    for (const { incident, route } of await routedBehind({ areaPath, recordedAt, position }, at)) {
      const right = await misrouted(route, at);
      if (right !== undefined) misroutes.push({ incident, ...right, rosterPosition: rosterPosition(at) });
    }
    return misroutes.length === 0 ? undefined : { type: 'NoteMisroutes', misroutes };
  },
  startAt,
});

/** Each incident that was found goes to who answered when it was routed. */
export const rerouteMisrouted = reaction('reroute-misrouted', {
  on: [rerouteEvents.MisrouteFound],
  ask: incident,
  id: ({ data }) => data.incident,
  command: ({ data: { incident: _, ...answering } }) => ({ type: 'RerouteIncident', answering }),
  startAt,
});

/** The other order: the change came to be known while the incident was being routed. */
export const rerouteAfterRoute = reaction('reroute-after-route', {
  on: [incidentEvents.IncidentRouted],
  ask: incident,
  id: ({ streamId }) => incident.idOf(streamId) ?? '',
  async command({ streamId, data }, look) {
    const at = await look.view('routed-incidents');
    const position = rosterPosition(at);
    // Nothing has come to be known since.
    if (data.rosterPosition === position) return undefined;
    const [found] = await at.get<Routed>('routed', incident.idOf(streamId) ?? '');
    const right = found && (await misrouted(found.body, at));
    return right && { type: 'RerouteIncident', answering: { ...right, rosterPosition: position } };
  },
  startAt,
  concurrency: 4,
});
