import { Body, Controller, Get, Inject, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@linli/event-sourcing';
import {
  answer,
  Command,
  CurrentCaller,
  requireArea,
  Requires,
  type Caller,
  type CommandAnswer,
} from '@linli/service-kit';
import { Type } from 'class-transformer';
import { IsInt, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { PublishCalendarBody } from '../calendar/calendar.commands.ts';
import { ActivateCatalogueBody } from '../catalogue/catalogue.commands.ts';
import { SetCategoryDeadlinesBody } from '../deadlines/deadlines.commands.ts';
import { MayBeAbsent } from '../http/fields.ts';
import type { PoliciesInForce } from '../incident/incident.ts';
import { ActivateRoutingRulesBody } from '../routing/routing.commands.ts';
import { POLICY_BOOK, POLICY_DESK } from '../tokens.ts';
import type { PolicyBook, PolicyName } from '../views/policy-book.ts';
import { policyVersion, type PolicyDesk } from './policy.desk.ts';

export class PolicyQuery {
  @ApiProperty({ required: false, type: 'integer', minimum: 1, description: 'Default: the latest.' })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  readonly version?: number;
}

/** A version of a policy and since when it has been in force. */
export interface PolicyDocument<Name extends PolicyName> {
  readonly policy: PoliciesInForce[Name];
  /** It judges incidents that stand in the log behind this position. */
  readonly position: string;
  readonly recordedAt: string;
}

/** The policies of the city, each as a whole and by version (design rule 10). */
@ApiTags('policies')
@Controller('v1/policies')
export class PolicyController {
  readonly #desk: PolicyDesk;
  readonly #book: PolicyBook;

  constructor(@Inject(POLICY_DESK) desk: PolicyDesk, @Inject(POLICY_BOOK) book: PolicyBook) {
    this.#desk = desk;
    this.#book = book;
  }

  @Post('catalogue')
  @Requires('policy.set')
  @ApiOperation({ summary: 'Bring a version of the category catalogue into force' })
  activateCatalogue(
    @Body() body: ActivateCatalogueBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.#activate('catalogue', body, caller, context, reply);
  }

  @Get('catalogue')
  @Requires('operations.read')
  @ApiOperation({ summary: 'A version of the category catalogue' })
  catalogue(@Query() query: PolicyQuery, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.#read('catalogue', query, reply);
  }

  @Post('deadlines')
  @Requires('policy.set')
  @ApiOperation({ summary: 'Set the time limits of incidents that open from now on' })
  setDeadlines(
    @Body() body: SetCategoryDeadlinesBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.#activate('deadlines', body, caller, context, reply);
  }

  @Get('deadlines')
  @Requires('operations.read')
  @ApiOperation({ summary: 'A version of the time limits' })
  deadlines(@Query() query: PolicyQuery, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.#read('deadlines', query, reply);
  }

  @Post('calendar')
  @Requires('policy.set')
  @ApiOperation({ summary: 'Publish the working calendar; due times already issued stay' })
  publishCalendar(
    @Body() body: PublishCalendarBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.#activate('calendar', body, caller, context, reply);
  }

  @Get('calendar')
  @Requires('operations.read')
  @ApiOperation({ summary: 'A version of the working calendar' })
  calendar(@Query() query: PolicyQuery, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.#read('calendar', query, reply);
  }

  @Post('routing')
  @Requires('policy.set')
  @ApiOperation({ summary: 'Bring routing rules into force' })
  activateRouting(
    @Body() body: ActivateRoutingRulesBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.#activate('routing', body, caller, context, reply);
  }

  @Get('routing')
  @Requires('operations.read')
  @ApiOperation({ summary: 'A version of the routing rules' })
  routing(@Query() query: PolicyQuery, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.#read('routing', query, reply);
  }

  async #activate<Name extends PolicyName>(
    name: Name,
    policy: PoliciesInForce[Name],
    caller: Caller,
    context: CommandContext,
    reply: FastifyReply,
  ): Promise<CommandAnswer> {
    // A policy holds for the whole city, so whoever sets it answers for all of it.
    requireArea(caller, 'policy.set', '');
    const plain = JSON.parse(JSON.stringify(policy)) as PoliciesInForce[Name];
    return answer(await this.#desk.activate(name, plain, context), reply, 'incidents');
  }

  #read<Name extends PolicyName>(
    name: Name,
    { version }: PolicyQuery,
    reply: FastifyReply,
  ): PolicyDocument<Name> {
    const found = policyVersion(this.#book, name, version);
    // Each version is one event of the policy's stream, so If-Match of the next command can be taken from here.
    reply.header('etag', `"${found.policy.version - 1}"`);
    return {
      policy: found.policy,
      position: `incidents:${found.position}`,
      recordedAt: new Date(found.recordedAt).toISOString(),
    };
  }
}
