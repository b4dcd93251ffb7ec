import { afterAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { SqliteEventStore } from '@linli/event-sourcing';
import { aloneFolder, type AloneService } from '@linli/service-kit/testing';
import { recordGrids } from './running-service.ts';

const folder = await aloneFolder(new URL('../dist/main.js', import.meta.url));
afterAll(() => folder.remove());

const worker = { roles: ['grid_worker', 'viewer'] };

async function report(alone: AloneService, key: string): Promise<object> {
  const told = {
    channel: 'app',
    occurredAt: '2026-05-11T09:00:00+08:00',
    severity: 'normal',
    point: { lon: 114.2005, lat: 30.5505 },
    category: { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' },
  };
  const { body } = await alone.post('/v1/incidents', told, worker, key);
  return (await alone.get(`/v1/incidents/${String(body['incidentId'])}`, worker)).body;
}

describe('the incidents service started alone', () => {
  test('takes reports with nothing of the other services, and locates them once it knows grids; all it follows is measured', async () => {
    const alone = await folder.start();
    expect(await report(alone, 'reported-alone')).toMatchObject({ stage: 'classified' });
    expect(await alone.stop()).toBe(0);

    const file = join(folder.path, 'residents.db');
    const residents = await SqliteEventStore.open({ file });
    await recordGrids(residents);
    await residents.close();
    const fed = await folder.start({ EVENT_BUS_URL: `embedded:?residents=${file}` });
    expect(await report(fed, 'reported-with-grids')).toMatchObject({
      place: { gridCode: 'G0001' },
      judgedBy: { catalogue: 1 },
    });
    const metrics = await fed.metrics();
    for (const projection of ['incidents-grids', 'incidents-agenda', 'route-located-incidents']) {
      expect(metrics).toContain(`linli_projection_parked_events{projection="${projection}"} 0`);
      expect(metrics).toContain(`linli_projection_lag_events{projection="${projection}",source=`);
    }
    expect(await fed.stop()).toBe(0);
  });
});
