import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { derivedId, type RunningView, scopedCommandId, VIEW } from '@linli/service-kit';
import {
  community,
  dispatcher,
  grids,
  handlerOf,
  newFolder,
  startService,
  supervisor,
  worker,
  type RunningService,
} from './running-service.ts';

const folder = await newFolder();
let service: RunningService;
beforeAll(async () => {
  service = await startService(folder.path);
});
afterAll(async () => {
  await service.stop();
  await folder.remove();
});

const sanitation = 'sanitation:420105';
const types = async (id: string): Promise<string[]> => (await service.eventsOf(id)).map(({ type }) => type);

describe('the way of one incident', () => {
  test('I-03, I-08, I-21, I-17: from the report to the closing, over HTTP', async () => {
    const id = await service.report('the-whole-way');
    await service.recorded(id, 'IncidentRouted');
    const at = `/v1/incidents/${id}`;
    for (const [step, caller, body] of [
      ['dispatch', dispatcher, { unit: sanitation }],
      ['accept', handlerOf(sanitation), {}],
      ['complete', handlerOf(sanitation), {}],
      ['fail-check', supervisor, { reason: 'still_there' }],
      ['complete', handlerOf(sanitation), {}],
      ['pass-check', supervisor, {}],
      ['close', supervisor, {}],
    ] as const) {
      const answer = await service.post(`${at}/${step}`, caller, body);
      expect([step, answer.status]).toEqual([step, 201]);
    }
    expect(await types(id)).toEqual([
      'IncidentReported',
      'IncidentClassified',
      'IncidentLocated',
      'ClockStarted',
      'IncidentRouted',
      'LeadUnitAssigned',
      'SupportUnitAssigned',
      'ClockStopped',
      'ClockStarted',
      'TaskDispatched',
      'TaskAccepted',
      'ClockStopped',
      'ClockStarted',
      'TaskCompleted',
      'ClockStopped',
      'ClockStarted',
      'CheckFailed',
      'ClockStopped',
      'ClockStarted',
      'TaskCompleted',
      'ClockStopped',
      'ClockStarted',
      'CheckPassed',
      'IncidentClosed',
      'ClockStopped',
    ]);
    const { status, body, headers } = await service.get(at);
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"24"');
    expect(body).toMatchObject({
      incidentId: id,
      stage: 'closed',
      place: { gridCode: 'G0001', areaPath: grids[0]?.areaPath, point: { lon: 114.2005, lat: 30.5505 } },
      leadUnit: 'community:420105011010',
      supportUnits: [sanitation],
      tasks: [{ taskId: '1', unit: sanitation, state: 'completed', returns: 0 }],
      checks: 2,
      clocks: [],
      judgedBy: { catalogue: 1, deadlines: 1, calendar: 1, routing: 1 },
    });
  });

  test('design rule: who asked, why and in which chain stands beside every event', async () => {
    const id = await service.report('metadata-of-events');
    const events = await service.recorded(id, 'IncidentRouted');
    const located = events.find(({ type }) => type === 'IncidentLocated');
    const routed = events.find(({ type }) => type === 'IncidentRouted');
    expect(located?.metadata).toMatchObject({
      commandId: scopedCommandId('wuhan', 'grid_worker', 'metadata-of-events'),
      knownAt: expect.stringMatching(/^policies:\d+,residents:3$/),
      actor: 'grid_worker',
      tenant: 'wuhan',
      areaPath: grids[0]?.areaPath,
    });
    expect(routed?.metadata).toMatchObject({
      causationId: located?.id,
      correlationId: located?.metadata.correlationId,
      actor: 'policy:route-located-incidents',
      areaPath: grids[0]?.areaPath,
    });
  });

  test('I-08: a point on the border of two grids is located in the lower one, and stays there', async () => {
    const id = await service.report('on-the-border', { point: { lon: 114.201, lat: 30.5505 } });
    const { body } = await service.get(`/v1/incidents/${id}`);
    expect(body['place']).toMatchObject({ gridCode: 'G0001', areaPath: grids[0]?.areaPath });
  });

  test('I-21: an incident that was classified and located by hand is routed when it has both', async () => {
    const id = await service.report('bare-report', { point: undefined, category: undefined });
    const at = `/v1/incidents/${id}`;
    await service.post(`${at}/locate`, dispatcher, { point: { lon: 114.2015, lat: 30.5505 } });
    const category = { standard: 'GB/T-47678.5', kind: 'matter', code: '01037' };
    expect((await service.post(`${at}/classify`, dispatcher, { category })).status).toBe(201);
    await service.recorded(id, 'IncidentRouted');
    expect((await service.get(at)).body).toMatchObject({ stage: 'routed', leadUnit: 'lighting:420105' });
    const again = await service.post(`${at}/route`, dispatcher);
    expect([again.status, again.body['outcome']]).toEqual([200, 'unchanged']);
  });

  test('C-4.3, I-21: an incident that was parked while it was classified is routed when it goes on', async () => {
    const id = await service.report('parked-in-triage', { category: undefined });
    const at = `/v1/incidents/${id}`;
    await service.post(`${at}/park`, dispatcher, { reason: 'waiting_for_reporter' });
    const category = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' };
    await service.post(`${at}/classify`, dispatcher, { category });
    expect((await service.post(`${at}/dispatch`, dispatcher)).body).toMatchObject({ rule: 'C-4.3' });
    await service.post(`${at}/resume`, dispatcher);
    await service.recorded(id, 'IncidentRouted');
  });

  test('I-04: one incident is shown under 八乱 and 五乱, and its events do not know', async () => {
    const id = await service.report('two-views');
    const { body } = await service.get(`/v1/incidents/${id}`);
    expect(body['shownUnder']).toMatchObject([
      { view: 'eight-disorders', zh: '八乱', groups: [{ zh: '垃圾乱丢' }] },
      { view: 'five-disorders', zh: '五乱', groups: [{ zh: '暴露、积存垃圾' }] },
    ]);
    expect(JSON.stringify(await service.eventsOf(id))).not.toContain('disorders');
    expect((await service.get(`/v1/incidents/${id}?catalogue=9`)).status).toBe(404);
  });
});

