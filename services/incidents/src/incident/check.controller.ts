import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@linli/event-sourcing';
import { Command, CurrentCaller, Requires, type Caller } from '@linli/service-kit';
import type { FastifyReply } from 'fastify';
import { INCIDENT_DESK } from '../tokens.ts';
import { askIncident, type IncidentAnswer } from './incident.answer.ts';
import { IncidentParam, ReasonBody } from './incident.commands.ts';
import type { IncidentDesk } from './incident.handler.ts';
import type { IncidentIntent } from './incident.intents.ts';

/** The supervision centre, apart from those who do the work (B-5.2): it checks, closes and voids. */
@ApiTags('incidents')
@Controller('v1/incidents/:id')
export class CheckController {
  readonly #desk: IncidentDesk;

  constructor(@Inject(INCIDENT_DESK) desk: IncidentDesk) {
    this.#desk = desk;
  }

  @Post('pass-check')
  @Requires('incident.check')
  @ApiOperation({ summary: 'Say that the matter was seen to be dealt with' })
  passCheck(
    @Param() { id }: IncidentParam,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    return askIncident(
      this.#desk,
      id,
      { type: 'PassCheck', ...party(caller) },
      { permission: 'incident.check', caller, context, reply },
    );
  }

  @Post('fail-check')
  @Requires('incident.check')
  @ApiOperation({ summary: 'Send the work back to be done again' })
  failCheck(
    @Param() { id }: IncidentParam,
    @Body() { reason }: ReasonBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    const intent: IncidentIntent = { type: 'FailCheck', reason, ...party(caller) };
    return askIncident(this.#desk, id, intent, { permission: 'incident.check', caller, context, reply });
  }

  @Post('close')
  @Requires('incident.close')
  @ApiOperation({ summary: 'Close an incident whose check was passed' })
  close(
    @Param() { id }: IncidentParam,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    return askIncident(
      this.#desk,
      id,
      { type: 'CloseIncident', ...party(caller) },
      { permission: 'incident.close', caller, context, reply },
    );
  }

  @Post('void')
  @Requires('incident.void')
  @ApiOperation({ summary: 'Close an incident without handling, with the reason' })
  void(
    @Param() { id }: IncidentParam,
    @Body() { reason }: ReasonBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    const intent: IncidentIntent = { type: 'VoidIncident', reason, ...party(caller) };
    return askIncident(this.#desk, id, intent, { permission: 'incident.void', caller, context, reply });
  }
}

/** The unit the judge belongs to, so that nobody judges his own unit's work. */
function party({ unit }: Caller): { unit?: string } {
  return unit === undefined ? {} : { unit };
}
