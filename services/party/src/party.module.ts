import { Module, type DynamicModule } from '@nestjs/common';
import { Metrics, ReadinessRegistry, RunningView, type ServiceEngines } from '@linli/service-kit';
import { partyCommands } from './party-commands.ts';
import { PartyOrgController } from './party-org/party-org.controller.ts';
import { PARTY_COMMANDS, PARTY_TREE } from './tokens.ts';
import { PartyTreeController } from './views/party-tree.controller.ts';
import { partyTree } from './views/party-tree.ts';

/** The party's context so far: its organisations and their forms. */
@Module({})
export class PartyModule {
  static forRoot(engines: ServiceEngines): DynamicModule {
    return {
      module: PartyModule,
      controllers: [PartyOrgController, PartyTreeController],
      providers: [
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
