import type { RecordedEvent } from '@linli/contracts';
import type { EventBus } from '@linli/event-bus';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Link,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  ParentBasedSampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { onEveryBatch } from './on-every-batch.ts';
import { parseTraceparent } from './traceparent.ts';

export interface TracingOptions {
  /** Name of the service in its spans. */
  readonly service: string;
  /** Where finished spans go. None: nothing is recorded, trace ids still travel with the events. */
  readonly processors?: readonly SpanProcessor[];
}

/** A batch may hold events of many commands; more links than this say nothing more. */
const MOST_LINKS = 64;

/** Spans of this process. Contexts are handed on explicitly: no global state, so several applications share a process. */
export class Tracing {
  readonly tracer: Tracer;
  /** Whether anybody receives the spans. */
  readonly recording: boolean;
  readonly #provider: BasicTracerProvider;

  constructor(options: TracingOptions) {
    const processors = [...(options.processors ?? [])];
    this.recording = processors.length > 0;
    this.#provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': options.service }),
      sampler: this.recording
        ? new ParentBasedSampler({ root: new AlwaysOnSampler() })
        : new AlwaysOffSampler(),
      spanProcessors: processors,
    });
    this.tracer = this.#provider.getTracer('linli');
  }

  /**
   * A span for work done on recorded events, linked to the commands that caused them. Linked, not continued: a batch has
   * many causes, and a rebuild must not stretch traces of last year.
   */
  projectionSpan(name: string, events: readonly RecordedEvent[]): Span {
    return this.tracer.startSpan(
      name,
      {
        kind: SpanKind.CONSUMER,
        links: linksTo(events),
        attributes: { 'messaging.batch.message_count': events.length },
      },
      ROOT_CONTEXT,
    );
  }

  /** The same bus, with a span `process <group>` around every batch that a consumer handles. */
  observeBus(bus: EventBus): EventBus {
    if (!this.recording) return bus;
    return onEveryBatch(bus, async (group, batch, handle) => {
      if (batch.events.length === 0) return handle();
      const span = this.projectionSpan(`process ${group}`, batch.events);
      span.setAttributes({ 'linli.source': batch.source, 'linli.position': batch.position });
      try {
        await handle();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  /** Sends what is left. */
  async close(): Promise<void> {
    await this.#provider.shutdown();
  }
}

function linksTo(events: readonly RecordedEvent[]): Link[] {
  const links = new Map<string, Link>();
  for (const { metadata } of events) {
    if (links.size === MOST_LINKS) break;
    if (metadata.traceparent === undefined || links.has(metadata.traceparent)) continue;
    const context = parseTraceparent(metadata.traceparent);
    if (context && context.traceFlags & TraceFlags.SAMPLED) links.set(metadata.traceparent, { context });
  }
  return [...links.values()];
}
