import { afterEach, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { createEmbeddedBus } from '@linli/event-bus';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Metrics, Tracing } from '../src/index.ts';
import { next } from './sample-app.ts';
import { problem, startSample, type Sample } from './start-sample.ts';

let sample: Sample | undefined;
afterEach(async () => {
  await sample?.app.stop();
  sample = undefined;
  for (const key of Object.keys(next) as (keyof typeof next)[]) delete next[key];
});

describe('readiness', () => {
  test('is the sum of what every part says; liveness asks nobody', async () => {
    sample = await startSample();
    const { readiness } = sample.app;
    const state = { ready: false, detail: '12 events behind' };
    const remove = readiness.add('incidents.board', () => state);
    const answered = await sample.ask('/health/ready');
    expect(answered.status).toBe(503);
    expect(await problem(answered)).toMatchObject({
      code: 'not-ready',
      checks: { 'incidents.board': { ready: false, detail: '12 events behind' } },
    });
    expect((await sample.ask('/health/live')).status).toBe(200);
    state.ready = true;
    expect((await sample.ask('/health/ready')).status).toBe(200);
    remove();
    expect(await (await sample.ask('/health/ready')).json()).toEqual({ ready: true, checks: {} });
  });

  test('a check that fails itself is a part that is not ready', async () => {
    sample = await startSample();
    sample.app.readiness.add('broken', () => {
      throw new Error('inside');
    });
    const document = await problem(await sample.ask('/health/ready'));
    expect(JSON.stringify(document)).not.toContain('inside');
    expect(document).toMatchObject({ status: 503, checks: { broken: { ready: false } } });
  });

  test('two parts cannot share a name', async () => {
    sample = await startSample();
    const { readiness } = sample.app;
    readiness.add('a', () => ({ ready: true, detail: '' }));
    expect(() => readiness.add('a', () => ({ ready: true, detail: '' }))).toThrow('is there already');
  });
});

