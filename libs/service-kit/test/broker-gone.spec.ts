import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { start, token } from './sample-process.ts';

interface Ready {
  readonly checks: Readonly<Record<string, { readonly ready: boolean; readonly detail: string }>>;
}

test('a service whose brokers are gone is ready, says what fails, and takes commands', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');

  const service = await start({ EVENT_BUS_URL: `kafka://127.0.0.1:${port}` });
  for (let detail: string | undefined; !detail?.includes('failing: ');) {
    const answer = await fetch(`${service.url}/health/ready`);
    expect(answer.status).toBe(200);
    const { checks } = (await answer.json()) as Ready;
    ({ detail } = checks['incidents.relay'] ?? { detail: 'no check' });
  }
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'while-none-answers' };
  expect((await fetch(`${service.url}/v1/counts`, { method: 'POST', headers })).status).toBe(201);
  const { status, headers: told } = await fetch(`${service.url}/health/ready`);
  expect([status, told.get('retry-after')]).toEqual([200, null]);
  service.child.kill('SIGTERM');
  expect(await service.ended()).toBe(0);
});
