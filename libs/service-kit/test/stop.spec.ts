import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { SqliteEventStore } from '@linli/event-sourcing';
import { scopedCommandId } from '../src/index.ts';
import { start, token } from './sample-process.ts';

interface Post {
  readonly status: number;
  readonly commandId: string;
}

function post(url: string, agent: Agent): Promise<Post> {
  const commandId = crypto.randomUUID();
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/v1/counts`,
      {
        method: 'POST',
        agent,
        headers: { authorization: `Bearer ${token}`, 'idempotency-key': commandId, 'content-length': 0 },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode ?? 0, commandId }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

describe('a service under load that gets SIGTERM', () => {
  test('loses nothing it acknowledged, answers what is in flight and exits with 0', async () => {
    const service = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const answers: Post[] = [];
    let refused = 0;
    let stopping = false;
    const caller = async (): Promise<void> => {
      for (;;) {
        try {
          answers.push(await post(service.url, agent));
        } catch {
          refused++;
          if (stopping) return;
        }
      }
    };
    const slow = fetch(`${service.url}/v1/counts/slow`);
    await service.told('slow request came in');
    const callers = Array.from({ length: 32 }, caller);
    while (answers.length < 500) await new Promise((resolve) => setImmediate(resolve));

    stopping = true;
    service.child.kill('SIGTERM');
    expect(await (await slow).json()).toEqual({ answered: true });
    expect(await service.ended()).toBe(0);
    await Promise.all(callers);
    agent.destroy();

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(refused).toBeGreaterThanOrEqual(32);
    const store = await SqliteEventStore.open({ file: service.log });
    const { events } = await store.readAll({ after: 0, limit: 1_000_000 });
    await store.close();
    const recorded = events.map(({ metadata }) => metadata.commandId);
    expect(new Set(recorded).size).toBe(recorded.length);
    const known = new Set(recorded);
    expect(answers.filter(({ commandId }) => !known.has(scopedCommandId('linli', 'x', commandId)))).toEqual(
      [],
    );
  });

  test('ends in order: requests, streams, subscriptions, Nest, stores', async () => {
    const service = await start();
    const slow = fetch(`${service.url}/v1/counts/slow`);
    await service.told('slow request came in');
    service.child.kill('SIGTERM');
    await slow;
    expect(await service.ended()).toBe(0);
    expect(service.steps.slice(service.steps.indexOf('streams closed'))).toEqual([
      'streams closed',
      'slow request answered',
      'subscriptions closed',
      'before application shutdown',
      'on application shutdown',
      'exit',
    ]);
    expect(service.output()).toContain('"msg":"stopped"');
  });

  test('is not ready any more while it still answers', async () => {
    const service = await start({ STOP_DRAIN_DELAY_MS: '3000' });
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    service.child.kill('SIGTERM');
    let ready = await fetch(`${service.url}/health/ready`);
    while (ready.status === 200) ready = await fetch(`${service.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(ready.headers.get('connection')).toBe('close');
    expect(await ready.json()).toMatchObject({ code: 'not-ready', checks: { stopping: { ready: false } } });
    expect((await fetch(`${service.url}/v1/counts`, { method: 'POST' })).status).toBe(401);
    expect(await service.ended()).toBe(0);
  });

  test('lets a stream say farewell', async () => {
    const service = await start({ POLITE: '1' });
    const stream = await fetch(`${service.url}/v1/counts/stuck`);
    await service.told('stuck request came in');
    service.child.kill('SIGTERM');
    expect(await stream.text()).toBe(': hello\n\nevent: bye\n\n');
    expect(await service.ended()).toBe(0);
    expect(service.output()).not.toContain('connections cut');
  });

  test('cuts a connection that does not end in time, and says so', async () => {
    const service = await start({ STOP_TIMEOUT_MS: '200' });
    const stream = await fetch(`${service.url}/v1/counts/stuck`);
    await service.told('stuck request came in');
    service.child.kill('SIGTERM');
    await expect(stream.text()).rejects.toThrow();
    expect(await service.ended()).toBe(0);
    expect(service.output()).toContain('"connections":1');
  });

  test('gives up what does not end by the deadline, and exits with 1', async () => {
    const service = await start({ HANGING: '1', STOP_TIMEOUT_MS: '100', STOP_CLOSE_TIMEOUT_MS: '100' });
    service.child.kill('SIGTERM');
    expect(await service.ended()).toBe(1);
    expect(service.output()).toContain('did not stop in time');
    expect(service.steps).toContain('subscriptions closed');
  });

  test('ends at once at the second signal', async () => {
    const service = await start({ STOP_DRAIN_DELAY_MS: '600000' });
    service.child.kill('SIGTERM');
    while (!service.output().includes('"msg":"stopping"')) await once(service.child.stdout!, 'data');
    service.child.kill('SIGTERM');
    expect(await service.ended()).toBe(1);
  });
});

describe('a service with a failure that nobody caught', () => {
  test('ends in order and exits with 1', async () => {
    const service = await start();
    await fetch(`${service.url}/v1/counts/crash`);
    expect(await service.ended()).toBe(1);
    expect(service.output()).toContain('nobody catches this');
    expect(service.output()).toContain('"msg":"stopped"');
    expect(service.steps).toContain('subscriptions closed');
  });

  test('exits with 1 though a runner hangs', async () => {
    const service = await start({ HANGING: '1', STOP_TIMEOUT_MS: '100', STOP_CLOSE_TIMEOUT_MS: '100' });
    await fetch(`${service.url}/v1/counts/crash`);
    expect(await service.ended()).toBe(1);
    expect(service.output()).toContain('did not stop in time');
  });
});
