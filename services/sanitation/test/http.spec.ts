import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { SanitationModule } from '../src/index.ts';

interface Defect {
  readonly id: string;
  readonly due: string;
  readonly state: string;
}

const areaPath = '42/01/05/011/010/';
const cover = { part: 'manhole_cover', fault: 'missing', areaPath };
const pothole = { part: 'surface', fault: 'pothole', areaPath };
const crew = { roles: ['handler'], areas: ['42/01/'], unit: 'sanitation:420105' } as const;
const clock = new HandClock('2026-05-01 09:00');
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(SanitationModule, { clock });
});
afterAll(() => city.stop());

async function report(defect: object): Promise<{ readonly id: string; readonly position: string }> {
  const { status, body } = await city.post('/v1/road-defects', defect, { as: { roles: ['grid_worker'] } });
  expect({ status, body }).toMatchObject({ status: 201 });
  return { id: String(body.streamId).slice('road-defect-'.length), position: String(body.position) };
}

async function defects(query: string): Promise<readonly Defect[]> {
  const { status, body } = await city.get(`/v1/road-defects?${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as unknown as { readonly items: readonly Defect[] }).items;
}

/** Asks until the mark of the timer is in the view; the spec's own limit ends it where none comes. */
async function untilOverdue(id: string): Promise<void> {
  while (!(await defects('state=overdue')).some((defect) => defect.id === id));
}

const marksOf = async (id: string) =>
  (await city.store.readStream(`road-defect-${id}`)).filter(({ type }) => type === 'RoadDefectOverdue');

describe('defects of roads over HTTP', () => {
  test('S-09: they are listed below an area in the order they are due', async () => {
    const hole = await report(pothole);
    const missing = await report(cover);
    const elsewhere = await report({ ...cover, areaPath: '42/01/05/011/009/' });
    expect(await defects(`area=${areaPath}&after=${elsewhere.position}`)).toEqual([
      { id: missing.id, ...cover, due: '2026-05-01T03:00:00.000Z', policy: 1, state: 'open' },
      { id: hole.id, ...pothole, due: '2026-05-08T01:00:00.000Z', policy: 1, state: 'open' },
    ]);
    const first = await city.get(`/v1/road-defects?area=${areaPath}&limit=1`);
    const next = await city.get(
      `/v1/road-defects?area=${areaPath}&limit=1&cursor=${String(first.body.next)}`,
    );
    expect(next.body.items).toMatchObject([{ id: hole.id }]);
  });

  test('S-09: one that is not repaired in time is marked once; it can be repaired then, once', async () => {
    const { id } = await report(cover);
    const done = await report(cover);
    const repair = `/v1/road-defects/${id}/repair`;
    await city.post(`/v1/road-defects/${done.id}/repair`, {}, { as: crew });
    clock.set('2026-05-01 11:01');
    await untilOverdue(id);
    const repaired = await city.post(repair, {}, { as: crew });
    expect(repaired).toMatchObject({ status: 201 });
    expect(
      (await city.get(`/v1/road-defects/${id}?after=${String(repaired.body.position)}`)).body,
    ).toMatchObject({
      state: 'repaired',
      by: 'sanitation:420105',
    });
    expect(await city.post(repair, {}, { as: crew })).toMatchObject({
      status: 422,
      body: { rule: 'S-09', code: 'repaired-before' },
    });
    expect(await marksOf(id)).toHaveLength(1);
    expect(await marksOf(done.id)).toEqual([]);
  });

  test('S-09: sent again under its key, a report opens no second defect', async () => {
    const [one, again] = [
      await city.post('/v1/road-defects', pothole, { key: 'the-same-hole' }),
      await city.post('/v1/road-defects', pothole, { key: 'the-same-hole' }),
    ];
    expect(again.body).toMatchObject({ outcome: 'repeated', streamId: one.body.streamId });
  });

  test('S-09: another version of the clocks judges what is reported from then on', async () => {
    const clocks = { kind: 'natural_days', amount: 1 };
    const set = await city.post('/v1/policies/road-defect-clocks', {
      version: 2,
      emergency: clocks,
      road: clocks,
    });
    expect(set.status).toBe(201);
    const { id, position } = await report(pothole);
    expect((await city.get(`/v1/road-defects/${id}?after=${position}`)).body).toMatchObject({
      policy: 2,
      due: '2026-05-02T03:01:00.000Z',
    });
    const inWorkDays = { kind: 'work_days', amount: 1 };
    expect(
      await city.post('/v1/policies/road-defect-clocks', { version: 3, emergency: clocks, road: inWorkDays }),
    ).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });

  test('S-09: a defect that nobody reported is not found', async () => {
    const unknown = { status: 404, body: { code: 'road-defect-unknown' } };
    expect(await city.post('/v1/road-defects/none/repair', {}, { as: crew })).toMatchObject(unknown);
    expect(await city.get('/v1/road-defects/none')).toMatchObject(unknown);
  });

  test('S-09: repairing is for a unit, and everybody acts in his area', async () => {
    const { id } = await report(pothole);
    const repair = `/v1/road-defects/${id}/repair`;
    const alone = { roles: ['handler'], areas: [''] } as const;
    expect(await city.post(repair, {}, { as: alone })).toMatchObject({
      status: 403,
      body: { code: 'no-unit' },
    });
    expect(await city.post(repair, { by: 'police:420105' }, { as: crew })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'by', rule: 'whitelistValidation' }] },
    });
    const away = { ...crew, areas: ['42/01/06/'] };
    expect((await city.post(repair, {}, { as: away })).status).toBe(403);
    const worker = { roles: ['grid_worker'], areas: ['42/01/06/'] } as const;
    expect((await city.post('/v1/road-defects', pothole, { as: worker })).status).toBe(403);
    expect((await city.post(repair, {}, { as: { ...worker, areas: [''] } })).status).toBe(403);
  });

  test.each([{}, { ...cover, part: 'roof' }, { ...cover, areaPath: '42' }, { ...cover, due: '2026-05-01' }])(
    'POST /v1/road-defects with %j is a problem document of status 400',
    async (body) => {
      expect(await city.post('/v1/road-defects', body)).toMatchObject({
        status: 400,
        body: { code: 'invalid-request' },
      });
    },
  );
});

describe('estates and their signs over HTTP', () => {
  const manager = { roles: ['property_manager'], areas: ['42/01/'] } as const;
  const asked = { name: '江欣苑', areaPath };
  const kinds = ['estate_map', 'public_notice_board', 'disclosure_board', 'number_plate', 'green_space_sign'];

  async function register(): Promise<string> {
    const { status, body } = await city.post('/v1/estates', asked, { as: manager });
    expect({ status, body }).toMatchObject({ status: 201 });
    return String(body.streamId).slice('estate-'.length);
  }

  /** The position of what was recorded last. */
  async function install(id: string, signs: readonly string[], place = '1'): Promise<string> {
    let position = '';
    for (const kind of signs) {
      const { status, body } = await city.post(
        `/v1/estates/${id}/install-sign`,
        { kind, place },
        { as: manager },
      );
      expect({ status, body }).toMatchObject({ status: 201 });
      position = String(body.position);
    }
    return position;
  }

  test('S-13: an estate with four of five kinds is listed as incomplete with the missing one, until that stands', async () => {
    const id = await register();
    const position = await install(id, kinds.slice(0, 4));
    const incomplete = {
      ...{ id, ...asked, complete: 'no', missing: ['green_space_sign'], policy: 1 },
      signs: kinds.slice(0, 4).map((kind) => ({ kind, place: '1' })),
    };
    const list = async (complete: string, after: string) =>
      (await city.get(`/v1/estates?area=${areaPath}&complete=${complete}&after=${after}`)).body.items;
    expect(await list('no', position)).toEqual([incomplete]);
    expect((await city.get(`/v1/estates/${id}`)).body).toMatchObject(incomplete);
    const last = await install(id, ['green_space_sign']);
    expect(await list('no', last)).toEqual([]);
    expect(await list('yes', last)).toMatchObject([{ id, missing: [] }]);
  });

  test('S-13: number plates stand side by side; one that is removed is gone from the document', async () => {
    const id = await register();
    await install(id, ['number_plate']);
    await install(id, ['number_plate'], '2');
    const plate = { kind: 'number_plate', place: '1' };
    expect(await city.post(`/v1/estates/${id}/install-sign`, plate, { as: manager })).toMatchObject({
      status: 422,
      body: { rule: 'S-13', code: 'installed-before' },
    });
    const { body } = await city.post(`/v1/estates/${id}/remove-sign`, plate, { as: manager });
    expect((await city.get(`/v1/estates/${id}?after=${String(body.position)}`)).body).toMatchObject({
      signs: [{ kind: 'number_plate', place: '2' }],
      complete: 'no',
    });
  });

  test('S-13: another version of the required kinds judges what happens from then on', async () => {
    const id = await register();
    const set = await city.post('/v1/policies/required-signs', { version: 2, kinds: ['estate_map'] });
    expect(set.status).toBe(201);
    const position = await install(id, ['estate_map']);
    expect((await city.get(`/v1/estates/${id}?after=${position}`)).body).toMatchObject({
      ...{ complete: 'yes', missing: [], policy: 2 },
    });
  });

  test('S-13: signs are kept by those who may, in their area, in estates that are registered', async () => {
    const sign = { kind: 'estate_map', place: '1' };
    const unknown = { status: 404, body: { code: 'estate-unknown' } };
    expect(await city.post('/v1/estates/none/install-sign', sign)).toMatchObject(unknown);
    expect(await city.get('/v1/estates/none')).toMatchObject(unknown);
    const id = await register();
    for (const as of [
      { ...manager, areas: ['42/01/06/'] },
      { ...manager, roles: ['handler'] },
    ] as const)
      expect((await city.post(`/v1/estates/${id}/install-sign`, sign, { as })).status).toBe(403);
  });
});
