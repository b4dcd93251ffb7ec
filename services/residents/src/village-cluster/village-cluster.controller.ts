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
import { divisionPath } from '../area-path.ts';
import type { ResidentsCommands } from '../residents-commands.ts';
import { RESIDENTS_COMMANDS } from '../tokens.ts';
import { AssignVillageBody, CountyParam } from './village-cluster.commands.ts';

/** The planner's door to the village clusters of a county. */
@ApiTags('areas')
@Controller('v1/village-clusters')
export class VillageClusterController {
  readonly #commands: ResidentsCommands;

  constructor(@Inject(RESIDENTS_COMMANDS) commands: ResidentsCommands) {
    this.#commands = commands;
  }

  @Post(':county/assignments')
  @Requires('area.plan')
  @ApiOperation({ summary: 'Assign a village to a community from a day on' })
  async assign(
    @Param() { county }: CountyParam,
    @Body() body: AssignVillageBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    requireArea(caller, 'area.plan', divisionPath(county));
    const command = { type: 'AssignVillageToCommunity', ...body } as const;
    const result = await this.#commands.villageCluster(`village-cluster-${county}`, command, context);
    return answer(result, reply, 'residents');
  }
}
