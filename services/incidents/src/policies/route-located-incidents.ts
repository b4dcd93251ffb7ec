import type { RecordedEvent } from '@linli/contracts';
import { createReactor, type EventBus, type Reactor, type ReactorStore } from '@linli/event-bus';
import type { IncidentDesk } from '../incident/incident.handler.ts';
import { incidentOfStream } from '../incident/incident.id.ts';

export interface RouteLocatedIncidentsOptions {
  readonly bus: EventBus;
  readonly checkpoints: ReactorStore;
  readonly desk: Pick<IncidentDesk, 'ask'>;
  readonly tenant: string;
}

const name = 'route-located-incidents';
/** Few lanes: in a storm of reports the intake goes first, and the routes follow when it slackens. */
const concurrency = 4;

/**
 * When an incident is both classified and located, it is routed (I-21): by the rule for its class, or to the owner of
 * the territory. Which of the two came last does not matter: the incident itself knows whether it has both, and one that
 * was parked in between is routed when it goes on.
 */
export function routeLocatedIncidents({
  bus,
  checkpoints,
  desk,
  tenant,
}: RouteLocatedIncidentsOptions): Promise<Reactor> {
  return createReactor({
    name,
    bus,
    checkpoints,
    contexts: ['incidents'],
    types: ['IncidentClassified', 'IncidentLocated', 'IncidentResumed'],
    startAt: 'beginning',
    concurrency,
    async react(event, { commandId }) {
      const incidentId = incidentOfStream(event.streamId);
      if (incidentId === undefined || cannotBeLocated(event)) return;
      const { correlationId } = event.metadata;
      const actor = `policy:${name}`;
      const result = await desk.ask(
        incidentId,
        { type: 'RouteIncident' },
        { commandId, correlationId, causationId: event.id, actor, tenant },
      );
      // A refusal is an answer: class or place is missing, or the incident waits or is over.
      if (result.outcome === 'conflict') throw new Error(`${event.streamId} kept moving while it was routed`);
    },
  });
}

/** Classified by the report itself: a place can only come behind it, and asks for the route then. */
function cannotBeLocated({ type, revision }: RecordedEvent): boolean {
  return type === 'IncidentClassified' && revision === 1;
}
