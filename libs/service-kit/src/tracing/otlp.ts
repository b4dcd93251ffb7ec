import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Tracing } from './tracing.ts';

/** Spans in batches to a collector over OTLP/HTTP; without an address nothing is recorded. */
export function createTracing(options: { readonly service: string; readonly endpoint?: string }): Tracing {
  if (options.endpoint === undefined) return new Tracing({ service: options.service });
  const url = new URL(
    'v1/traces',
    options.endpoint.endsWith('/') ? options.endpoint : `${options.endpoint}/`,
  );
  return new Tracing({
    service: options.service,
    processors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: url.href }))],
  });
}
