import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { ResidentsModule } from '../src/index.ts';
import { serviceCase } from '../src/service-case/service-case.ts';

const areaPath = '42/01/05/011/010/';
const desk = (subject: string) => ({ roles: ['hall_clerk', 'viewer'], areas: [areaPath], subject }) as const;
const clock = new HandClock('2026-05-01 09:00');
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(ResidentsModule, { clock });
});
afterAll(() => city.stop());

const submit = (matter: string, channel: string, as: object = desk('desk-1'), more: object = {}) =>
  city.post('/v1/requests', { matter, channel, line: 'public', resident: 'r-1', areaPath, ...more }, { as });
const act = (id: unknown, how: string, body: object, subject = 'desk-1') =>
  city.post(`/v1/service-cases/${String(id)}/${how}`, body, { as: desk(subject) });
const open = async (matter: string, name = 'convenience', more: object = {}) => {
  const { body } = await submit(matter, 'hall', undefined, more);
  expect(await act(body['case'], 'open', { class: name })).toMatchObject({ status: 201 });
  return String(body['case']);
};
const eventsOf = async (id: unknown) => (await city.store.readStream(`service-case-${String(id)}`)) ?? [];
const typesOf = async (id: unknown) => (await eventsOf(id)).map(({ type }) => type);

async function listed(query: string): Promise<readonly Record<string, unknown>[]> {
  const { status, body } = await city.get(
    `/v1/${query}&after=residents:${await city.store.head()}`,
    desk('desk-1'),
  );
  expect({ status, body }).toMatchObject({ status: 200 });
  return body['items'] as unknown as Record<string, unknown>[];
}

