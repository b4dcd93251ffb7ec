import { Module, type DynamicModule } from '@nestjs/common';
import { Metrics, ReadinessRegistry, RunningView, type ServiceEngines } from '@linli/service-kit';
import { residentsCommands } from './residents-commands.ts';
import { TerritoryController } from './territory/territory.controller.ts';
import { AREA_TREE, RESIDENTS_COMMANDS } from './tokens.ts';
import { AreaTreeController } from './views/area-tree.controller.ts';
import { areaTree } from './views/area-tree.ts';
import { VillageClusterController } from './village-cluster/village-cluster.controller.ts';

/** The residents' context so far: places. It owns them; others learn of them from its events. */
@Module({})
export class ResidentsModule {
  static forRoot(engines: ServiceEngines): DynamicModule {
    return {
      module: ResidentsModule,
      controllers: [TerritoryController, VillageClusterController, AreaTreeController],
      providers: [
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
