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
import { partyOrgStream, type PartyCommands } from '../party-commands.ts';
import { PARTY_COMMANDS } from '../tokens.ts';
import { EstablishPartyOrgBody, PartyOrgParam, UpgradePartyOrgBody } from './party-org.commands.ts';
import { defaultFormPolicy } from './party-org.ts';

/** The planner's door to the party organisations (P-01). */
@ApiTags('party-orgs')
@Controller('v1/party-orgs')
export class PartyOrgController {
  readonly #commands: PartyCommands;

  constructor(@Inject(PARTY_COMMANDS) commands: PartyCommands) {
    this.#commands = commands;
  }

  @Post()
  @Requires('party.plan')
  @ApiOperation({ summary: 'Establish a party organisation' })
  async establish(
    @Body() body: EstablishPartyOrgBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    requireArea(caller, 'party.plan', body.areaPath);
    const { parentCode } = body;
    const parentKnown =
      parentCode !== undefined && (await this.#commands.areaPathOf(parentCode)) !== undefined;
    const command = { type: 'EstablishPartyOrg', ...body, parentKnown, policy: defaultFormPolicy } as const;
    return answer(await this.#commands.partyOrg(partyOrgStream(body.code), command, context), reply, 'party');
  }

  @Post(':code/upgrade')
  @Requires('party.plan')
  @ApiOperation({ summary: 'Give a party organisation a higher form' })
  async upgrade(
    @Param() { code }: PartyOrgParam,
    @Body() body: UpgradePartyOrgBody,
    @CurrentCaller() caller: Caller,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const areaPath = await this.#commands.areaPathOf(code);
    // One that is not established lies nowhere; the decider refuses it by its rule.
    if (areaPath !== undefined) requireArea(caller, 'party.plan', areaPath);
    const command = { type: 'UpgradePartyOrg', ...body, policy: defaultFormPolicy } as const;
    return answer(await this.#commands.partyOrg(partyOrgStream(code), command, context), reply, 'party');
  }
}