describe('metrics', () => {
  const event = (type: string, traceparent?: string) => ({
    id: crypto.randomUUID(),
    type,
    version: 1,
    data: {},
    metadata: {
      commandId: crypto.randomUUID(),
      correlationId: 'c',
      actor: 'a',
      tenant: 't',
      ...(traceparent === undefined ? {} : { traceparent }),
    },
  });

  test('count what is recorded by type, and nothing that was repeated', async () => {
    const metrics = new Metrics({ service: 'incidents', version: '1' });
    const store = metrics.observeStore('incidents', new InMemoryEventStore());
    const reported = event('IncidentReported');
    await store.append('incident-1', [reported], 'any');
    await store.append('incident-1', [reported], 'any');
    await store.append(
      'incident-2',
      [event('IncidentReported'), event('IncidentLocated')].map((one) => ({
        ...one,
        metadata: reported.metadata,
      })),
      'any',
    );
    const text = await metrics.text();
    expect(text).toContain('linli_events_appended_total{service="incidents",type="IncidentReported"} 2');
    expect(text).toContain('linli_events_appended_total{service="incidents",type="IncidentLocated"} 1');
    await store.close();
  });

  test('tell of every projection how far it is with every source, asked at the scrape', async () => {
    const metrics = new Metrics({ service: 'operations', version: '1' });
    const progress = {
      sources: [{ source: 'incidents', position: 88, head: 100, lagMs: 1500, aliveAt: 1_700_000_000_000 }],
      failures: 2,
      parked: 1,
    };
    const forget = metrics.observeProjection('incident-board', () => progress);
    const text = await metrics.text();
    for (const line of [
      'linli_projection_lag_events{projection="incident-board",source="incidents"} 12',
      'linli_projection_lag_seconds{projection="incident-board",source="incidents"} 1.5',
      'linli_projection_checkpoint_position{projection="incident-board",source="incidents"} 88',
      'linli_projection_failures_total{projection="incident-board"} 2',
      'linli_projection_parked_events{projection="incident-board"} 1',
    ]) {
      expect(text).toContain(line);
    }
    expect(() => metrics.observeProjection('incident-board', () => progress)).toThrow('is measured already');
    forget();
    expect(await metrics.text()).not.toContain('incident-board');
  });

  test('measure requests by route and status, with no id in any label', async () => {
    sample = await startSample();
    await sample.ask('/v1/samples/incident-4711');
    await sample.ask('/v1/nothing/incident-4711');
    sample.app.metrics.sseClients.inc();
    const text = await (await fetch(`${sample.url}/metrics`)).text();
    expect(text).toContain(
      'linli_http_request_duration_seconds_count{method="GET",route="/v1/samples/:id",status="200"} 1',
    );
    expect(text).toContain(
      'linli_http_request_duration_seconds_count{method="GET",route="none",status="404"} 1',
    );
    expect(text).toMatch(/linli_build_info\{service="sample",version="1\.2\.3",node="v24[^"]*"\} 1/);
    expect(text).toContain('linli_sse_clients 1');
    expect(text).not.toContain('4711');
  });

  test('and traces: one trace id from the request through the event to the projection', async () => {
    const exporter = new InMemorySpanExporter();
    const processors = [new SimpleSpanProcessor(exporter)];
    sample = await startSample({ processors });
    const store = new InMemoryEventStore();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await sample.report({ traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    const metadata = event('IncidentReported', next.seen?.traceparent);
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
});

describe('logs', () => {
  test('hold nothing of what a request brought: body, query, path, headers, tokens, address', async () => {
    sample = await startSample();
    const canary = (where: string) => `canary${where}4711`;
    const token = await sample.token();
    const headers = {
      authorization: `Bearer ${token}`,
      'user-agent': canary('Agent'),
      'x-forwarded-for': '203.0.113.77',
      referer: `http://${canary('Referer')}.example/`,
      cookie: `linli_session=${canary('Cookie')}`,
      'idempotency-key': canary('Key'),
    };
    const body = { text: canary('Body'), areaPath: '42/01/', severity: 'normal' };
    const everywhere = async () => {
      await sample?.report(headers, body);
      await sample?.report(headers, { ...body, [canary('Field')]: canary('Value') });
      await sample?.report(headers, `{"text":"${canary('Broken')}`);
      await sample?.ask(`/v1/samples/${canary('Path')}?name=${canary('Query')}`, { headers });
      await sample?.ask(`/v1/${canary('Unknown')}?name=${canary('Query')}`, { headers });
      await sample?.ask('/v1/samples', { headers: { authorization: `Bearer ${canary('Token')}` } });
    };
    await everywhere();
    next.error = new Error(`cannot store ${canary('Body')} of ${canary('Key')} for ${token}`);
    await everywhere();

    expect(sample.log().split('\n').length).toBeGreaterThan(12);
    expect(sample.log()).toContain('cannot store [struck out]');
    expect(sample.log()).not.toMatch(/canary|203\.0\.113|127\.0\.0\.1/);
    expect(sample.log()).not.toContain(token.slice(-40));
  });

  test('have one line a request, under the id that its events and its problem carry', async () => {
    sample = await startSample();
    await sample.report();
    const lines = sample
      .log()
      .split('\n')
      .filter((text) => text.includes('"msg":"request"'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      service: 'sample',
      requestId: next.seen?.correlationId,
      method: 'POST',
      route: '/v1/samples',
      status: 201,
      ms: expect.any(Number),
      msg: 'request',
    });
  });
});

describe('the API description', () => {
  test('is valid OpenAPI 3.1 and holds every route with its problems', async () => {
    sample = await startSample();
    const document = (await (await fetch(`${sample.url}/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<
        string,
        Record<
          string,
          {
            responses: object;
            security?: unknown;
            parameters: { name: string; in: string; schema: object }[];
          }
        >
      >;
      components: { schemas: Record<string, { required?: string[]; properties: Record<string, object> }> };
    };
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result).toEqual({ valid: true });
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/health/live',
      '/health/ready',
      '/metrics',
      '/openapi.json',
      '/v1/samples',
      '/v1/samples/full',
      '/v1/samples/open',
      '/v1/samples/undeclared',
      '/v1/samples/{id}',
    ]);
    const command = document.paths['/v1/samples']?.['post'];
    expect(Object.keys(command?.responses ?? {})).toEqual(
      expect.arrayContaining([
        '200',
        '201',
        '400',
        '401',
        '403',
        '409',
        '412',
        '422',
        '429',
        '500',
        '503',
        '507',
      ]),
    );
    expect(command?.security).toEqual([{ bearer: [] }]);
    expect(command?.parameters.map(({ name }) => name)).toEqual(['Idempotency-Key', 'If-Match']);
  });

  test('says of every field what its rules enforce', async () => {
    sample = await startSample();
    const { components, paths } = (await (await fetch(`${sample.url}/openapi.json`)).json()) as {
      components: { schemas: Record<string, object> };
      paths: Record<string, { get: { parameters: object[] } }>;
    };
    expect(components.schemas['ReportBody']).toMatchObject({
      required: ['text', 'areaPath', 'severity'],
      properties: {
        text: { type: 'string', minLength: 1, maxLength: 200 },
        areaPath: { type: 'string', pattern: '^([0-9A-Za-z]+\\/)+$' },
        severity: { enum: ['normal', 'urgent'] },
        point: { $ref: '#/components/schemas/PointBody' },
      },
    });
    expect(components.schemas['PointBody']).toMatchObject({
      properties: { lon: { type: 'number', minimum: -180, maximum: 180 } },
    });
    expect(paths['/v1/samples']?.get.parameters).toEqual([
      expect.objectContaining({
        name: 'limit',
        in: 'query',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: 500 },
      }),
    ]);
  });
});
