import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { SanitationModule } from '../src/index.ts';
import { draw } from '../src/inspection-draw/draw.ts';

const areaPath = '42/01/05/011/010/';
const manager = { roles: ['sanitation_manager'], areas: ['42/01/05/'] } as const;
const inspector = { roles: ['sanitation_inspector'], areas: [areaPath] } as const;
const items = ['no_white_litter', 'no_dead_corners'].map((item) => ({ item, passed: true }));
const clock = new HandClock('2026-05-03 17:00');
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(SanitationModule, { clock });
});
afterAll(() => city.stop());

async function post(path: string, body: object, as: object = manager) {
  const answer = await city.post(path, body, { as });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body as { readonly position: string; readonly streamId: string };
}

/** Defines a segment that is there from a day on; resolves when the list has it. */
async function segmentFrom(validFrom: string): Promise<string> {
  const grids = [`${areaPath}A1/B07/U021/G0431/`];
  const segment = { name: '江欣苑东路', areaPath, grids, surfaces: ['green'], validFrom };
  const { streamId, position } = await post('/v1/segments', segment);
  expect((await city.get(`/v1/segments?after=${position}`)).status).toBe(200);
  return streamId.slice('segment-'.length);
}

/** Asks until the day of a draw has ended; the spec's own limit ends it where it never does. */
async function ended(id: string): Promise<Readonly<Record<string, unknown>>> {
  for (;;) {
    const { body } = await city.get(`/v1/inspection-draws/${id}`, manager);
    if (body.state === 'missed' || body.state === 'completed') return body;
  }
}

describe('draws of inspections over HTTP', () => {
  test('S-03: what was drawn before the day can be drawn again from its seed, and what was not inspected is missed', async () => {
    const there = [await segmentFrom('2026-05-01'), await segmentFrom('2026-05-01')];
    await segmentFrom('2026-06-01');
    const { streamId, position } = await post('/v1/inspection-draws', { areaPath, day: '2026-05-04' });
    const id = streamId.slice('inspection-draw-'.length);
    expect(id).toBe('42.01.05.011.010-2026-05-04');
    const { body } = await city.get(`/v1/inspection-draws/${id}?after=${position}`, manager);
    expect(body).toMatchObject({ state: 'drawn', from: [...there].sort() });
    expect(body.segments).toEqual(draw(String(body.seed), '2026-05-04', there, 100));
    expect(
      await city.post('/v1/inspection-draws', { areaPath, day: '2026-05-04' }, { as: manager }),
    ).toMatchObject({
      status: 422,
      body: { code: 'drawn-before' },
    });

    await post('/v1/inspection-draws', { areaPath, day: '2026-05-05' });
    clock.set('2026-05-05 17:00');
    const [inspected = '', other = ''] = there;
    const inspection = { time: '09:40', items };
    await post(`/v1/segments/${inspected}/days/2026-05-04/inspections`, inspection, inspector);
    for (const segment of there)
      await post(`/v1/segments/${segment}/days/2026-05-05/inspections`, inspection, inspector);
    clock.set('2026-05-07 00:02');
    expect(await ended(id)).toMatchObject({ state: 'missed', missed: [other] });
    expect(await ended(id.replace('05-04', '05-05'))).toMatchObject({ state: 'completed', missed: [] });
    const ends = (await city.store.readStream(streamId)).slice(1);
    expect(ends.map(({ type }) => type)).toEqual(['InspectionMissed']);
  });

  test('S-03: those who are inspected, and those who inspect, neither draw nor see the draw', async () => {
    const body = { areaPath, day: '2026-05-09' };
    for (const roles of [['cleaner'], ['sanitation_inspector'], ['viewer']]) {
      const as = { roles, areas: [''] };
      expect((await city.post('/v1/inspection-draws', body, { as })).status).toBe(403);
      expect((await city.get('/v1/inspection-draws', as)).status).toBe(403);
    }
    const away = { ...manager, areas: ['42/01/06/'] };
    expect((await city.post('/v1/inspection-draws', body, { as: away })).status).toBe(403);
    expect(
      await city.post('/v1/inspection-draws', { ...body, day: '2026-05-07' }, { as: manager }),
    ).toMatchObject({
      status: 422,
      body: { code: 'day-has-begun', rule: 'S-03' },
    });
  });
});
