import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
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
import type { FastifyReply } from 'fastify';
import { divisionPath, territoryStream } from '../area-path.ts';
import type { ResidentsCommands } from '../residents-commands.ts';
import { RESIDENTS_COMMANDS } from '../tokens.ts';
import {
  CommunityParam,
  CreateBuildingBody,
  CreateBuildingUnitBody,
  CreateGridBody,
  CreateSectionBody,
  GridParam,
  MergeGridsBody,
  SplitGridBody,
} from './territory.commands.ts';
import type { TerritoryCommand } from './territory.ts';

/** The planner's door to a community's local tree. */
@ApiTags('areas')
@Controller('v1')
export class TerritoryController {
  readonly #commands: ResidentsCommands;

  constructor(@Inject(RESIDENTS_COMMANDS) commands: ResidentsCommands) {
    this.#commands = commands;
  }

  @Post('areas/:communityCode/sections')
  @Requires('area.plan')
  @ApiOperation({ summary: 'Create a section of a community' })
  async createSection(
    @Param() { communityCode }: CommunityParam,
    @Body() body: CreateSectionBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const path = divisionPath(communityCode);
    requireArea(caller, 'area.plan', path);
    const known = await this.#commands.knowsDivision(communityCode);
    const command = { type: 'CreateArea', ...body, ...(known && { communityPath: path }) } as const;
    return this.#handle(communityCode, command, caller, context, reply);
  }

  @Post('areas/:communityCode/buildings')
  @Requires('area.plan')
  @ApiOperation({ summary: 'Create a building of a section' })
  createBuilding(
    @Param() { communityCode }: CommunityParam,
    @Body() body: CreateBuildingBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.#handle(communityCode, { type: 'CreateBuilding', ...body }, caller, context, reply);
  }

  @Post('areas/:communityCode/units')
  @Requires('area.plan')
  @ApiOperation({ summary: 'Create a stairwell unit of a building' })
  createUnit(
    @Param() { communityCode }: CommunityParam,
    @Body() body: CreateBuildingUnitBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.#handle(communityCode, { type: 'CreateBuildingUnit', ...body }, caller, context, reply);
  }

  @Post('areas/:communityCode/grids')
  @Requires('area.plan')
  @ApiOperation({ summary: 'Create a grid of a stairwell unit' })
  createGrid(
    @Param() { communityCode }: CommunityParam,
    @Body() body: CreateGridBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.#handle(communityCode, { type: 'CreateGrid', ...body }, caller, context, reply);
  }

  @Post('grids/:code/split')
  @Requires('area.plan')
  @ApiOperation({ summary: 'End a grid and put its parts in its place' })
  splitGrid(
    @Param() { code }: GridParam,
    @Body() { communityCode, ...split }: SplitGridBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.#handle(communityCode, { type: 'SplitGrid', code, ...split }, caller, context, reply);
  }

  @Post('grids/merge')
  @Requires('area.plan')
  @ApiOperation({ summary: 'End grids that border on each other and put one in their place' })
  mergeGrids(
    @Body() { communityCode, ...merge }: MergeGridsBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.#handle(communityCode, { type: 'MergeGrids', ...merge }, caller, context, reply);
  }

  async #handle(
    communityCode: string,
    command: TerritoryCommand,
    caller: Caller,
    context: CommandContext,
    reply: FastifyReply,
  ): Promise<CommandAnswer> {
    requireArea(caller, 'area.plan', divisionPath(communityCode));
    const result = await this.#commands.territory(territoryStream(communityCode), command, context);
    return answer(result, reply, 'residents');
  }
}
