import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AreaPath, incidentEvents, type RecordedEvent } from '@linli/contracts';
import { view } from '../../src/index.ts';
import { undescribedRoutes } from '../../src/garbage/index.ts';
import { HandClock, runContext, type RunningContext } from '../../src/testing/index.ts';
import { calendarOf, conduct, KettleModule, limitsOf, read } from './kettle.ts';

const home = '42/01/05/011/010/';
const cook = { roles: ['cook'], areas: [home], subject: 'cook-1' };
const kettle = { areaPath: home, due: '2026-05-11T10:00:00+08:00' };
const clock = new HandClock('2026-05-11 09:00');
let folder: string;
let run: RunningContext;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kettles-'));
  run = await runContext(KettleModule, { folder, clock });
});
beforeEach(() => void read.splice(0));
afterAll(async () => {
  await run.stop();
  await rm(folder, { recursive: true });
});

async function restart(): Promise<void> {
  await run.stop();
  run = await runContext(KettleModule, { folder, clock });
}

async function putOn(body: object = kettle, options: object = {}): Promise<string> {
  const answer = await run.post('/v1/kettles', body, { as: cook, ...options });
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.body['kettle']);
}

/** Looks until it is there: patience is the spec's own limit. */
async function until<Value>(find: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function stream(id: string): Promise<readonly RecordedEvent[]> {
  return run.store.readStream(`kettle-${id}`);
}

describe('doors of commands', () => {
  test('a command opens a stream under an id of its own, and finds it when it comes again', async () => {
    const first = await run.post('/v1/kettles', kettle, { as: cook, key: 'same-key-1' });
    expect(first).toMatchObject({ status: 201, body: { outcome: 'recorded', revision: 1 } });
    const again = await run.post('/v1/kettles', kettle, { as: cook, key: 'same-key-1' });
    expect(again).toMatchObject({ status: 200, body: { outcome: 'repeated', kettle: first.body['kettle'] } });
    const other = await run.post('/v1/kettles', kettle, {
      as: { ...cook, subject: 'cook-2' },
      key: 'same-key-1',
    });
    expect(other.status).toBe(201);
    expect(other.body['kettle']).not.toBe(first.body['kettle']);
  });

  test('a moment is recorded in UTC, and a day that the calendar does not have is no moment', async () => {
    const [, started] = await stream(await putOn());
    expect(started?.data).toMatchObject({ due: '2026-05-11T02:00:00.000Z' });
    expect(
      await run.post('/v1/kettles', { ...kettle, due: '2026-02-30T10:00:00+08:00' }, { as: cook }),
    ).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', field: 'due' },
    });
  });

  test.each([
    [{}, 'areaPath'],
    [{ ...kettle, areaPath: 'nowhere' }, 'areaPath'],
    [{ ...kettle, cups: 'cup' }, 'cups'],
    [{ ...kettle, cups: ['a', 'b', 'c', 'd'] }, 'cups'],
    [{ ...kettle, cups: ['Ä'] }, 'cups'],
    [{ ...kettle, lid: true }, 'lid'],
  ])('%j is refused and names its field', async (body, field) => {
    expect(await run.post('/v1/kettles', body, { as: cook })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', field },
    });
  });

  test('what stands in the address is checked like a field, and does not stand in the body too', async () => {
    const id = await putOn();
    const again = { due: kettle.due };
    expect((await run.post(`/v1/kettles/${id}/rounds/2`, again, { as: cook })).status).toBe(201);
    expect(await run.post(`/v1/kettles/${id}/rounds/x`, again, { as: cook })).toMatchObject({
      status: 400,
      body: { field: 'round' },
    });
    expect(
      await run.post(`/v1/kettles/${id}/rounds/3`, { ...again, round: '3' }, { as: cook }),
    ).toMatchObject({
      status: 400,
      body: { field: 'round' },
    });
    expect(await run.post('/v1/kettles/%20/pour', {}, { as: { ...cook, unit: 'tea:1' } })).toMatchObject({
      status: 400,
      body: { field: 'id' },
    });
  });

  test('the caller is at home where the command says it belongs, and where the stream lies', async () => {
    const abroad = { ...cook, areas: ['42/01/06/'] };
    expect(await run.post('/v1/kettles', kettle, { as: abroad })).toMatchObject({
      status: 403,
      body: { code: 'foreign-area' },
    });
    const id = await putOn();
    const again = { due: kettle.due };
    expect((await run.post(`/v1/kettles/${id}/rounds/2`, again, { as: abroad })).status).toBe(403);
    expect((await run.post(`/v1/kettles/${id}/rounds/2`, again, { as: { roles: ['viewer'] } })).status).toBe(
      403,
    );
  });

  test('who acts for no unit is refused where it takes one; a stream that is not there is not found', async () => {
    const id = await putOn();
    expect(await run.post(`/v1/kettles/${id}/pour`, {}, { as: cook })).toMatchObject({
      status: 403,
      body: { code: 'no-unit' },
    });
    const poured = await run.post(`/v1/kettles/${id}/pour`, {}, { as: { ...cook, unit: 'tea:1' } });
    expect(poured.status).toBe(201);
    expect((await stream(id)).at(-1)?.data).toEqual({ taskId: '1', unit: 'tea:1' });
    expect(await run.post('/v1/kettles/nobody/pour', {}, { as: { ...cook, unit: 'tea:1' } })).toMatchObject({
      status: 404,
      body: { code: 'kettle-unknown' },
    });
  });

  test('If-Match refuses what was decided on an older revision', async () => {
    const id = await putOn();
    const again = { due: kettle.due };
    expect((await run.post(`/v1/kettles/${id}/rounds/2`, again, { as: cook, ifMatch: '"0"' })).status).toBe(
      412,
    );
    const answer = await run.post(`/v1/kettles/${id}/rounds/2`, again, { as: cook, ifMatch: '"1"' });
    expect(answer).toMatchObject({ status: 201 });
    expect(answer.headers.get('etag')).toBe('"2"');
  });
});

