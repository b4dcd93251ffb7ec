import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { createEmbeddedBus } from '@linli/event-bus';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createTracing, Tracing } from '../src/index.ts';
import { newEvent } from './new-event.ts';
import { next } from './sample-app.ts';
import { startSample, type Sample } from './start-sample.ts';

const collector = createServer();

let sample: Sample | undefined;
afterEach(async () => {
  await sample?.app.stop();
  sample = undefined;
  for (const key of Object.keys(next) as (keyof typeof next)[]) delete next[key];
});

describe('traces', () => {
  test('carry one trace id from the request through the event to the projection', async () => {
    const exporter = new InMemorySpanExporter();
    const processors = [new SimpleSpanProcessor(exporter)];
    sample = await startSample({ processors });
    const store = new InMemoryEventStore();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await sample.report({ traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    const metadata = newEvent('IncidentReported', next.seen?.traceparent);
    await store.append('incident-1', [metadata], 'any');

    const bus = new Tracing({ service: 'operations', processors }).observeBus(
      createEmbeddedBus({ logs: { incidents: store } }),
    );
    const seen = await new Promise<RecordedEvent>((resolve) => {
      void bus.subscribe({
        group: 'operations.board',
        contexts: ['incidents'],
        startAfter: () => Promise.resolve(0),
        handle: (batch) => {
          if (batch.events[0]) resolve(batch.events[0]);
          return Promise.resolve();
        },
      });
    });
    await bus.close();
    await sample.app.nest.close();

    const spans = exporter.getFinishedSpans();
    const server = spans.find(({ name }) => name === 'POST /v1/samples');
    const command = spans.find(({ name }) => name === 'command /v1/samples');
    const projected = spans.find(({ name }) => name === 'process operations.board');
    expect(server?.spanContext().traceId).toBe(traceId);
    expect(server?.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
    expect(command?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId);
    expect(command?.attributes['linli.outcome']).toBe('recorded');
    expect(seen.metadata.traceparent).toBe(`00-${traceId}-${command?.spanContext().spanId}-01`);
    expect(projected?.links[0]?.context).toMatchObject({ traceId, spanId: command?.spanContext().spanId });
    expect(projected?.spanContext().traceId).not.toBe(traceId);
    expect(server?.resource.attributes['service.name']).toBe('sample');
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('street lamp');
    await store.close();
  });

  test('where nobody records spans, the caller’s trace still goes into the log', async () => {
    sample = await startSample();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await sample.report({ traceparent });
    expect(next.seen?.traceparent).toBe(traceparent);
    await sample.report({ traceparent: 'garbage' });
    expect(next.seen?.traceparent).toContain(next.seen?.correlationId.replaceAll('-', ''));
  });

  test('go to the collector that the settings name, as OTLP over HTTP', async () => {
    const received = new Promise<{ path: string | undefined; body: string }>((resolve) => {
      collector.on('request', (request: IncomingMessage, response: ServerResponse) => {
        let body = '';
        request.on('data', (chunk) => (body += String(chunk)));
        request.on('end', () => {
          response.end('{}');
          resolve({ path: request.url, body });
        });
      });
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const { port } = collector.address() as AddressInfo;
    const tracing = createTracing({ service: 'incidents', endpoint: `http://127.0.0.1:${port}` });
    tracing.projectionSpan('process incidents.board', []).end();
    await tracing.close();
    const { path, body } = await received;
    expect(path).toBe('/v1/traces');
    expect(JSON.parse(body)).toMatchObject({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'incidents' } }] },
          scopeSpans: [{ spans: [{ name: 'process incidents.board' }] }],
        },
      ],
    });
    collector.close();
  });
});