test('I-07, I-14, I-16, I-17, I-20: what is said of an incident besides, over HTTP', async () => {
  const [police, enforcement] = ['police:420105', 'enforcement:420105'];
  const enforced = await service.report('enforced-incident');
  await service.recorded(enforced, 'IncidentRouted');
  await service.post(`/v1/incidents/${enforced}/dispatch`, dispatcher, { unit: enforcement });
  const id = await service.report('conflict-of-many', { severity: 'urgent' });
  await service.recorded(id, 'IncidentRouted');
  const at = `/v1/incidents/${id}`;
  for (const [step, caller, body] of [
    ['tag-uncertainty', dispatcher, { uncertainty: 'state' }],
    ['tag-uncertainty', dispatcher, { uncertainty: 'effect' }],
    ['resolve-uncertainty', dispatcher, { uncertainty: 'state' }],
    ['dispatch-joint', dispatcher, { units: [police, sanitation] }],
    ['classify-police', dispatcher, { function: 'public_order' }],
    ['classify-conflict', dispatcher, { conflict: 'enforcement', cause: enforced }],
    ['return', handlerOf(sanitation), { reason: 'not_our_duty' }],
    ['force-assign', dispatcher, { reason: 'nobody_takes_it' }],
  ] as const) {
    const answer = await service.post(`${at}/${step}`, caller, body);
    expect([step, answer.status]).toEqual([step, 201]);
  }
  expect((await service.get(at)).body).toMatchObject({
    uncertain: ['effect'],
    policeFunction: 'public_order',
    conflict: { conflict: 'enforcement', cause: enforced },
    tasks: [
      { taskId: '1', unit: police, state: 'dispatched', returns: 0 },
      { taskId: '2', unit: 'community:420105011010', state: 'dispatched', returns: 1, forced: true },
    ],
  });
});