describe('policies', () => {
  const judge = (id: string, round: number) =>
    run.post(`/v1/kettles/${id}/rounds/${round}`, { due: kettle.due }, { as: cook });
  const set = (name: string, content: object, area = '') =>
    run.post(`/v1/policies/${name}${area === '' ? '' : `?area=${area}`}`, content);

  test('the first versions are installed once, whenever it is started', async () => {
    await restart();
    expect((await run.get('/v1/policies/limits/versions')).body['items']).toHaveLength(1);
    expect(await run.store.readStream('limits')).toHaveLength(1);
  });

  test('a version in force when a stream opened judges it for good; one that judges now judges at once', async () => {
    const id = await putOn();
    const before = read.splice(0).at(-1);
    const next = { limits: (before?.limits ?? 0) + 1, calendar: (before?.calendar ?? 0) + 1 };
    expect((await set('limits', limitsOf(next.limits))).status).toBe(201);
    expect((await set('calendar', calendarOf(next.calendar))).status).toBe(201);
    expect((await judge(id, 2)).status).toBe(201);
    await putOn();
    expect(read).toEqual([{ limits: before?.limits, calendar: next.calendar }, next]);
    await restart();
    expect((await judge(id, 3)).status).toBe(201);
    expect(read.at(-1)).toEqual({ limits: before?.limits, calendar: next.calendar });
  });

  test('an area that has versions of its own is judged by them, the smallest first', async () => {
    expect((await set('limits', limitsOf(1), home)).status).toBe(201);
    expect((await set('limits', limitsOf(2), home)).status).toBe(201);
    await putOn();
    expect(read.at(-1)?.limits).toBe(2);
    await putOn({ ...kettle, areaPath: `${home}A1/` });
    expect(read.at(-1)?.limits).toBe(2);
    const { body } = await run.get(`/v1/policies/limits?area=${home}`);
    expect(body).toMatchObject({
      policy: { version: 2 },
      position: expect.stringMatching(/^incidents:\d+$/),
    });
  });

  test('who sets a policy of an area answers for it, and the next version is the next number', async () => {
    const maker = { roles: ['policy_maker'], areas: [home] };
    expect(await run.post('/v1/policies/limits', limitsOf(9), { as: maker })).toMatchObject({ status: 403 });
    const answer = await run.post(`/v1/policies/limits?area=${home}`, limitsOf(9), { as: maker });
    expect(answer).toMatchObject({ status: 422, body: { code: 'version-out-of-order', field: 'version' } });
    expect((await run.get('/v1/policies/limits?version=99')).status).toBe(404);
  });

  test('a decision reads all its policies at one moment, however they are set beside it', async () => {
    const latest = (await run.get('/v1/policies/calendar')).body as unknown as {
      policy: { version: number };
    };
    let version = latest.policy.version;
    const away = { ...kettle, areaPath: '42/01/07/' };
    const anyone = { as: { roles: ['cook'] } };
    // Both are set to the same number, the calendar always first: no decision may know the limits and not the calendar.
    const limitsNow = (await run.get('/v1/policies/limits')).body as unknown as {
      policy: { version: number };
    };
    while (version < limitsNow.policy.version) await set('calendar', calendarOf((version += 1)));
    for (let round = 0; round < 20; round += 1) {
      version += 1;
      await Promise.all([
        set('calendar', calendarOf(version)).then(() => set('limits', limitsOf(version))),
        ...Array.from({ length: 5 }, () => run.post('/v1/kettles', away, anyone)),
      ]);
    }
    expect(read.length).toBeGreaterThanOrEqual(100);
    for (const { limits, calendar } of read) expect(calendar).toBeGreaterThanOrEqual(limits);
  });
});

