import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@linli/event-sourcing';
import { Command, CurrentCaller, Problem, Requires, type Caller } from '@linli/service-kit';
import type { FastifyReply } from 'fastify';
import { INCIDENT_DESK } from '../tokens.ts';
import { askIncident, type IncidentAnswer } from './incident.answer.ts';
import { DispatchTaskBody, IncidentParam, ReturnTaskBody, TaskBody } from './incident.commands.ts';
import type { IncidentDesk } from './incident.handler.ts';
import type { IncidentIntent } from './incident.intents.ts';

/** The task of an incident: given out by the command centre, worked on by a unit (I-17, I-20). */
@ApiTags('incidents')
@Controller('v1/incidents/:id')
export class TaskController {
  readonly #desk: IncidentDesk;

  constructor(@Inject(INCIDENT_DESK) desk: IncidentDesk) {
    this.#desk = desk;
  }

  @Post('dispatch')
  @Requires('incident.dispatch')
  @ApiOperation({ summary: 'Give the task to a unit, the lead unit when none is named' })
  dispatch(
    @Param() { id }: IncidentParam,
    @Body() { unit }: DispatchTaskBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    const intent: IncidentIntent = { type: 'DispatchTask', ...(unit !== undefined && { unit }) };
    return askIncident(this.#desk, id, intent, { permission: 'incident.dispatch', caller, context, reply });
  }

  @Post('accept')
  @Requires('task.accept')
  @ApiOperation({ summary: "Take the task on for the caller's unit" })
  accept(
    @Param() { id }: IncidentParam,
    @Body() body: TaskBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    const intent: IncidentIntent = { type: 'AcceptTask', ...ownTask(caller, body) };
    return askIncident(this.#desk, id, intent, { permission: 'task.accept', caller, context, reply });
  }

  @Post('return')
  @Requires('task.return')
  @ApiOperation({ summary: 'Give the task back with a reason' })
  return(
    @Param() { id }: IncidentParam,
    @Body() body: ReturnTaskBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    const intent: IncidentIntent = { type: 'ReturnTask', reason: body.reason, ...ownTask(caller, body) };
    return askIncident(this.#desk, id, intent, { permission: 'task.return', caller, context, reply });
  }

  @Post('complete')
  @Requires('task.complete')
  @ApiOperation({ summary: 'Say that the matter is dealt with' })
  complete(
    @Param() { id }: IncidentParam,
    @Body() body: TaskBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    const intent: IncidentIntent = { type: 'CompleteTask', ...ownTask(caller, body) };
    return askIncident(this.#desk, id, intent, { permission: 'task.complete', caller, context, reply });
  }
}

/** The caller acts for the unit of his token and for no other; the decider compares it with the task's. */
function ownTask({ unit }: Caller, { taskId }: TaskBody): { unit: string; taskId?: string } {
  if (unit === undefined)
    throw new Problem({
      status: 403,
      code: 'no-unit',
      detail: 'A task is worked on for a unit; the token names none.',
    });
  return { unit, ...(taskId !== undefined && { taskId }) };
}
