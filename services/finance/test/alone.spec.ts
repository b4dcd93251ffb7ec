import { afterAll, expect, test } from '@jest/globals';
import { aloneFolder } from '@linli/service-kit/testing';

const folder = await aloneFolder(new URL('../dist/main.js', import.meta.url));
afterAll(() => folder.remove());

test('finance started alone becomes ready, takes an allocation, measures what follows its log and ends in order', async () => {
  const alone = await folder.start();
  const work = { line: 'work', amount: 12_000_000, areaPath: '42/01/05/011/010/' };
  const treasurer = { roles: ['treasurer'] };
  const at = '/v1/funds/420105011010-fiscal-2026/allocations';
  expect((await alone.post(at, work, treasurer, 'allocated-alone')).status).toBe(201);
  const metrics = await alone.metrics();
  for (const projection of ['budget-ledger', 'trial-balance'])
    expect(metrics).toContain(`linli_projection_parked_events{projection="${projection}"} 0`);
  expect(await alone.stop()).toBe(0);
});