describe('known facts', () => {
  test('are looked up with the command, and the event says where they stood', async () => {
    const id = await putOn();
    const as = { ...cook, unit: 'tea:1' };
    const alone = { reason: 'not_alone' };
    const unknown = await run.post(`/v1/kettles/${id}/pour`, alone, { as });
    if (unknown.status === 422)
      expect(unknown.body).toMatchObject({ code: 'neighbour-unknown', field: 'reason' });
    const context = { commandId: 'beside', correlationId: 'x', actor: 'x', tenant: 'wuhan' };
    const { kettle: aggregate } = await import('./kettle.ts');
    await run.desk.ask(aggregate, 'beside', { type: 'PutOn', ...kettle }, context);
    const beside = (await stream('beside')).at(-1)?.position;
    expect((await run.post(`/v1/kettles/${id}/pour`, alone, { as })).status).toBe(201);
    expect((await stream(id)).at(-1)?.metadata.knownAt).toBe(`incidents:${beside}`);
  });
});

describe('the timer', () => {
  const missed = (events: readonly RecordedEvent[]) => events.filter(({ type }) => type === 'DeadlineMissed');

  test('fires once for a due time, across restarts, rebuilds and a folder of views that was lost', async () => {
    const id = await putOn({ ...kettle, due: '2026-05-11T09:30:00+08:00' });
    await restart();
    expect(missed(await stream(id))).toEqual([]);
    clock.set('2026-05-11 09:31');
    await until(async () => missed(await stream(id))[0]);
    expect(await run.post('/v1/incidents/consumers/incidents-agenda/rebuild')).toMatchObject({ status: 202 });
    await run.stop();
    await rm(join(folder, 'views.db'), { force: true });
    run = await runContext(KettleModule, { folder, clock });
    const other = await putOn({ ...kettle, due: '2026-05-11T09:32:00+08:00' });
    clock.set('2026-05-11 09:33');
    // What fell due later has been fired, so the agenda was gone through behind the restart too.
    await until(async () => missed(await stream(other))[0]);
    expect(missed(await stream(id))).toHaveLength(1);
  });
});