describe('service cases over HTTP', () => {
  test('R-13: the same matter by phone and by app is one case, with two records of channels', async () => {
    const matter = randomUUID();
    const [phone, app] = await Promise.all([submit(matter, 'phone'), submit(matter, 'app')]);
    expect([phone.status, app.status]).toEqual([201, 201]);
    expect(phone.body['case']).toBe(app.body['case']);
    expect(await typesOf(phone.body['case'])).toEqual(['RequestReceived', 'RequestReceived']);
    // Told again over one of them, nothing is recorded.
    expect(await submit(matter, 'app')).toMatchObject({ status: 200, body: { outcome: 'repeated' } });
    const [one] = await listed(`service-cases?area=${areaPath}&state=received`);
    expect(one).toMatchObject({ id: phone.body['case'], state: 'received', line: 'public' });
    expect([...(one?.['channels'] as string[])].sort()).toEqual(['app', 'phone']);
  });

  test('R-10: desk 2 neither owns nor closes what it has not accepted', async () => {
    const id = await open('m-handover');
    await act(id, 'propose-handover', { to: 'desk-2' });
    expect((await listed(`service-cases?area=${areaPath}&owner=desk-1`)).map((one) => one['id'])).toContain(
      id,
    );
    expect(await act(id, 'close', { outcome: 'resolved' }, 'desk-2')).toMatchObject({
      status: 422,
      body: { rule: 'R-10', code: 'not-the-owner' },
    });
    expect((await act(id, 'accept-handover', {}, 'desk-2')).status).toBe(201);
    expect((await act(id, 'close', { outcome: 'resolved' }, 'desk-2')).status).toBe(201);
    expect((await city.get(`/v1/service-cases/${id}`, desk('desk-1'))).body).toMatchObject({
      owner: 'desk-2',
    });
    expect(await act('nobody', 'close', { outcome: 'resolved' })).toMatchObject({
      status: 404,
      body: { code: 'service-case-unknown' },
    });
  });

  test('R-11, R-58: certificates, problems and classes are counted, before a rebuild and after it', async () => {
    const before = (await listed(`service-case-totals?area=${areaPath}`))[0] ?? {};
    const count = (name: string) => Number(before[name] ?? 0);
    const ids: string[] = [];
    for (let n = 0; n < 9; n += 1) ids.push(await open(`m-count-${n}`, n < 6 ? 'convenience' : 'benefit'));
    for (const id of ids.slice(0, 6)) {
      await act(id, 'certificates/residence/request', {});
      await act(id, 'certificates/residence/issue', {});
    }
    for (const id of ids) await act(id, 'close', { outcome: 'resolved' });
    const late = await open('m-count-9', 'safety');
    await act(late, 'classify', { class: 'recreation' });
    const expected = {
      cases: count('cases') + 10,
      certificates: count('certificates') + 6,
      problems: count('problems') + 3,
    };
    const check = async () => {
      const [totals] = await listed(`service-case-totals?area=${areaPath}`);
      expect(totals).toMatchObject(expected);
      const classes = totals?.['classes'] as { class: string; cases: number }[];
      expect(classes).toContainEqual({ class: 'recreation', cases: 1 });
      expect(classes).toContainEqual({ class: 'safety', cases: 0 });
      expect(classes.reduce((sum, { cases }) => sum + cases, 0)).toBe(expected.cases);
    };
    await check();
    expect((await city.post('/v1/residents/consumers/service-case-totals/rebuild', {}, {})).status).toBe(202);
    await check();
    expect((await city.get(`/v1/service-cases/${late}`, desk('desk-1'))).body).toMatchObject({
      class: 'recreation',
      classes: [{ class: 'safety' }, { class: 'recreation' }],
    });
  });

  test('R-56: the share of cases whose first event was a visit', async () => {
    const place = '42/01/05/011/009/';
    const at = `service-case-totals?area=${place}`;
    for (let n = 0; n < 3; n += 1) {
      const { body } = await submit(`m-share-${n}`, 'phone', {}, { areaPath: place });
      await city.post(`/v1/service-cases/${String(body['case'])}/open`, { class: 'safety' });
    }
    const id = randomUUID();
    const raised = { owner: 'grid-7', resident: 'r-1', areaPath: place, class: 'safety', raisedBy: id };
    await city.desk.ask(
      serviceCase,
      id,
      { type: 'OpenRaisedCase', ...raised },
      { commandId: id, correlationId: id, actor: 'policy:open-raised-case', tenant: 'wuhan' },
    );
    const { body } = await city.get(`/v1/${at}&after=residents:${await city.store.head()}`);
    expect(body['items']).toMatchObject([{ cases: 4, raised: 1, proactive: 250 }]);
  });

  test('R-09: a clock that runs out leaves one mark: stranded, backlogged, delayed', async () => {
    const { body } = await submit('m-nobody', 'phone');
    const id = await open('m-slow');
    const done = await open('m-quick');
    await act(done, 'close', { outcome: 'resolved' });
    const until = async (of: unknown, type: string) => {
      while (!(await typesOf(of)).includes(type)) await new Promise((next) => setTimeout(next, 5));
    };
    clock.set('2026-05-04 09:01');
    await until(body['case'], 'FeedbackStranded');
    clock.set('2026-05-09 09:01');
    await until(id, 'TaskDelayed');
    await until(id, 'CaseBacklogged');
    expect(
      (await listed(`service-cases?area=${areaPath}&owner=desk-1`)).find((one) => one['id'] === id),
    ).toMatchObject({
      marks: expect.arrayContaining(['backlogged', 'delayed']),
    });
    const marks = (types: readonly string[]) =>
      types.filter((type) => /^(TaskDelayed|CaseBacklogged|FeedbackStranded)$/.test(type));
    expect(marks(await typesOf(body['case']))).toEqual(['FeedbackStranded']);
    expect(marks(await typesOf(id)).sort()).toEqual(['CaseBacklogged', 'TaskDelayed']);
    expect(marks(await typesOf(done))).toEqual([]);
  });

  test('R-10: cases are handled by those who may, in their area', async () => {
    const { body } = await submit('m-far', 'phone');
    const elsewhere = { ...desk('desk-9'), areas: ['42/02/'] };
    const path = `/v1/service-cases/${String(body['case'])}`;
    expect((await city.post(`${path}/open`, { class: 'safety' }, { as: elsewhere })).status).toBe(403);
    expect((await submit('m-far-2', 'phone', elsewhere)).status).toBe(403);
    expect((await city.get('/v1/service-cases', { roles: ['viewer'], areas: [''] })).status).toBe(403);
  });
});
