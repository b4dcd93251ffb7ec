import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import {
  type Consumers,
  type Metrics,
  type ReadinessRegistry,
  type ServiceEngines,
  viewConsumer,
} from '@linli/service-kit';
import type { GridIndex } from './grid-index.ts';
import { feedGrids } from './grids.ts';

export interface RunningGridsOptions {
  readonly index: GridIndex;
  readonly engines: ServiceEngines;
  readonly readiness: ReadinessRegistry;
  readonly metrics: Metrics;
  readonly consumers: Consumers;
}

/** The service's own copy of the grids while the application runs. */
export class RunningGrids implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #options: RunningGridsOptions;
  readonly #logger = new Logger('incidents');
  readonly #closing: (() => void | Promise<void>)[] = [];

  constructor(options: RunningGridsOptions) {
    this.#options = options;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { index, engines, readiness, metrics, consumers } = this.#options;
    const { bus, documents, clock } = engines;
    let told = '';
    const grids = await feedGrids({
      index,
      bus,
      documents,
      now: () => clock.now().getTime(),
      onFollowed: (runner) => {
        this.#closing.push(consumers.add('incidents', viewConsumer('view', runner, documents)));
      },
      onFailure: ({ message }) => {
        // A failure that stays is said once, not at every attempt.
        if (message !== told) this.#logger.warn(`grids: ${message}`);
        told = message;
      },
    });
    this.#closing.unshift(
      () => grids.close(),
      readiness.add('incidents.grids', () => grids.state()),
      metrics.observeProjection('incidents-grids', () => grids.progress()),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const close of this.#closing.splice(0)) await close();
  }
}