describe('what the door refuses', () => {
  test('design rule 8: the same report again opens nothing and is answered with the first', async () => {
    const body = { channel: 'app', occurredAt: '2026-05-11T00:30:00Z', severity: 'urgent' };
    const first = await service.post('/v1/incidents', worker, body, { key: 'sent-twice' });
    const second = await service.post('/v1/incidents', worker, body, { key: 'sent-twice' });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual({ ...first.body, outcome: 'repeated' });
    const stranger = await service.post('/v1/incidents', worker, body, { key: 'another-one' });
    expect(stranger.body['incidentId']).not.toBe(first.body['incidentId']);
  });

  test('I-03: what another system sent is one incident under however many keys, found by the number people say', async () => {
    const source = { system: 'myla311', reference: '1-1523590871' };
    const body = { channel: 'app', occurredAt: '2026-05-11T00:30:00Z', severity: 'urgent', source };
    const first = await service.post('/v1/incidents', worker, body, { key: 'source-first' });
    expect(first).toMatchObject({
      status: 201,
      body: { outcome: 'recorded', ticket: expect.stringMatching(/^\d{2}-\d{4}-\d{4}$/) },
    });
    const { note, ...again } = (
      await service.post('/v1/incidents', worker, { ...body, severity: 'normal' }, { key: 'source-again' })
    ).body as Record<string, unknown>;
    const { revision, position, ...told } = first.body as Record<string, unknown>;
    expect(again).toMatchObject({ ...told, outcome: 'repeated' });
    expect(note).toMatch(/nothing of what was sent now was recorded/);
    const repeated = await service.post('/v1/incidents', worker, body, { key: 'source-first' });
    expect(repeated.body).toEqual({ ...told, revision, position, outcome: 'repeated' });
    expect(await types(String(told['incidentId']))).toEqual(['IncidentReported', 'ClockStarted']);
    const other = { ...body, source: { ...source, reference: '1-1523590872' } };
    const another = await service.post('/v1/incidents', worker, other, { key: 'source-other' });
    expect(another.body['incidentId']).not.toBe(told['incidentId']);
  });

  test('I-03: nine at once of one source are one incident', async () => {
    const source = { system: 'myla311', reference: 'nine-at-once' };
    const body = { channel: 'app', occurredAt: '2026-05-11T00:30:00Z', severity: 'normal', source };
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, n) =>
        service.post('/v1/incidents', worker, body, { key: `nine-at-once-${n}` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(8).fill(200), 201]);
    expect(new Set(answers.map(({ body: { incidentId } }) => incidentId)).size).toBe(1);
  });

  test('I-03: keys and sources from before keys were scoped are answered with what they opened', async () => {
    const source = { system: 'myla311', reference: 'before-the-change' };
    const data = { channel: 'app', occurredAt: '2026-05-11T00:30:00.000Z', severity: 'normal', source };
    const commandId = 'before-the-change';
    const incidentId = derivedId('wuhan', 'incident', commandId);
    const metadata = { commandId, correlationId: commandId, actor: 'worker', tenant: 'wuhan' };
    const id = '01980000-0000-7000-8000-00000000abcd';
    const { position } = await service.store.append(
      `incident-${incidentId}`,
      [{ id, type: 'IncidentReported', version: 1, data, metadata }],
      'no-stream',
    );
    await service.app.nest
      .get<RunningView>(VIEW('incidents-earlier-sources'), { strict: false })
      .at({ after: `incidents:${position}` });
    for (const key of [commandId, 'after-the-change'])
      expect(await service.post('/v1/incidents', worker, data, { key })).toMatchObject({
        status: 200,
        body: { outcome: 'repeated', incidentId },
      });
  });

  test('I-03: a day that does not exist is 400, what has not happened yet and what is too long ago 422', async () => {
    const report = async (occurredAt: string) => {
      const body = { channel: 'app', occurredAt, severity: 'normal' };
      const { status, body: problem } = await service.post('/v1/incidents', worker, body);
      return [status, problem['code'], problem['field']];
    };
    expect(await report('2026-02-30T08:00:00+08:00')).toEqual([400, 'invalid-request', 'occurredAt']);
    expect(await report('2099-01-01T08:00:00+08:00')).toEqual([422, 'occurs-later', 'occurredAt']);
    expect(await report('0001-01-01T00:00:00Z')).toEqual([422, 'occurred-too-early', 'occurredAt']);
  });

  test('design rule 8: a command sent twice is recorded once', async () => {
    const id = await service.report('void-twice');
    const path = `/v1/incidents/${id}/void`;
    const once = await service.post(path, supervisor, { reason: 'not_found' }, { key: 'void-once' });
    const twice = await service.post(path, supervisor, { reason: 'not_found' }, { key: 'void-once' });
    expect([once.status, twice.status, twice.body['outcome']]).toEqual([201, 200, 'repeated']);
    expect(twice.body['position']).toBe(once.body['position']);
  });

  test('design rule 8: If-Match that does not hold is answered 412 with the present revision', async () => {
    const id = await service.report('if-match');
    const events = await service.recorded(id, 'IncidentRouted');
    const path = `/v1/incidents/${id}/dispatch`;
    const stale = await service.post(path, dispatcher, {}, { ifMatch: '"3"' });
    const revision = events.length - 1;
    expect([stale.status, stale.body['revision']]).toEqual([412, revision]);
    const fresh = await service.post(path, dispatcher, {}, { ifMatch: `"${revision}"` });
    expect([fresh.status, fresh.headers.get('etag')]).toEqual([201, `"${revision + 1}"`]);
  });

  test('a refusal names its rule, its code and the field', async () => {
    const id = await service.report('refusals', { point: undefined });
    const outside = await service.post(`/v1/incidents/${id}/locate`, dispatcher, {
      point: { lon: 0, lat: 0 },
    });
    expect(outside.status).toBe(422);
    expect(outside.body).toMatchObject({
      type: 'https://linli.cn/problems/outside-every-grid',
      rule: 'I-08',
      field: 'point',
    });
    const early = await service.post(`/v1/incidents/${id}/close`, supervisor);
    expect([early.status, early.body['rule']]).toEqual([422, 'B-5.2']);
  });

  test('an incident that nobody has reported is not found', async () => {
    const path = '/v1/incidents/3d9d7a52-6a6a-5b1f-9d3d-000000000000';
    expect((await service.get(path)).status).toBe(404);
    expect((await service.post(`${path}/route`, dispatcher)).body).toMatchObject({
      code: 'incident-unknown',
    });
    expect((await service.get('/v1/incidents/no-uuid')).status).toBe(400);
  });

  test('B-5.2: a unit neither takes the task of another nor checks its own work', async () => {
    const id = await service.report('own-case');
    await service.recorded(id, 'IncidentRouted');
    const at = `/v1/incidents/${id}`;
    await service.post(`${at}/dispatch`, dispatcher, { unit: sanitation });
    const other = await service.post(`${at}/accept`, handlerOf('enforcement:420105'));
    expect([other.status, other.body['rule'], other.body['code']]).toEqual([
      422,
      'I-17',
      'task-of-other-unit',
    ]);
    expect((await service.post(`${at}/accept`, { roles: ['handler'] })).body['code']).toBe('no-unit');
    await service.post(`${at}/accept`, handlerOf(sanitation));
    await service.post(`${at}/complete`, handlerOf(sanitation));
    const own = await service.post(`${at}/pass-check`, {
      roles: ['handler', 'supervisor'],
      unit: sanitation,
    });
    expect([own.status, own.body['rule'], own.body['code']]).toEqual([422, 'B-5.2', 'own-case']);
  });

  test('roles: each step belongs to its role', async () => {
    const id = await service.report('roles-of-steps');
    const at = `/v1/incidents/${id}`;
    for (const [step, caller] of [
      ['dispatch', worker],
      ['accept', dispatcher],
      ['pass-check', dispatcher],
      ['close', handlerOf(sanitation)],
      ['void', worker],
    ] as const)
      expect([step, (await service.post(`${at}/${step}`, caller, { reason: 'late' })).status]).toEqual([
        step,
        403,
      ]);
    expect((await service.get(at, worker)).status).toBe(403);
  });

  test('areas: nobody acts on an incident outside his area, or reports into one', async () => {
    const elsewhere = { areas: ['42/01/05/011/009/'] };
    const report = {
      channel: 'app',
      occurredAt: '2026-05-11T00:30:00Z',
      severity: 'normal',
      point: { lon: 114.2005, lat: 30.5505 },
    };
    const foreign = await service.post('/v1/incidents', { ...worker, ...elsewhere }, report);
    expect([foreign.status, foreign.body['code']]).toEqual([403, 'foreign-area']);
    const id = await service.report('areas-of-steps');
    const at = `/v1/incidents/${id}`;
    const classify = { category: { standard: 'GB/T-47678.5', kind: 'matter', code: '06011' } };
    for (const [path, caller, body] of [
      ['classify', dispatcher, classify],
      ['park', dispatcher, { reason: 'late' }],
      ['close', supervisor, {}],
      ['accept', handlerOf(sanitation), {}],
    ] as const)
      expect((await service.post(`${at}/${path}`, { ...caller, ...elsewhere }, body)).status).toBe(403);
    expect((await service.get(at, { roles: ['viewer'], ...elsewhere })).status).toBe(403);
    expect((await service.get(at, { roles: ['viewer'], areas: [community] })).status).toBe(200);
  });

  test('areas: an incident that is not located yet can be located only into an own area', async () => {
    const id = await service.report('locate-areas', { point: undefined });
    const local = { ...dispatcher, areas: [community] };
    const path = `/v1/incidents/${id}/locate`;
    expect((await service.post(path, local, { point: { lon: 114.3005, lat: 30.5505 } })).status).toBe(403);
    expect((await service.post(path, local, { point: { lon: 114.2005, lat: 30.5505 } })).status).toBe(201);
  });
});
