import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@linli/event-sourcing';
import { Command, CurrentCaller, requireArea, Requires, type Caller, type Clock } from '@linli/service-kit';
import type { FastifyReply } from 'fastify';
import { shanghaiDay } from '@linli/contracts';
import { policyVersion } from '../policy/policy.desk.ts';
import { CLOCK, GRIDS, INCIDENT_DESK, POLICY_BOOK } from '../tokens.ts';
import type { GridFinding, GridIndex } from '../views/grid-index.ts';
import type { PolicyBook } from '../views/policy-book.ts';
import {
  answerIncident,
  askIncident,
  noSuchIncident,
  within,
  type IncidentAnswer,
} from './incident.answer.ts';
import {
  ClassifyIncidentBody,
  IncidentParam,
  IncidentQuery,
  LocateIncidentBody,
  ReasonBody,
  ReportIncidentBody,
} from './incident.commands.ts';
import type { IncidentDesk } from './incident.handler.ts';
import type { IncidentIntent } from './incident.intents.ts';
import type { Point } from './incident.state.ts';
import { incidentDocument, type IncidentDocument } from './incident.view.ts';

/** Reports, and what the command centre does with them until a unit has the task. */
@ApiTags('incidents')
@Controller('v1/incidents')
export class IncidentController {
  readonly #desk: IncidentDesk;
  readonly #grids: GridIndex;
  readonly #policies: PolicyBook;
  readonly #clock: Clock;

  constructor(
    @Inject(INCIDENT_DESK) desk: IncidentDesk,
    @Inject(GRIDS) grids: GridIndex,
    @Inject(POLICY_BOOK) policies: PolicyBook,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#desk = desk;
    this.#grids = grids;
    this.#policies = policies;
    this.#clock = clock;
  }

  @Post()
  @Requires('incident.report')
  @ApiOperation({
    summary: 'Report an incident',
    description:
      'Classified and located at once where class and point are known; waits for a dispatcher otherwise.',
  })
  async report(
    @Body() { channel, occurredAt, severity, point, category, source }: ReportIncidentBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    const found = point && this.#gridAround(point);
    if (found !== undefined) requireArea(caller, 'incident.report', found.areaPath);
    const intent: IncidentIntent = {
      type: 'ReportIncident',
      report: {
        channel,
        occurredAt: new Date(occurredAt).toISOString(),
        severity,
        ...(point && { point: { lon: point.lon, lat: point.lat } }),
        ...(category && { category: { ...category } }),
        ...(source && { source: { ...source } }),
      },
      ...(found && { grid: found }),
    };
    return answerIncident(await this.#desk.report(intent, context), reply);
  }

  @Get(':id')
  @Requires('operations.read')
  @ApiOperation({ summary: 'One incident as its log tells it, shown under the views of a catalogue version' })
  async read(
    @Param() { id }: IncidentParam,
    @Query() query: IncidentQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentDocument> {
    const catalogue = policyVersion(this.#policies, 'catalogue', query.catalogue).policy;
    const reading = await this.#desk.read(id);
    const document = reading && incidentDocument(id, reading, catalogue);
    if (document === undefined) throw noSuchIncident();
    within(caller, 'operations.read')(document.place?.areaPath);
    reply.header('etag', `"${document.revision}"`);
    return document;
  }

  @Post(':id/classify')
  @Requires('incident.triage')
  @ApiOperation({ summary: 'Give an incident its class' })
  classify(
    @Param() { id }: IncidentParam,
    @Body() { category }: ClassifyIncidentBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    const intent: IncidentIntent = { type: 'ClassifyIncident', category: { ...category } };
    return askIncident(this.#desk, id, intent, { permission: 'incident.triage', caller, context, reply });
  }

  @Post(':id/locate')
  @Requires('incident.triage')
  @ApiOperation({ summary: 'Put an incident in the grid around a point' })
  locate(
    @Param() { id }: IncidentParam,
    @Body() { point }: LocateIncidentBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    const found = this.#gridAround(point);
    if (found !== undefined) requireArea(caller, 'incident.triage', found.areaPath);
    const intent: IncidentIntent = { type: 'LocateIncident', ...(found && { grid: found }) };
    return askIncident(this.#desk, id, intent, { permission: 'incident.triage', caller, context, reply });
  }

  @Post(':id/route')
  @Requires('incident.route')
  @ApiOperation({
    summary: 'Settle which unit leads, by the routing rules',
    description:
      'Happens by itself when an incident is classified and located; asking again changes nothing.',
  })
  route(
    @Param() { id }: IncidentParam,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    return askIncident(
      this.#desk,
      id,
      { type: 'RouteIncident' },
      { permission: 'incident.route', caller, context, reply },
    );
  }

  @Post(':id/park')
  @Requires('incident.park')
  @ApiOperation({ summary: 'Let an incident wait; its clock stands still' })
  park(
    @Param() { id }: IncidentParam,
    @Body() { reason }: ReasonBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    return askIncident(
      this.#desk,
      id,
      { type: 'ParkIncident', reason },
      { permission: 'incident.park', caller, context, reply },
    );
  }

  @Post(':id/resume')
  @Requires('incident.park')
  @ApiOperation({ summary: 'Go on with a parked incident' })
  resume(
    @Param() { id }: IncidentParam,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentAnswer> {
    return askIncident(
      this.#desk,
      id,
      { type: 'ResumeIncident' },
      { permission: 'incident.park', caller, context, reply },
    );
  }

  #gridAround(point: Point): GridFinding | undefined {
    return this.#grids.find(point, shanghaiDay(this.#clock.now().getTime()));
  }
}