describe('reactions', () => {
  const declined = async () => {
    const { events } = await run.store.readAll({
      after: 0,
      limit: 1_000_000,
      filter: { types: ['IncidentsReactionDeclined'] },
    });
    return events;
  };

  test('what was told no is recorded, and not asked anew when all views are lost', async () => {
    // Every missed kettle asks for a note beside; one note is taken, the others are told no.
    await until(async () => ((await declined()).length > 0 ? true : undefined));
    const before = await declined();
    expect(before[0]?.data).toMatchObject({
      reaction: 'note-boiled-dry',
      asked: 'kettle-beside',
      code: 'noted',
    });
    const notes = (await stream('beside')).filter(({ type }) => type === 'IncidentParked');
    expect(notes).toHaveLength(1);
    await run.stop();
    await rm(join(folder, 'views.db'), { force: true });
    run = await runContext(KettleModule, { folder, clock });
    await putOn({ ...kettle, due: '2026-05-11T09:34:00+08:00' });
    clock.set('2026-05-11 09:36');
    // The last to be missed is answered behind all the others, which are gone through anew.
    await until(async () => ((await declined()).length > before.length ? true : undefined));
    expect(await declined()).toHaveLength(before.length + 1);
    expect((await stream('beside')).filter(({ type }) => type === 'IncidentParked')).toHaveLength(1);
  });

  test('one that cannot be answered yet is parked, shown, and answered on retry', async () => {
    conduct.fails = new Error('the neighbour is not known yet');
    const id = await putOn({ ...kettle, due: '2026-05-11T09:37:00+08:00' });
    clock.set('2026-05-11 09:38');
    const parked = await until(async () => {
      const { body } = await run.get('/v1/incidents/parked');
      return (
        body as unknown as { items: { streamId: string; reason: string; consumer: string }[] }
      ).items.find(({ streamId, consumer }) => streamId === `kettle-${id}` && consumer === 'note-boiled-dry');
    });
    expect(parked.reason).toContain('not known yet');
    delete conduct.fails;
    expect(await run.post(`/v1/incidents/parked/kettle-${id}/retry`)).toMatchObject({
      status: 200,
      body: { items: [{ consumer: 'note-boiled-dry', applied: 1, remaining: 0 }] },
    });
    expect((await run.post(`/v1/incidents/parked/kettle-${id}/retry`)).status).toBe(404);
  });
});

