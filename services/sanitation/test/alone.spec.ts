import { afterAll, expect, test } from '@jest/globals';
import { aloneFolder } from '@linli/service-kit/testing';

const folder = await aloneFolder(new URL('../dist/main.js', import.meta.url));
afterAll(() => folder.remove());

test('sanitation started alone becomes ready, takes a report, measures what follows its log and ends in order', async () => {
  const alone = await folder.start();
  const defect = { part: 'kerb_stone', fault: 'broken', areaPath: '42/01/05/011/010/' };
  const worker = { roles: ['grid_worker'] };
  expect((await alone.post('/v1/road-defects', defect, worker, 'reported-alone')).status).toBe(201);
  const metrics = await alone.metrics();
  for (const projection of ['road-defects', 'sanitation-agenda'])
    expect(metrics).toContain(`linli_projection_parked_events{projection="${projection}"} 0`);
  expect(await alone.stop()).toBe(0);
});
