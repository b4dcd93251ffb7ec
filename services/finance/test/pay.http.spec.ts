import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { FinanceModule } from '../src/index.ts';
import { scale } from './pay.ts';

const areaPath = '42/01/05/011/010/';
const treasurer = { roles: ['treasurer'], areas: [''] } as const;
const clerk = { roles: ['payroll_clerk'], areas: ['42/01/05/'] } as const;
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(FinanceModule, { clock: new HandClock('2026-06-03 09:00') });
});
afterAll(() => city.stop());

describe('pay over HTTP', () => {
  test('F-13: who is not assessed is reckoned by the clerk of his place, with five insurances', async () => {
    const { kind: _, version: __, ...terms } = { ...scale, byResult: 0 };
    const path = '/v1/pay-scales/social_worker';
    expect((await city.post(path, terms, { as: clerk })).status).toBe(403);
    const district = { ...treasurer, areas: ['42/01/'] };
    expect((await city.post(path, terms, { as: district })).status).toBe(403);
    expect((await city.post(path, terms, { as: treasurer })).status).toBe(201);
    const run = (body: object, as: object) => city.post('/v1/payrolls/w-7/2026-05/run', body, { as });
    const social = { kind: 'social_worker', areaPath };
    expect((await run(social, { ...clerk, areas: ['42/01/06/'] })).status).toBe(403);
    expect(await run({ kind: 'driver', areaPath }, clerk)).toMatchObject({
      status: 422,
      body: { code: 'pay-scale-unknown', rule: 'F-07' },
    });
    const answer = await run(social, clerk);
    expect(answer).toMatchObject({ status: 201 });
    const slip = `/v1/payslips/w-7-202605?after=${String(answer.body['position'])}`;
    expect((await city.get(slip, clerk)).body).toMatchObject({
      ...{ state: 'unfunded', wage: 240_000, net: 214_800, evidence: [] },
      insurances: scale.insurances.map(({ insurance }) => ({ insurance })),
    });
    // What somebody is paid is not for everybody to see.
    expect((await city.get(slip, { roles: ['viewer'] })).status).toBe(403);
    expect((await city.post('/v1/payrolls/w-8/2026-05/pay-out', {}, { as: clerk })).status).toBe(404);
    const step = await city.post('/v1/payrolls/w-7/years/2026/step', {}, { as: treasurer });
    expect(step).toMatchObject({ status: 201 });
  });

  test('F-14: the index of a year is shown with every entry that it has had', async () => {
    const of = { areaPath: '42/01/', year: '2026' };
    for (const [n, input] of ['economy', 'minimum_wage', 'net_income'].entries())
      await city.post('/v1/pay-indexes/inputs', { ...of, input, growth: 500 + n }, { as: treasurer });
    await city.post('/v1/pay-indexes/computations', of, { as: treasurer });
    const late = { ...of, input: 'economy', growth: 530, corrects: 1 };
    expect((await city.post('/v1/pay-indexes/inputs', late, { as: treasurer })).status).toBe(201);
    const { body } = await city.post('/v1/pay-indexes/computations', of, { as: treasurer });
    expect(
      (await city.get(`/v1/pay-indexes/42.01-2026?after=${String(body['position'])}`)).body,
    ).toMatchObject({
      index: 511,
      inputs: [{ growth: 500 }, { growth: 501 }, { growth: 502 }, { growth: 530 }],
      computations: [{ index: 501 }, { index: 511, entries: [4, 2, 3] }],
    });
  });
});
