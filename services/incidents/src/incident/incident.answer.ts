import type { CommandContext, CommandResult } from '@linli/event-sourcing';
import {
  answer,
  Problem,
  requireArea,
  type Caller,
  type CommandAnswer,
  type Permission,
} from '@linli/service-kit';
import type { FastifyReply } from 'fastify';
import type { Authorise, IncidentDesk } from './incident.handler.ts';
import { incidentOfStream } from './incident.id.ts';
import type { IncidentIntent } from './incident.intents.ts';

export interface IncidentAnswer extends CommandAnswer {
  readonly incidentId: string;
}

/** Answers a command on an incident; one that nobody has reported is not found, rather than refused. */
export function answerIncident(result: CommandResult, reply: FastifyReply): IncidentAnswer {
  if (result.outcome === 'refused' && result.code === 'incident-unknown') throw noSuchIncident();
  const answered = answer(result, reply, 'incidents');
  return { incidentId: incidentOfStream(answered.streamId) ?? '', ...answered };
}

export function noSuchIncident(): Problem {
  return new Problem({
    status: 404,
    code: 'incident-unknown',
    detail: 'No such incident has been reported.',
  });
}

/** Who asks, under which id, and where the answer goes. */
export interface Asking {
  readonly permission: Permission;
  readonly caller: Caller;
  readonly context: CommandContext;
  readonly reply: FastifyReply;
}

/** Asks something of an incident that lies in the caller's areas, and answers it. */
export async function askIncident(
  desk: IncidentDesk,
  incidentId: string,
  intent: IncidentIntent,
  { permission, caller, context, reply }: Asking,
): Promise<IncidentAnswer> {
  return answerIncident(await desk.ask(incidentId, intent, context, within(caller, permission)), reply);
}

/** Lets the caller act on incidents of his areas; an incident that is not located yet belongs to everybody's. */
export function within(caller: Caller, permission: Permission): Authorise {
  return (areaPath) => {
    if (areaPath !== undefined) requireArea(caller, permission, areaPath);
  };
}
