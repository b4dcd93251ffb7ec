import { Logger, Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { Metrics, ReadinessRegistry, RunningView, type ServiceEngines } from '@linli/service-kit';
import { residentsCommands } from './residents-commands.ts';
import { seedJiangxinyuan } from './seed/seed-jiangxinyuan.ts';
import { TerritoryController } from './territory/territory.controller.ts';
import { AREA_TREE, RESIDENTS_COMMANDS, RESIDENTS_SEED } from './tokens.ts';
import { AreaTreeController } from './views/area-tree.controller.ts';
import { areaTree } from './views/area-tree.ts';
import { VillageClusterController } from './village-cluster/village-cluster.controller.ts';

export interface ResidentsOptions {
  /** Founded before the first request is taken; nothing of it is recorded twice. */
  readonly seed?: 'jiangxinyuan';
}

/** The residents' context so far: places. It owns them; others learn of them from its events. */
@Module({})
export class ResidentsModule {
  static forRoot(engines: ServiceEngines, options: ResidentsOptions = {}): DynamicModule {
    return {
      module: ResidentsModule,
      controllers: [TerritoryController, VillageClusterController, AreaTreeController],
      providers: [
        ...(options.seed === undefined ? [] : [seeded(engines)]),
        { provide: RESIDENTS_COMMANDS, useValue: residentsCommands(engines.store) },
        {
          provide: AREA_TREE,
          useFactory: (readiness: ReadinessRegistry, metrics: Metrics) =>
            new RunningView({ projection: areaTree, engines, readiness, metrics }),
          inject: [ReadinessRegistry, Metrics],
        },
      ],
    };
  }
}

function seeded(engines: ServiceEngines): FactoryProvider {
  return {
    provide: RESIDENTS_SEED,
    useFactory: async () => {
      const recorded = await seedJiangxinyuan({
        commands: residentsCommands(engines.store),
        tenant: engines.tenant,
      });
      if (recorded > 0) new Logger('residents').log(`founded Jiangxinyuan: ${recorded} events`);
    },
  };
}
