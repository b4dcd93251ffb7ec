import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { ResidentsModule } from '../src/index.ts';

const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';
const subject = '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4411';
const clock = new HandClock('2026-05-29 09:00');
const worker = { roles: ['grid_worker'], areas: ['42/01/05/'] };
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(ResidentsModule, { clock });
});
afterAll(() => city.stop());

async function plan(validFrom: string): Promise<string> {
  const body = { subject, care: 'living_alone', areaPath, validFrom };
  const answer = await city.post('/v1/care-plans', body);
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.body.streamId).slice('care-'.length);
}

/** Asks until the month of a plan is as it should be; the spec's own limit ends it where it never is. */
async function month(plan: string, yyyymm: string, expected: object): Promise<void> {
  for (;;) {
    const { body } = await city.get(`/v1/care-months/${plan}-${yyyymm}`);
    try {
      expect(body).toMatchObject(expected);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

describe('care over HTTP', () => {
  test('R-48: months follow each other, and every slot of them ends once, done or missed', async () => {
    const id = await plan('2026-05-30');
    await month(id, '202605', { state: 'open', subject, due: '2026-05-30T12:00:00.000Z' });
    clock.set('2026-05-30 19:30');
    // Off line from the call at 17:50 until the grace of the slot.
    const call = { occurredAt: '2026-05-30T17:50:00+08:00' };
    const told = await city.post(`/v1/care-plans/${id}/tasks`, call, { as: worker });
    expect(told).toMatchObject({ status: 201 });
    expect((await city.post(`/v1/care-plans/${id}/tasks`, call, { as: worker })).body).toMatchObject({
      code: 'done-before',
      rule: 'R-48',
    });
    clock.set('2026-05-31 20:01');
    await month(id, '202605', { done: 1, missed: 1, gaps: [{ day: '2026-05-31', slot: 'daily_call' }] });
    clock.set('2026-06-01 00:01');
    await month(id, '202605', { state: 'closed' });
    await month(id, '202606', { state: 'open', due: '2026-06-01T12:00:00.000Z' });
    // As of what was told first, nothing was missed yet.
    const then = await city.get(`/v1/care-months/${id}-202605?asOf=${String(told.body.position)}`);
    expect(then.body).toMatchObject({ done: 1, missed: 0, gaps: [] });
    const list = await city.get(`/v1/care-months?area=${areaPath}&plan=${id}`);
    expect((list.body as { items: unknown[] }).items).toHaveLength(2);

    expect(
      await city.post(`/v1/care-plans/${id}/end`, { validTo: '2026-06-01', reason: 'moved_away' }),
    ).toMatchObject({ status: 201 });
    clock.set('2026-06-01 20:01');
    await month(id, '202606', { state: 'closed', done: 0, missed: 0 });
    const events = await city.store.readStream(`care-month-${id}-202605`);
    expect(events.map(({ type }) => type)).toEqual([
      ...['CareMonthOpened', 'CareTaskDone', 'CareTaskMissed', 'CareMonthClosed'],
    ]);
    const ended = await city.get(`/v1/care-plans/${id}`);
    expect(ended.body).toMatchObject({ state: 'ended', validTo: '2026-06-01' });
  });

  test('R-48: care is planned and told by those who may, in their area', async () => {
    const body = { subject, care: 'living_alone', areaPath, validFrom: '2026-07-01' };
    expect((await city.post('/v1/care-plans', body, { as: worker })).status).toBe(403);
    const away = { roles: ['grid_worker'], areas: ['42/01/06/'] };
    const id = await plan('2026-07-01');
    const call = { occurredAt: clock.now().toISOString() };
    expect((await city.post(`/v1/care-plans/${id}/tasks`, call, { as: away })).status).toBe(403);
    const unknown = '0b9f6a1e-4c1d-5a77-9d0e-3f6f0c1a2b3c';
    expect(await city.post(`/v1/care-plans/${unknown}/tasks`, call)).toMatchObject({
      status: 404,
      body: { code: 'care-month-unknown' },
    });
    expect((await city.post('/v1/care-plans', { ...body, subject: 'Zhao' })).status).toBe(400);
    expect((await city.post('/v1/care-plans', { ...body, care: 'gardening' })).status).toBe(400);
  });
});
