import { afterEach, describe, expect, test } from '@jest/globals';
import { createEmbeddedBus } from '@linli/event-bus';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { Metrics } from '../src/index.ts';
import { newEvent } from './new-event.ts';
import { startSample, type Sample } from './start-sample.ts';

let sample: Sample | undefined;
afterEach(async () => {
  await sample?.app.stop();
  sample = undefined;
});

describe('metrics', () => {
  test('count what is recorded by type, and nothing that was repeated', async () => {
    const metrics = new Metrics({ service: 'incidents', version: '1' });
    const store = metrics.observeStore('incidents', new InMemoryEventStore());
    const reported = newEvent('IncidentReported');
    await store.append('incident-1', [reported], 'any');
    await store.append('incident-1', [reported], 'any');
    await store.append(
      'incident-2',
      [newEvent('IncidentReported'), newEvent('IncidentLocated')].map((one) => ({
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
      parked: 1,
    };
    const forget = metrics.observeProjection('incident-board', () => progress);
    const text = await metrics.text();
    for (const line of [
      'linli_projection_lag_events{projection="incident-board",source="incidents"} 12',
      'linli_projection_lag_seconds{projection="incident-board",source="incidents"} 1.5',
      'linli_projection_checkpoint_position{projection="incident-board",source="incidents"} 88',
      'linli_projection_parked_events{projection="incident-board"} 1',
    ]) {
      expect(text).toContain(line);
    }
    expect(() => metrics.observeProjection('incident-board', () => progress)).toThrow('is measured already');
    forget();
    expect(await metrics.text()).not.toContain('incident-board');
  });

  test('tell nothing of how far behind a source is that nobody here follows', async () => {
    const metrics = new Metrics({ service: 'operations', version: '1' });
    const unfollowed = { source: 'incidents/0', position: 40, head: 40, lagMs: 0, aliveAt: 0 };
    const unknown = { source: 'incidents/1', position: 40, head: 43 };
    metrics.observeProjection('board', () => ({ sources: [unfollowed, unknown] }));
    const values = (await metrics.text())
      .split('\n')
      .filter((line) => line.includes('projection="board",source='));
    expect(values).toEqual([
      'linli_projection_lag_events{projection="board",source="incidents/1"} 3',
      'linli_projection_checkpoint_position{projection="board",source="incidents/0"} 40',
      'linli_projection_checkpoint_position{projection="board",source="incidents/1"} 40',
    ]);
  });

  test('count no events by the positions of a log that are distances in bytes, and those of others all the same', async () => {
    const relay = { role: 'leading' as const, position: 81_000, head: 97_000, aliveAt: 1_700_000_000_000 };
    const own = {
      source: 'incidents',
      position: 81_000,
      head: 97_000,
      lagMs: 500,
      aliveAt: 1_700_000_000_000,
    };
    const others = { ...own, source: 'residents/3', position: 7, head: 9 };
    const told = async (positionsCount?: boolean) => {
      const metrics = new Metrics({
        service: 'incidents',
        version: '1',
        ...(positionsCount !== undefined && { positionsCount }),
      });
      metrics.observeRelay('incidents', () => relay);
      metrics.observeProjection('agenda', () => ({ sources: [own, others] }));
      return (await metrics.text()).split('\n').filter((line) => /^linli_.*_(events|seconds)\{/.test(line));
    };
    const others3 = 'linli_projection_lag_events{projection="agenda",source="residents/3"} 2';
    const counted = await told();
    expect(counted).toContain('linli_outbox_pending_events{context="incidents"} 16000');
    expect(counted).toContain('linli_projection_lag_events{projection="agenda",source="incidents"} 16000');
    expect(counted).toContain(others3);
    const bytes = await told(false);
    expect(bytes.filter((line) => line.includes('16000'))).toEqual([]);
    expect(bytes).toContain(others3);
    expect(bytes).toContain('linli_projection_lag_seconds{projection="agenda",source="incidents"} 0.5');
  });

  test('count the batches a consumer fails on', async () => {
    const metrics = new Metrics({ service: 'operations', version: '1' });
    const store = new InMemoryEventStore();
    await store.append('incident-1', [newEvent('IncidentReported')], 'any');
    const bus = metrics.observeBus(createEmbeddedBus({ logs: { incidents: store } }));
    let tried = 0;
    await new Promise<void>((resolve) => {
      void bus.subscribe({
        group: 'operations.board',
        contexts: ['incidents'],
        startAfter: () => Promise.resolve(0),
        handle: () => {
          if (++tried < 3) return Promise.reject(new Error('not yet'));
          resolve();
          return Promise.resolve();
        },
      });
    });
    await bus.close();
    expect(await metrics.text()).toContain(
      'linli_projection_failures_total{projection="operations.board"} 2',
    );
    await store.close();
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
});
