import { Module, type DynamicModule } from '@nestjs/common';
import { Metrics, ReadinessRegistry, type ServiceEngines } from '@linli/service-kit';
import { CheckController } from './incident/check.controller.ts';
import { IncidentController } from './incident/incident.controller.ts';
import { createIncidentDesk } from './incident/incident.handler.ts';
import { TaskController } from './incident/task.controller.ts';
import { IncidentsRunners } from './incidents.runners.ts';
import { PolicyController } from './policy/policy.controller.ts';
import { createPolicyDesk } from './policy/policy.desk.ts';
import { CLOCK, GRIDS, INCIDENT_DESK, POLICY_BOOK, POLICY_DESK, RUNNERS } from './tokens.ts';
import { GridIndex } from './views/grid-index.ts';
import { PolicyBook } from './views/policy-book.ts';

/** The incidents' context: from the report to the closing, with its clocks and the policies that judge it. */
@Module({})
export class IncidentsModule {
  static forRoot(engines: ServiceEngines): DynamicModule {
    const policies = new PolicyBook();
    const grids = new GridIndex();
    const policyDesk = createPolicyDesk(engines.store, policies);
    const now = (): number => engines.clock.now().getTime();
    const desk = createIncidentDesk({ store: engines.store, policies, now });
    return {
      module: IncidentsModule,
      controllers: [IncidentController, TaskController, CheckController, PolicyController],
      providers: [
        { provide: CLOCK, useValue: engines.clock },
        { provide: GRIDS, useValue: grids },
        { provide: POLICY_BOOK, useValue: policies },
        { provide: POLICY_DESK, useValue: policyDesk },
        { provide: INCIDENT_DESK, useValue: desk },
        {
          provide: RUNNERS,
          useFactory: (readiness: ReadinessRegistry, metrics: Metrics) =>
            new IncidentsRunners({ engines, policies, policyDesk, desk, grids, readiness, metrics }),
          inject: [ReadinessRegistry, Metrics],
        },
      ],
    };
  }
}
