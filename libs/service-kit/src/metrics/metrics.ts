import type { EventBus, RelayState, SourceState } from '@linli/event-bus';
import type { EventStore } from '@linli/event-sourcing';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { onEveryBatch } from '../tracing/on-every-batch.ts';

export interface MetricsOptions {
  readonly service: string;
  readonly version: string;
  /**
   * Whether positions of the service's own log count its events, as in a SQLite log; those of a KurrentDB are distances
   * in bytes, by which no number of events can be told. Default true.
   */
  readonly positionsCount?: boolean;
}

/** How far one consumer is with one of its sources, as it knows it itself; asked at every scrape, so it must be cheap. */
export interface ConsumerProgress {
  readonly sources: readonly (Pick<SourceState, 'source' | 'position' | 'head'> & {
    /** Age of the oldest event not yet absorbed, milliseconds; 0 when caught up. Left out by those who do not know. */
    readonly lagMs?: number;
    /** Milliseconds since 1970 of the last finished batch or idle poll; 0 or left out while nobody here follows it. */
    readonly aliveAt?: number;
  })[];
  /** Events parked now. */
  readonly parked?: number;
}

/** How far a relay is with its log. */
export type RelayProgress = Pick<RelayState, 'role' | 'position' | 'head' | 'aliveAt'>;

/** One value of a gauge; undefined where nothing is known, which is then absent and not 0. */
type Value = number | undefined;

/** Everything this process measures, under the names of `docs` and the dashboards. No ids in labels. */
export class Metrics {
  readonly registry = new Registry();
  readonly eventsAppended: Counter<'service' | 'type'>;
  readonly requestDuration: Histogram<'method' | 'route' | 'status'>;
  /** Batches that a projection or reactor could not handle; each is tried again. */
  readonly projectionFailures: Counter<'projection'>;
  /** Open event streams. */
  readonly sseClients: Gauge;
  readonly #consumers = new Map<string, () => ConsumerProgress>();
  readonly #service: string;
  readonly #positionsCount: boolean;

  constructor({ service, version, positionsCount = true }: MetricsOptions) {
    this.#service = service;
    this.#positionsCount = positionsCount;
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.eventsAppended = new Counter({
      name: 'linli_events_appended_total',
      help: 'Events recorded in the log of a service.',
      labelNames: ['service', 'type'],
      registers,
    });
    this.requestDuration = new Histogram({
      name: 'linli_http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    this.projectionFailures = new Counter({
      name: 'linli_projection_failures_total',
      help: 'Batches that a projection or reactor could not handle; each is tried again.',
      labelNames: ['projection'],
      registers,
    });
    this.sseClients = new Gauge({ name: 'linli_sse_clients', help: 'Open event streams.', registers });
    new Gauge({
      name: 'linli_build_info',
      help: 'Always 1; the labels say what is running.',
      labelNames: ['service', 'version', 'node'],
      registers,
    }).set({ service, version, node: process.version }, 1);
    this.#registerConsumerGauges();
  }

  /** The same store, counting what it records by type. */
  observeStore(service: string, store: EventStore): EventStore {
    const { eventsAppended } = this;
    return {
      async append(streamId, events, expectedRevision) {
        const result = await store.append(streamId, events, expectedRevision);
        if (result.outcome === 'recorded') {
          for (const { type } of events) eventsAppended.inc({ service, type });
        }
        return result;
      },
      readStream: (streamId, options) => store.readStream(streamId, options),
      readAll: (options) => store.readAll(options),
      follow: (options) => store.follow(options),
      head: () => store.head(),
      close: () => store.close(),
    };
  }

  /** The same bus, counting the batches that its consumers fail on. */
  observeBus(bus: EventBus): EventBus {
    return onEveryBatch(bus, async (group, _batch, handle) => {
      try {
        await handle();
      } catch (error) {
        this.projectionFailures.inc({ projection: group });
        throw error;
      }
    });
  }

  /** Reports a projection's (or reactor's) progress at every scrape. Returns the way to stop it. */
  observeProjection(name: string, progress: () => ConsumerProgress): () => void {
    if (this.#consumers.has(name)) throw new Error(`projection ${name} is measured already`);
    this.#consumers.set(name, progress);
    return () => void this.#consumers.delete(name);
  }

  /** Reports how far a context's relay is at every scrape. */
  observeRelay(context: string, progress: () => RelayProgress): void {
    const gauge = (name: string, help: string, value: (progress: RelayProgress) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['context'],
        registers: [this.registry],
        collect() {
          this.set({ context }, value(progress()));
        },
      });
    if (this.#positionsCount)
      gauge('linli_outbox_pending_events', 'Events of the log that are not in the topic yet.', (relay) =>
        Math.max(0, relay.head - relay.position),
      );
    gauge('linli_outbox_leading', '1 where this process publishes the log, 0 where it stands by.', (relay) =>
      relay.role === 'leading' ? 1 : 0,
    );
    gauge(
      'linli_outbox_alive_timestamp_seconds',
      'When the relay last published or looked in vain.',
      (relay) => relay.aliveAt / 1000,
    );
  }

  /** The text that Prometheus reads. */
  async text(): Promise<string> {
    return this.registry.metrics();
  }

  #registerConsumerGauges(): void {
    const perSource = (
      name: string,
      help: string,
      value: (source: ConsumerProgress['sources'][number]) => Value,
    ) => {
      const consumers = this.#consumers;
      new Gauge({
        name,
        help,
        labelNames: ['projection', 'source'],
        registers: [this.registry],
        collect() {
          this.reset();
          for (const [projection, progress] of consumers) {
            for (const source of progress().sources) {
              const known = value(source);
              if (known !== undefined) this.set({ projection, source: source.source }, known);
            }
          }
        },
      });
    };
    const perConsumer = (name: string, help: string, value: (progress: ConsumerProgress) => number) => {
      const consumers = this.#consumers;
      new Gauge({
        name,
        help,
        labelNames: ['projection'],
        registers: [this.registry],
        collect() {
          this.reset();
          for (const [projection, progress] of consumers) this.set({ projection }, value(progress()));
        },
      });
    };
    perSource(
      'linli_projection_lag_events',
      'Events at the source that the projection has not absorbed.',
      ({ source, head, position, aliveAt }) =>
        aliveAt === 0 || (source === this.#service && !this.#positionsCount)
          ? undefined
          : Math.max(0, head - position),
    );
    perSource(
      'linli_projection_lag_seconds',
      'Age of the oldest event not yet absorbed; 0 when caught up.',
      ({ lagMs, aliveAt }) => (lagMs === undefined || aliveAt === 0 ? undefined : lagMs / 1000),
    );
    perSource(
      'linli_projection_checkpoint_position',
      'Position of the last absorbed event.',
      ({ position }) => position,
    );
    perSource(
      'linli_projection_alive_timestamp_seconds',
      'When the projection last finished a batch or looked in vain: stands still when it is dead though caught up.',
      ({ aliveAt }) => (aliveAt ? aliveAt / 1000 : undefined),
    );
    perConsumer('linli_projection_parked_events', 'Events parked now.', (progress) => progress.parked ?? 0);
  }
}