describe('views', () => {
  test('a list is answered below an area, in order, in pages that neither overlap nor gape', async () => {
    const areaPath = '42/01/08/';
    const as = { roles: ['cook'] };
    const ids: string[] = [];
    for (const minute of [5, 3, 9, 3, 1])
      ids.push(await putOn({ areaPath, due: `2026-06-01T10:0${minute}:00+08:00` }, { as }));
    const last = await run.store.head();
    const seen: string[] = [];
    let query: string | undefined = '';
    while (query !== undefined) {
      const { status, body } = await run.get(
        `/v1/kettles?area=${areaPath}&limit=2&after=incidents:${last}${query}`,
      );
      expect(status).toBe(200);
      const page = body as unknown as { items: { id: string; due: number }[]; next?: string };
      seen.push(...page.items.map(({ id }) => id));
      query = page.next && `&cursor=${page.next}`;
    }
    expect(seen).toHaveLength(5);
    expect(seen[0]).toBe(ids[4]);
    expect(seen[4]).toBe(ids[2]);
    expect(new Set(seen)).toEqual(new Set(ids));
    expect((await run.get(`/v1/kettles?area=${areaPath}&cursor=nonsense`)).status).toBe(400);
    expect((await run.get('/v1/kettles', { roles: ['viewer'], areas: [areaPath] })).status).toBe(403);
  });

  test('a list is answered whole as a table, with the position it was taken at', async () => {
    const areaPath = '42/01/09/';
    const as = { roles: ['cook'] };
    const ids: string[] = [];
    for (let minute = 0; minute < 3; minute += 1)
      ids.push(await putOn({ areaPath, due: `2026-06-01T10:0${minute}:00+08:00` }, { as }));
    const last = await run.store.head();
    const answer = await fetch(
      `${run.address}/v1/kettles?area=${areaPath}&limit=1&format=csv&after=incidents:${last}`,
      {
        headers: { authorization: `Bearer ${await run.token()}` },
      },
    );
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain(`kettles-incidents-${last}.csv`);
    const lines = (await answer.text()).trimEnd().split('\r\n');
    expect(lines[0]).toContain('id,areaPath,rounds,due');
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(ids);
  });

  test('one that could not answer what it is asked for is refused where it is declared', () => {
    const declare = (more: object) =>
      view('kettles', 1, {
        of: incidentEvents,
        document: { areaPath: AreaPath },
        fields: { areaPath: 'text', cup: 'text' },
        indexes: [['areaPath']],
        on: {},
        ...more,
      } as never);
    const doors = { may: 'operations.read', summary: 'Kettles' };
    expect(() => declare({ doors: { ...doors, filters: { cup: AreaPath } } })).toThrow(/asked for cup/);
    expect(() => declare({ doors: { ...doors, orderBy: 'cup' } })).toThrow(/asked for cup/);
    expect(() => declare({ fields: { position: 'integer' } })).toThrow(/called position/);
    expect(() => declare({ doors: { ...doors, orderBy: 'areaPath' } })).not.toThrow();
  });

  test('one document is answered as of a position, and not found where there is none', async () => {
    const id = await putOn();
    const position = await run.store.head();
    expect((await run.get(`/v1/kettles/${id}?after=incidents:${position}`)).body).toMatchObject({
      id,
      rounds: 1,
    });
    expect((await run.get(`/v1/kettles/${id}?asOf=incidents:${position - 2}`)).status).toBe(404);
    expect(await run.get('/v1/kettles/nobody')).toMatchObject({
      status: 404,
      body: { code: 'kettle-unknown' },
    });
  });

  test('an event that cannot be folded is parked at the door of the context, and can be given up', async () => {
    const id = await putOn();
    expect((await run.post(`/v1/kettles/${id}/rounds/9`, { due: kettle.due }, { as: cook })).status).toBe(
      201,
    );
    await until(async () => {
      const { body } = await run.get('/v1/incidents/parked');
      return (body as unknown as { items: { streamId: string }[] }).items.find(
        ({ streamId }) => streamId === `kettle-${id}`,
      );
    });
    expect(await run.post(`/v1/incidents/parked/kettle-${id}/discard`)).toMatchObject({
      status: 200,
      body: { items: [{ consumer: 'kettles', remaining: 0 }] },
    });
    expect((await run.get('/v1/incidents/parked', { roles: ['viewer'] })).status).toBe(403);
  });
});

describe('the API description', () => {
  test('says of every door what it takes and answers, under an id that is its own', async () => {
    const document = (await run.get('/openapi.json')).body as unknown as {
      servers: unknown[];
      paths: Record<string, Record<string, Operation>>;
    };
    interface Operation {
      readonly operationId: string;
      readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
    }
    expect(document.servers).toEqual([{ url: '/', description: 'where this document was read' }]);
    expect(undescribedRoutes(document)).toEqual([]);
    const putOnAgain = document.paths['/v1/kettles/{id}/rounds/{round}']?.['post'];
    expect(putOnAgain?.operationId).toBe('putOnAgain');
    expect(putOnAgain?.requestBody?.content['application/json']?.schema).toMatchObject({
      properties: { due: { type: 'string', format: 'date-time' } },
      required: ['due'],
      additionalProperties: false,
    });
  });
});
