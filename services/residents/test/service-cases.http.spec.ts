import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { ResidentsModule } from '../src/index.ts';
import { serviceCase } from '../src/service-case/service-case.ts';

const resident = '0198c0de-0000-7000-8000-000000000002';
const text = '楼道灯不亮';
const areaPath = '42/01/05/011/010/';
const desk = (subject: string) =>
  ({ roles: ['service_desk', 'viewer'], areas: [areaPath], subject }) as const;
const clock = new HandClock('2026-05-01 09:00');
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(ResidentsModule, { clock });
});
afterAll(() => city.stop());

const submit = (matter: string, channel: string, as: object = desk('desk-1'), more: object = {}) =>
  city.post('/v1/requests', { matter, channel, line: 'public', resident, areaPath, text, ...more }, { as });
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
      await act(id, 'certificates/residence/issue', { number: `z-${id}` });
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
    const raised = { owner: 'grid-7', resident, areaPath: place, raisedBy: id };
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

  test('R-11, R-13: what tells of a person is sealed in every list, and shown with clearance, for the case', async () => {
    const { body } = await submit('m-words', 'phone', undefined, { name: '王秀英', phone: '13800138000' });
    const id = String(body['case']);
    const one = `/v1/service-cases/${id}?after=${String(body['position'])}`;
    const sealed = { text: '[sealed]', name: '[sealed]', phone: '[sealed]' };
    expect((await city.get(one, desk('desk-1'))).body).toMatchObject(sealed);
    const asked = { ids: [id], fields: ['text', 'name', 'phone'], purpose: 'case', case: id };
    const plain = (clearance: number) =>
      city.post('/v1/service-cases/plain', asked, { as: { ...desk('desk-1'), clearance } });
    expect((await plain(2)).body).toEqual({ items: [{ id, text, name: '王秀英', phone: '13800138000' }] });
    expect(await plain(1)).toMatchObject({ status: 403, body: { code: 'missing-clearance' } });
    await act(id, 'open', { class: 'convenience' });
    await act(id, 'certificates/income/request', {});
    await act(id, 'certificates/income/issue', { number: 'z-17' });
    expect(await listed(`certificates?area=${areaPath}&state=issued`)).toContainEqual({
      ...{ case: id, kind: 'income', areaPath, state: 'issued', resident, number: '[sealed]' },
    });
    const number = { ids: [`${id}.income`], fields: ['number'], purpose: 'case' };
    expect((await city.post('/v1/certificates/plain', number, { as: desk('desk-1') })).body).toEqual({
      items: [{ id: `${id}.income`, number: 'z-17' }],
    });
  });

  test('R-12: a mandate is over with its day, by itself, and no step is done under it then', async () => {
    clock.set('2026-05-11 16:00');
    const id = await open('m-agency');
    await act(id, 'mandate', { agent: 'desk-1', until: '2026-05-12', text: '代办居住证' });
    expect((await act(id, 'agency-steps', { step: 'file_application' })).status).toBe(201);
    clock.set('2026-05-12 18:30');
    expect((await act(id, 'agency-steps', { step: 'collect_card' })).status).toBe(201);
    expect((await city.get(`/v1/service-cases/${id}`, desk('desk-1'))).body).toMatchObject({
      agent: 'desk-1',
      mandateDue: '2026-05-12T16:00:00.000Z',
    });
    clock.set('2026-05-13 00:01');
    while (!(await typesOf(id)).includes('AgencyMandateEnded'))
      await new Promise((next) => setTimeout(next, 5));
    expect(await act(id, 'agency-steps', { step: 'collect_card' })).toMatchObject({
      status: 422,
      body: { rule: 'R-12', code: 'no-mandate' },
    });
    const steps = (await eventsOf(id)).filter(({ type }) => type === 'AgencyStepPerformed');
    expect(steps.map(({ data }) => (data as { hours: string }).hours)).toEqual(['regular', 'extended']);
  });

  test('R-14: a message stands in the inbox of its leader, passes no desk, and is masked for all others', async () => {
    const leader = (subject: string) =>
      ({ roles: ['community_leader'], areas: [areaPath], subject, clearance: 2 }) as const;
    const secretary = leader('secretary-1');
    const lines = [
      { line: 'party_secretary', leader: 'secretary-1' },
      { line: 'director', leader: 'director-1' },
    ];
    expect(
      (await city.post(`/v1/policies/leader-lines?area=${areaPath}`, { version: 1, lines })).status,
    ).toBe(201);
    const send = (more: object = {}) =>
      city.post(
        '/v1/direct-line-messages',
        { line: 'party_secretary', resident, areaPath, text, ...more },
        { as: { roles: ['grid_worker'], areas: [areaPath] } },
      );
    const { status, body } = await send();
    expect(status).toBe(201);
    const id = String(body['case']);
    const inbox = async (as: object, of: string) =>
      city.get(
        `/v1/direct-line-messages?area=${areaPath}&leader=${of}&after=${String(body['position'])}`,
        as,
      );
    expect((await inbox(secretary, 'secretary-1')).body['items']).toMatchObject([
      { id, line: 'party_secretary', state: 'sent', text: '[sealed]' },
    ]);
    expect((await inbox(secretary, 'director-1')).body['items']).toEqual([]);
    // No desk sees it, and no other leader reads it.
    expect((await inbox(desk('desk-1'), 'secretary-1')).status).toBe(403);
    expect((await listed(`service-cases?area=${areaPath}`)).map((one) => one['id'])).not.toContain(id);
    const plain = (as: object) =>
      city.post('/v1/direct-line-messages/plain', { ids: [id], fields: ['text'], purpose: 'case' }, { as });
    expect((await plain(secretary)).body).toEqual({ items: [{ id, text }] });
    expect(await plain(leader('director-1'))).toMatchObject({
      status: 403,
      body: { code: 'foreign-document' },
    });
    const reply = (as: object) =>
      city.post(`/v1/direct-line-messages/${id}/reply`, { reply: '明天就修' }, { as });
    expect(await reply(leader('director-1'))).toMatchObject({
      status: 422,
      body: { rule: 'R-14', code: 'not-the-leader' },
    });
    expect((await reply(secretary)).status).toBe(201);
    expect(await send({ line: 'mayor' })).toMatchObject({ status: 422, body: { code: 'line-unknown' } });
  });

  test('R-10: what stands in the diary of a visit opens a case of the worker who was there', async () => {
    const grid = `${areaPath}A1/B07/U021/G0431/`;
    const as = { subject: 'grid-7' } as const;
    const occurredAt = clock.now().toISOString();
    const entry = { areaPath: grid, entry: 'd-1', resident, topic: 'heating', occurredAt, text };
    const { body: written } = await city.post('/v1/grid-books/diary-entries', entry, { as });
    const book = String(written['streamId']).slice('grid-book-'.length);
    const id = randomUUID();
    const path = `/v1/grid-books/${book}/diary-entries/d-1/case`;
    expect(await city.post(path, { case: id }, { as })).toMatchObject({ status: 201 });
    while ((await eventsOf(id)).length === 0) await new Promise((next) => setTimeout(next, 5));
    const [opened] = await eventsOf(id);
    const [raised] = (await city.store.readStream(`grid-book-${book}`)).slice(-1);
    expect(opened?.data).toMatchObject({ owner: 'grid-7', resident, areaPath: grid, raisedBy: raised?.id });
    expect(opened?.metadata).toMatchObject({ causationId: raised?.id, actor: 'policy:open-raised-case' });
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
