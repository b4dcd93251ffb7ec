import type { ContextName } from '@linli/contracts';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import {
  runProjection,
  viewReader,
  type Projection,
  type ReadRequest,
  type ViewMoment,
  type ViewReader,
} from '@linli/read-models';
import { type Consumers, viewConsumer } from '../context/consumers.ts';
import type { ServiceEngines } from '../engines.ts';
import type { ReadinessRegistry } from '../health/readiness.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { progressOf } from './progress-of.ts';

export interface RunningViewOptions {
  readonly context: ContextName;
  readonly projection: Projection;
  readonly engines: Pick<ServiceEngines, 'bus' | 'documents' | 'clock'>;
  readonly readiness: ReadinessRegistry;
  readonly metrics: Metrics;
  readonly consumers: Consumers;
}

/** A view of a context: starts with the application, ends before its stores close. */
export class RunningView implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #options: RunningViewOptions;
  readonly #closing: (() => void | Promise<void>)[] = [];
  #reader: ViewReader | undefined;

  constructor(options: RunningViewOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.projection.view;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { context, projection, engines, readiness, metrics, consumers } = this.#options;
    const { bus, documents, clock } = engines;
    const now = (): number => clock.now().getTime();
    const runner = await runProjection({ projection, bus, documents, now });
    this.#reader = viewReader(documents, projection, { runner, now });
    this.#closing.push(
      readiness.add(projection.view, () => ({ ready: runner.ready(), detail: progressOf(runner) })),
      metrics.observeProjection(projection.view, () => runner.state()),
      consumers.add(context, viewConsumer('view', runner, documents)),
      () => runner.close(),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const close of this.#closing.splice(0)) await close();
  }

  /** The view at the place in history that was asked for: `InvalidAsOf`, `NotYetAbsorbed` as `ViewReader.at`. */
  async at(request: ReadRequest): Promise<ViewMoment> {
    if (this.#reader === undefined) throw new Error(`${this.name} has not been started`);
    return this.#reader.at(request);
  }
}
