import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { SanitationModule } from '../src/index.ts';

const areaPath = '42/01/05/011/010/';
const manager = { roles: ['sanitation_manager'], areas: ['42/01/05/'] } as const;
const cleaner = { roles: ['cleaner'], areas: [areaPath] } as const;
const inspector = { roles: ['sanitation_inspector'], areas: [areaPath] } as const;
const clean = ['no_white_litter', 'no_dead_corners'].map((item) => ({ item, passed: true }));
const littered = clean.map(({ item }) => ({ item, passed: item !== 'no_white_litter' }));
const clock = new HandClock('2026-05-04 17:00');
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(SanitationModule, { clock });
});
afterAll(() => city.stop());

async function post(path: string, body: object, as: object = manager): Promise<string> {
  const answer = await city.post(path, body, { as });
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.body.position);
}

/** A segment that c-1 holds. */
async function heldSegment(): Promise<string> {
  const grids = [`${areaPath}A1/B07/U021/G0431/`];
  const segment = { name: '江欣苑东路', areaPath, grids, surfaces: ['green'], validFrom: '2026-05-01' };
  const { body } = await city.post('/v1/segments', segment, { as: manager });
  const id = String(body.streamId).slice('segment-'.length);
  await post(`/v1/segments/${id}/assign`, { cleaner: 'c-1', validFrom: '2026-05-01' });
  return id;
}

describe('days of duty segments over HTTP', () => {
  test('S-02: an absence without substitute is shown as an uncovered span of the day', async () => {
    const id = await heldSegment();
    const day = `/v1/segments/${id}/days/2026-05-04`;
    await post(`${day}/start-shift`, { cleaner: 'c-1', time: '06:00' }, cleaner);
    const away = { cleaner: 'c-1', from: '08:00', to: '10:00', reason: 'ill' };
    const position = await post(`${day}/absences`, away, cleaner);
    const list = `/v1/segment-days?area=${areaPath}&day=2026-05-04&segment=${id}&cover=gaps`;
    const uncovered = [{ from: '08:00', to: '10:00' }];
    expect(await city.get(`${list}&after=${position}`)).toMatchObject({
      status: 200,
      body: { items: [{ id: `${id}-2026-05-04`, onShift: ['c-1'], uncovered }] },
    });
    // What it was decided by: how far the log was known when the segment was looked up.
    const [first] = await city.store.readStream(`segment-day-${id}-2026-05-04`);
    expect(first?.metadata).toMatchObject({ areaPath, knownAt: expect.stringContaining('sanitation:') });
  });

  test('S-14: one failed item, and the segment fails that day, whatever a later inspection finds', async () => {
    const id = await heldSegment();
    const day = `/v1/segments/${id}/days/2026-05-04`;
    await post(`${day}/inspections`, { time: '09:40', items: littered }, inspector);
    const position = await post(`${day}/inspections`, { time: '15:05', items: clean }, inspector);
    expect((await city.get(`/v1/segment-days/${id}-2026-05-04?after=${position}`)).body).toMatchObject({
      result: 'failed',
      failed: ['no_white_litter'],
      inspections: 2,
    });
  });

  test('S-01: after a redrawing, what was inspected before stays with the drawing before', async () => {
    const id = await heldSegment();
    const inspections = `/v1/segments/${id}/days/2026-05-04/inspections`;
    await post(inspections, { time: '09:40', items: clean }, inspector);
    const grids = [`${areaPath}A1/B07/U021/G0432/`];
    const drawn = { grids, surfaces: ['green'], validFrom: '2026-05-05' };
    await post(`/v1/segments/${id}/redraw`, drawn);
    clock.set('2026-05-05 17:00');
    const next = `/v1/segments/${id}/days/2026-05-05/inspections`;
    const position = await post(next, { time: '09:40', items: littered }, inspector);
    expect((await city.get(`/v1/segment-days?segment=${id}&after=${position}`)).body.items).toMatchObject([
      { day: '2026-05-04', drawing: 1, result: 'passed' },
      { day: '2026-05-05', drawing: 2, result: 'failed' },
    ]);
  });

  test('S-30: persuasions are counted by segment', async () => {
    const [one, other] = [await heldSegment(), await heldSegment()];
    const talk = { cleaner: 'c-1', time: '10:20', topic: 'litter' };
    await post(`/v1/segments/${one}/days/2026-05-04/persuasions`, talk, cleaner);
    await post(`/v1/segments/${other}/days/2026-05-04/persuasions`, talk, cleaner);
    const position = await post(`/v1/segments/${one}/days/2026-05-05/persuasions`, talk, cleaner);
    const { items } = (await city.get(`/v1/segment-persuasions?after=${position}`)).body;
    expect(items).toContainEqual({ segment: one, areaPath, count: 2, last: '2026-05-05' });
    expect(items).toContainEqual({ segment: other, areaPath, count: 1, last: '2026-05-04' });
  });

  test('S-02: days are recorded by those who may, where the segment lies, and of known segments alone', async () => {
    const id = await heldSegment();
    const start = { cleaner: 'c-1', time: '06:00' };
    const path = `/v1/segments/${id}/days/2026-05-04/start-shift`;
    const away = { ...cleaner, areas: ['42/01/06/'] };
    expect((await city.post(path, start, { as: away })).status).toBe(403);
    expect((await city.post(path, start, { as: inspector })).status).toBe(403);
    expect(
      await city.post('/v1/segments/none/days/2026-05-04/start-shift', start, { as: cleaner }),
    ).toMatchObject({ status: 422, body: { code: 'segment-unknown', rule: 'S-02' } });
    for (const wrong of [path.replace('05-04', '02-30'), `${path}?`])
      expect(await city.post(wrong, { ...start, time: '24:00' }, { as: cleaner })).toMatchObject({
        status: 400,
        body: { code: 'invalid-request' },
      });
  });
});
