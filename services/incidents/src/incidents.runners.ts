import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Reactor } from '@linli/event-bus';
import { reactorStore } from '@linli/read-models';
import type { Metrics, ReadinessCheck, ReadinessRegistry, ServiceEngines } from '@linli/service-kit';
import type { IncidentDesk } from './incident/incident.handler.ts';
import { startDeadlineTimer } from './policies/deadline-timer.ts';
import { routeLocatedIncidents } from './policies/route-located-incidents.ts';
import { installDefaultPolicies } from './policy/default-policies.ts';
import type { PolicyDesk } from './policy/policy.desk.ts';
import type { GridIndex } from './views/grid-index.ts';
import { feedGrids } from './views/grids.ts';
import { followPolicies } from './views/policies-in-force.ts';
import type { PolicyBook } from './views/policy-book.ts';

export interface IncidentsParts {
  readonly engines: ServiceEngines;
  readonly policies: PolicyBook;
  readonly policyDesk: PolicyDesk;
  readonly desk: IncidentDesk;
  readonly grids: GridIndex;
  readonly readiness: ReadinessRegistry;
  readonly metrics: Metrics;
}

/** What runs beside the requests: started in the order it is needed, ended before the stores close. */
export class IncidentsRunners implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #parts: IncidentsParts;
  readonly #logger = new Logger('incidents');
  readonly #running: { close(): Promise<void> }[] = [];

  constructor(parts: IncidentsParts) {
    this.#parts = parts;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { engines, policies, policyDesk, desk, grids: index, metrics } = this.#parts;
    const { bus, clock, documents, store, tenant } = engines;
    const now = (): number => clock.now().getTime();

    const following = this.#keep(await followPolicies(store, policies));
    const installed = await installDefaultPolicies(policyDesk, policies, tenant);
    if (installed.length > 0) this.#logger.log(`installed the first ${installed.join(', ')}`);
    this.#ready('incidents.policies', () =>
      following.failure === undefined
        ? { ready: policies.complete, detail: `catalogue version ${policies.versions('catalogue').length}` }
        : { ready: false, detail: `the log cannot be followed: ${following.failure.message}` },
    );

    const grids = this.#keep(await feedGrids({ index, bus, documents, now, onFailure: this.#warn('grids') }));
    this.#ready('incidents.grids', () => grids.state());
    metrics.observeProjection('incidents-grids', () => grids.progress());

    const timer = this.#keep(
      await startDeadlineTimer({
        bus,
        documents,
        desk,
        clock,
        tenant,
        onFailure: this.#warn('deadline timer'),
      }),
    );
    this.#ready('incidents.deadlines', () => timer.state());
    metrics.observeProjection('incidents-deadline-agenda', () => timer.progress());

    const router = this.#keep(
      await routeLocatedIncidents({ bus, checkpoints: reactorStore(documents), desk, tenant }),
    );
    this.#ready('incidents.routing', () => progressOf(router));
    metrics.observeProjection(router.name, () => ({ sources: router.state(), parked: router.waiting() }));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((runner) => runner.close()));
  }

  #keep<Runner extends { close(): Promise<void> }>(runner: Runner): Runner {
    this.#running.push(runner);
    return runner;
  }

  #ready(name: string, check: () => ReadinessCheck): void {
    this.#parts.readiness.add(name, check);
  }

  #warn(what: string): (error: Error) => void {
    let told = '';
    return (error) => {
      // A failure that stays is said once, not at every attempt.
      if (error.message !== told) this.#logger.warn(`${what}: ${error.message}`);
      told = error.message;
    };
  }
}

function progressOf(reactor: Reactor): ReadinessCheck {
  const failing = reactor.state().find(({ failure }) => failure !== undefined)?.failure;
  if (failing !== undefined) return { ready: false, detail: `failing: ${failing.message}` };
  const behind = reactor.state().reduce((sum, { head, position }) => sum + Math.max(0, head - position), 0);
  return { ready: true, detail: `${behind} events behind` };
}
