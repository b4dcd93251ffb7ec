import { Logger, Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { Metrics, ReadinessRegistry, RunningView, type ServiceEngines } from '@linli/service-kit';
import { partyCommands } from './party-commands.ts';
import { PartyOrgController } from './party-org/party-org.controller.ts';
import { seedPartyOrgs } from './seed/seed-jiangxinyuan.ts';
import { PARTY_COMMANDS, PARTY_SEED, PARTY_TREE } from './tokens.ts';
import { PartyTreeController } from './views/party-tree.controller.ts';
import { partyTree } from './views/party-tree.ts';

export interface PartyOptions {
  /** Founded before the first request is taken; nothing of it is recorded twice. */
  readonly seed?: 'jiangxinyuan';
}

/** The party's context so far: its organisations and their forms. */
@Module({})
export class PartyModule {
  static forRoot(engines: ServiceEngines, options: PartyOptions = {}): DynamicModule {
    return {
      module: PartyModule,
      controllers: [PartyOrgController, PartyTreeController],
      providers: [
        ...(options.seed === undefined ? [] : [seeded(engines)]),
        { provide: PARTY_COMMANDS, useValue: partyCommands(engines.store) },
        {
          provide: PARTY_TREE,
          useFactory: (readiness: ReadinessRegistry, metrics: Metrics) =>
            new RunningView({ projection: partyTree, engines, readiness, metrics }),
          inject: [ReadinessRegistry, Metrics],
        },
      ],
    };
  }
}

function seeded(engines: ServiceEngines): FactoryProvider {
  return {
    provide: PARTY_SEED,
    useFactory: async () => {
      const recorded = await seedPartyOrgs(partyCommands(engines.store), engines.tenant);
      if (recorded > 0) new Logger('party').log(`founded Jiangxinyuan: ${recorded} events`);
    },
  };
}
