import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultCalendar2026, defaultCatalogue, defaultDeadlines, defaultRouting } from '@linli/contracts';
import {
  community,
  dispatcher,
  handlerOf,
  newFolder,
  policyMaker,
  startService,
  type RunningService,
} from './running-service.ts';
import { type Answer, HandClock, shanghai } from '@linli/service-kit/testing';

const folder = await newFolder();
const clock = new HandClock('2026-05-11 09:00');
let service: RunningService;
beforeAll(async () => {
  service = await startService(folder.path, { clock });
});
afterAll(async () => {
  await service.stop();
  await folder.remove();
});

const standard = 'GB/T-47678.5';
const lighting = 'lighting:420105';
const set = (name: string, body: object, options?: { key?: string; ifMatch?: string }): Promise<Answer> =>
  service.post(`/v1/policies/${name}`, policyMaker, body, options);
const dueOf = async (id: string, stage: string): Promise<string | undefined> =>
  (await service.eventsOf(id))
    .filter(({ type }) => type === 'ClockStarted')
    .map(({ data }) => data as { stage: string; due: string; deadlinesVersion: number })
    .find((clockStarted) => clockStarted.stage === stage)?.due;

describe('policies are data', () => {
  test('I-03: a new city has its first catalogue, time limits, calendar and routing', async () => {
    for (const [name, policy] of [
      ['catalogue', defaultCatalogue],
      ['deadlines', defaultDeadlines],
      ['calendar', defaultCalendar2026],
      ['routing', defaultRouting],
    ] as const) {
      const { status, body, headers } = await service.get(`/v1/policies/${name}`);
      expect([status, body['policy'], headers.get('etag')]).toEqual([200, policy, '"0"']);
    }
    const { body } = await service.get('/v1/policies/calendar');
    expect(body['notice']).toContain('days from 2027-01-01 on are counted by weekday');
    const { checks } = service.app.readiness.report();
    expect(checks['incidents.policies']?.detail).toContain('days from 2027-01-01 on');
    expect((await service.get('/v1/policies/routing?version=2')).status).toBe(404);
  });

  test('I-02: time limits of version 2 do not change an incident that opened under version 1, at any stage', async () => {
    const before = await service.report('opened-under-one');
    const rules = defaultDeadlines.rules.map((rule) => ({ ...rule, kind: 'natural_days', amount: 30 }));
    expect((await set('deadlines', { version: 2, rules })).status).toBe(201);
    const since = await service.report('opened-under-two');
    const wayTo = async (id: string): Promise<void> => {
      await service.recorded(id, 'IncidentRouted');
      await service.post(`/v1/incidents/${id}/dispatch`, dispatcher, { unit: lighting });
      expect((await service.post(`/v1/incidents/${id}/accept`, handlerOf(lighting))).status).toBe(201);
    };
    await wayTo(before);
    await wayTo(since);
    const at = (local: string): string => new Date(shanghai(local)).toISOString();
    // 暴露垃圾: 4 work hours from Monday 09:00 under version 1; thirty days for everything under version 2.
    expect(await dueOf(before, 'triage')).toBe(at('2026-05-11 11:00'));
    expect(await dueOf(before, 'handling')).toBe(at('2026-05-11 15:00'));
    expect(await dueOf(since, 'triage')).toBe(at('2026-06-10 09:00'));
    expect(await dueOf(since, 'handling')).toBe(at('2026-06-10 09:00'));
  });

  test('I-03: a ninth disorder needs a catalogue version that has it, in force when the incident opened', async () => {
    const category = { standard, kind: 'matter', code: '10001' };
    const early = await service.report('before-the-ninth', { category });
    const refused = await service.post(`/v1/incidents/${early}/classify`, dispatcher, { category });
    expect([refused.status, refused.body['rule'], refused.body['code']]).toEqual([
      422,
      'I-03',
      'class-not-in-catalogue',
    ]);
    const ninth = { category, zh: '噪声乱扰', en: 'Noise' };
    const eight = defaultCatalogue.views.find(({ id }) => id === 'eight-disorders');
    const nine = {
      ...eight,
      id: 'nine-disorders',
      groups: [...(eight?.groups ?? []), { zh: '噪声乱扰', en: 'Noise', categories: [category] }],
    };
    const second = {
      version: 2,
      classes: [...defaultCatalogue.classes, ninth],
      views: [...defaultCatalogue.views, nine],
    };
    expect((await set('catalogue', second)).status).toBe(201);
    const late = await service.report('after-the-ninth', { category });
    expect((await service.get(`/v1/incidents/${late}`)).body).toMatchObject({
      judgedBy: { catalogue: 2 },
      shownUnder: [{ groups: [] }, { groups: [] }, { view: 'nine-disorders', groups: [{ zh: '噪声乱扰' }] }],
    });
    // I-02, I-04: what opened before is judged by version 1 for good.
    const still = await service.post(`/v1/incidents/${early}/classify`, dispatcher, { category });
    expect(still.status).toBe(422);
    const rubbish = { standard, kind: 'matter', code: '06010' };
    await service.post(`/v1/incidents/${early}/classify`, dispatcher, { category: rubbish });
    const { body } = await service.get(`/v1/incidents/${early}?catalogue=2`);
    expect(body).toMatchObject({ judgedBy: { catalogue: 1 } });
    expect(JSON.stringify(body['shownUnder'])).toContain('nine-disorders');
  });

  test('I-21: routing rules of version 2 do not reroute an incident that opened under version 1', async () => {
    const waiting = await service.report('waits-for-class', { category: undefined });
    expect((await set('routing', { version: 2, rules: [] })).status).toBe(201);
    const category = { standard, kind: 'matter', code: '01037' };
    await service.post(`/v1/incidents/${waiting}/classify`, dispatcher, { category });
    await service.recorded(waiting, 'IncidentRouted');
    expect((await service.get(`/v1/incidents/${waiting}`)).body).toMatchObject({
      leadUnit: lighting,
      judgedBy: { routing: 1 },
    });
    const next = await service.report('nobody-has-a-rule', { category });
    await service.recorded(next, 'IncidentRouted');
    expect((await service.get(`/v1/incidents/${next}`)).body).toMatchObject({
      leadUnit: 'community:420105011010',
      judgedBy: { routing: 2 },
    });
  });

  test('C-4.2: a new calendar does not move due times already issued', async () => {
    const id = await service.report('before-the-calendar');
    const due = await dueOf(id, 'triage');
    const holidays = [...defaultCalendar2026.holidays, '2026-05-11', '2026-05-12'];
    expect((await set('calendar', { ...defaultCalendar2026, version: 2, holidays })).status).toBe(201);
    expect(await dueOf(id, 'triage')).toBe(due);
    expect((await service.eventsOf(id)).some(({ type }) => type === 'DueTimeRecomputed')).toBe(false);
    // 0.10: a clock that starts now is reckoned by it, although the incident was opened before.
    await service.recorded(id, 'IncidentRouted');
    await service.post(`/v1/incidents/${id}/dispatch`, dispatcher, { unit: lighting });
    await service.post(`/v1/incidents/${id}/accept`, handlerOf(lighting));
    expect((await service.get(`/v1/incidents/${id}`)).body).toMatchObject({ judgedBy: { calendar: 2 } });
  });

  test('design rule 8: versions come in order, once, and by If-Match', async () => {
    expect((await set('routing', { version: 7, rules: [] })).body).toMatchObject({
      status: 422,
      code: 'version-out-of-order',
      rule: 'I-21',
    });
    expect((await set('routing', { version: 3, rules: [] }, { ifMatch: '"0"' })).status).toBe(412);
    const once = await set('routing', { version: 3, rules: [] }, { ifMatch: '"1"', key: 'routing-three' });
    const twice = await set('routing', { version: 3, rules: [] }, { key: 'routing-three' });
    expect([once.status, twice.status, twice.body['outcome']]).toEqual([201, 200, 'repeated']);
  });

  test('a policy holds for the whole city, so who sets it must answer for all of it', async () => {
    const local = { ...policyMaker, areas: [community] };
    const answer = await service.post('/v1/policies/routing', local, { version: 4, rules: [] });
    expect([answer.status, answer.body['code']]).toEqual([403, 'foreign-area']);
    expect((await service.post('/v1/policies/routing', dispatcher, { version: 4, rules: [] })).status).toBe(
      403,
    );
  });

  test('what is malformed is refused with the field', async () => {
    const half = {
      version: 5,
      rules: [{ standard, codePrefix: '06', stage: 'handling', kind: 'weeks', amount: 1 }],
    };
    const answer = await set('deadlines', half);
    expect([answer.status, answer.body['field']]).toEqual([400, 'rules.0.kind']);
    const feb30 = { ...defaultCalendar2026, version: 3, holidays: ['2026-02-30'] };
    expect((await set('calendar', feb30)).body['field']).toBe('holidays');
  });

  test('the versions are there again after a restart, and the defaults are not installed twice', async () => {
    const head = await service.store.head();
    await service.stop();
    service = await startService(folder.path, { clock });
    expect((await service.get('/v1/policies/catalogue')).body).toMatchObject({ policy: { version: 2 } });
    expect((await service.get('/v1/policies/routing?version=1')).body['policy']).toEqual(defaultRouting);
    expect(await service.store.head()).toBe(head);
  });
});
