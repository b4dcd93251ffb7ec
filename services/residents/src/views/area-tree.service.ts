import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Metrics, ReadinessRegistry, ServiceEngines } from '@linli/service-kit';
import { areaTreeReader, type AreaTree } from './area-tree.reader.ts';
import { areaTree } from './area-tree.ts';
import { runView, type AsOfStamp, type Instant, type RunningView } from './running-view.ts';

/** The area tree of the running service: starts with the application, ends before its stores close. */
export class AreaTreeService implements AreaTree, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #engines: ServiceEngines;
  readonly #readiness: ReadinessRegistry;
  readonly #metrics: Metrics;
  #view!: RunningView;
  #reader!: AreaTree;

  constructor(engines: ServiceEngines, readiness: ReadinessRegistry, metrics: Metrics) {
    this.#engines = engines;
    this.#readiness = readiness;
    this.#metrics = metrics;
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#view = await runView({
      projection: areaTree,
      source: 'residents',
      engines: this.#engines,
      readiness: this.#readiness,
      metrics: this.#metrics,
    });
    this.#reader = areaTreeReader(this.#view);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#view?.close();
  }

  at(when: { readonly asOf?: string; readonly after?: string }): Promise<Instant> {
    return this.#view.at(when);
  }

  stamp(instant: Instant): AsOfStamp {
    return this.#view.stamp(instant);
  }

  now(): number {
    return this.#engines.clock.now().getTime();
  }

  areas: AreaTree['areas'] = (below, instant) => this.#reader.areas(below, instant);
  grids: AreaTree['grids'] = (below, instant) => this.#reader.grids(below, instant);
  area: AreaTree['area'] = (pathOrCode, instant) => this.#reader.area(pathOrCode, instant);
  villageClusters: AreaTree['villageClusters'] = (county, on, instant) =>
    this.#reader.villageClusters(county, on, instant);
}
