import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { DamagedEvent, RevisionConflict, StoreUnavailable } from '@linli/event-sourcing';
import { InvalidAsOf, NotYetAbsorbed, UnprovablePosition } from '@linli/read-models';
import { scopedCommandId } from '../src/index.ts';
import { next } from './sample-app.ts';
import { problem, SOUND_REPORT, startSample } from './start-sample.ts';

const sample = await startSample();
const { ask, report, token, url } = sample;

afterAll(() => sample.app.stop());
afterEach(() => {
  for (const key of Object.keys(next) as (keyof typeof next)[]) delete next[key];
});

const KEY = '7b0f5c1e-9d1e-4a55-8f0e-2f6a52f1c9aa';

describe('who may come in', () => {
  test('a route that declares nothing is closed: 401 to strangers, 403 to everybody else', async () => {
    const stranger = await fetch(`${url}/v1/samples/undeclared`);
    expect(stranger.status).toBe(401);
    expect(stranger.headers.get('www-authenticate')).toMatch(/^Bearer /);
    const known = await ask('/v1/samples/undeclared');
    expect(known.status).toBe(403);
    expect(await problem(known)).toMatchObject({ code: 'closed-route' });
  });

  test('a public route needs no token, but a bad one is refused there too', async () => {
    expect((await fetch(`${url}/v1/samples/open`)).status).toBe(200);
    expect((await ask('/v1/samples/open', { headers: { authorization: 'Bearer x' } })).status).toBe(401);
  });

  test('a role without the permission is told which one is missing', async () => {
    const answered = await ask('/v1/samples', {
      headers: { authorization: `Bearer ${await token(['grid_worker'])}` },
    });
    expect(answered.status).toBe(403);
    expect(await problem(answered)).toMatchObject({
      code: 'missing-permission',
      permission: 'operations.read',
    });
    expect(answered.headers.get('www-authenticate')).toContain('insufficient_scope');
  });

  test('a permission does not reach into a foreign area', async () => {
    const worker = `Bearer ${await token(['grid_worker'], ['42/01/05/'])}`;
    expect((await report({ authorization: worker })).status).toBe(201);
    const foreign = await report({ authorization: worker }, { ...SOUND_REPORT, areaPath: '42/01/06/' });
    expect(foreign.status).toBe(403);
    expect(await problem(foreign)).toMatchObject({ code: 'foreign-area' });
  });

  test('the session cookie reads but never commands', async () => {
    const cookie = `theme=dark; linli_session=${await token()}`;
    const read = await fetch(`${url}/v1/samples`, { headers: { cookie } });
    expect(read.status).toBe(200);
    const command = await fetch(`${url}/v1/samples`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', 'idempotency-key': KEY },
      body: JSON.stringify(SOUND_REPORT),
    });
    expect(command.status).toBe(401);
  });

  test('a session that is no longer good counts as none: public routes answer, the others ask to sign in', async () => {
    const cookie = 'linli_session=eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl';
    expect((await fetch(`${url}/v1/samples/open`, { headers: { cookie } })).status).toBe(200);
    const closed = await fetch(`${url}/v1/samples`, { headers: { cookie } });
    expect(closed.status).toBe(401);
    expect(await problem(closed)).toMatchObject({ code: 'missing-token' });
  });
});

describe('a command', () => {
  test('carries its key, its caller, its tenant, its revision and the id of the request', async () => {
    await report({ 'idempotency-key': KEY, 'if-match': '"41"' });
    expect(next.seen).toMatchObject({
      commandId: scopedCommandId('test', 'somebody', KEY),
      earlierCommandId: KEY,
      actor: 'somebody',
      tenant: 'test',
      expectedRevision: 41,
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
    });
  });

  test('may quote its key as a structured field does', async () => {
    await report({ 'idempotency-key': '"report-0001"' });
    expect(next.seen?.earlierCommandId).toBe('report-0001');
  });

  test('without a key is refused and told what a key is', async () => {
    const { 'idempotency-key': _none, ...headers } = {
      'idempotency-key': '',
      authorization: `Bearer ${await token()}`,
    };
    const answered = await fetch(`${url}/v1/samples`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(SOUND_REPORT),
    });
    expect(answered.status).toBe(400);
    expect(await problem(answered)).toMatchObject({
      code: 'missing-idempotency-key',
      field: 'Idempotency-Key',
      detail: expect.stringContaining('8 to 64'),
    });
  });

  test.each(['seven77', 'a'.repeat(65), 'with space', 'no/slash/x', '"half-quoted'])(
    'with the key %s is refused',
    async (key) => {
      expect(await problem(await report({ 'idempotency-key': key }))).toMatchObject({
        status: 400,
        code: 'bad-idempotency-key',
      });
    },
  );

  test.each([
    ['"41"', 41],
    [' "41" ', 41],
    ['*', 'exists'],
    ['"4", "41"', [4, 41]],
    ['"x", "41"', 41],
    ['W/"41"', []],
  ])('with If-Match %s insists on %p', async (tag, expected) => {
    await report({ 'if-match': tag });
    expect(next.seen?.expectedRevision).toEqual(expected);
  });

  test.each(['7', '"7', '*, "7"', 'w/"7"'])('with If-Match %s is refused', async (tag) => {
    expect(await problem(await report({ 'if-match': tag }))).toMatchObject({
      status: 400,
      code: 'bad-if-match',
      field: 'If-Match',
    });
  });
});

describe('an answer', () => {
  const stands = { streamId: 'incident-1', revision: 4, position: 184_203, events: [] };

  test.each([
    ['recorded', 201],
    ['repeated', 200],
    ['unchanged', 200],
  ] as const)('%s is %i with revision and position', async (outcome, status) => {
    next.result = { outcome, ...stands };
    const answered = await report();
    expect(answered.status).toBe(status);
    expect(answered.headers.get('etag')).toBe('"4"');
    expect(await answered.json()).toEqual({
      outcome,
      streamId: 'incident-1',
      revision: 4,
      position: 'incidents:184203',
    });
  });

  test('refused is 422 with rule, code and field', async () => {
    next.result = {
      outcome: 'refused',
      rule: 'I-21',
      code: 'task-not-dispatched',
      message: 'the task has not been dispatched',
      field: 'taskId',
    };
    const answered = await report();
    expect(answered.status).toBe(422);
    expect(await problem(answered)).toMatchObject({
      type: 'https://linli.cn/problems/task-not-dispatched',
      rule: 'I-21',
      code: 'task-not-dispatched',
      field: 'taskId',
      detail: 'the task has not been dispatched',
    });
  });

  test('a conflict is 409 with the current revision, and 412 when a revision was insisted on', async () => {
    next.result = { outcome: 'conflict', streamId: 'incident-1', revision: 9 };
    const moved = await report();
    expect(moved.status).toBe(409);
    expect(await problem(moved)).toMatchObject({ code: 'conflict', revision: 9 });
    const insisted = await report({ 'if-match': '"4"' });
    expect(insisted.status).toBe(412);
    expect(insisted.headers.get('etag')).toBe('"9"');
    expect(await problem(insisted)).toMatchObject({ code: 'precondition-failed', revision: 9 });
  });
});

describe('what the engines say', () => {
  test.each([
    ['a full store is 507', new StoreUnavailable('full', '/data/log.db: disk full'), 507, 'store-full'],
    ['a broken store is 503', new StoreUnavailable('broken', 'SQLITE_IOERR'), 503, 'store-unavailable'],
    ['a closed store is 503', new StoreUnavailable('closed', 'closed'), 503, 'store-unavailable'],
    ['a damaged event is 503', new DamagedEvent('/data/log.db', 's', 7), 503, 'damaged-log'],
    ['a revision conflict is 409', new RevisionConflict('s', 1, 2), 409, 'conflict'],
    ['a position that is none is 400', new InvalidAsOf('yesterday'), 400, 'invalid-position'],
    ['a moment to come is 400', new InvalidAsOf('2999', 'has not come yet', 'asOf'), 400, 'invalid-position'],
    [
      'a position that names no partition is 400',
      new UnprovablePosition('after', 'incidents', 9),
      400,
      'unprovable-position',
    ],
    ['a view that lags is 503', new NotYetAbsorbed('board', 'incidents', 9), 503, 'not-yet-absorbed'],
    ['anything else is 500', new TypeError('cannot read /etc/secret'), 500, 'internal'],
    ['even what is no error is 500', 'thrown text', 500, 'internal'],
  ])('%s', async (_what, error, status, code) => {
    next.error = error;
    const answered = await report();
    expect(answered.status).toBe(status);
    const document = await problem(answered);
    expect(document).toMatchObject({ status, code });
    expect(JSON.stringify(document)).not.toMatch(/data|secret|SQLITE|thrown/);
  });

  test('a position that cannot be proved is answered with its field and the form that can', async () => {
    next.error = new UnprovablePosition('after', 'incidents', 9);
    const document = await problem(await report());
    expect(document).toMatchObject({ field: 'after' });
    expect(document['detail']).toContain('incidents/3:184203');
    next.error = new InvalidAsOf('2026-02-30T00:00:00Z', 'is a day that the calendar does not have', 'asOf');
    expect(await problem(await report())).toMatchObject({
      field: 'asOf',
      detail: 'What asOf names is a day that the calendar does not have.',
    });
  });

  test('a failure is found in the log under the instance of its problem', async () => {
    next.error = new TypeError('the reason of it');
    const { instance } = await problem(await report());
    const id = String(instance).replace('urn:uuid:', '');
    const line = sample
      .log()
      .split('\n')
      .find((text) => text.includes(id) && text.includes('"error"'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      level: 'error',
      error: 'TypeError',
      reason: 'the reason of it',
    });
  });
});

describe('the shape of a request', () => {
  test('every field at fault is listed with its rule and its path', async () => {
    const answered = await report(
      {},
      { text: 7, areaPath: '42', severity: 'normal', point: { lon: 999, lat: 30 }, more: 1 },
    );
    expect(answered.status).toBe(400);
    const { errors } = (await problem(answered)) as { errors: { field: string; rule: string }[] };
    expect(errors.map(({ field, rule }) => `${field} ${rule}`)).toEqual(
      expect.arrayContaining([
        'text isString',
        'areaPath matches',
        'point.lon max',
        'more whitelistValidation',
      ]),
    );
  });

  test.each([
    ['a list', '[]', 'invalid-request'],
    ['null', 'null', 'invalid-request'],
    ['half of it', '{"text":', 'malformed-json'],
    ['nothing', '', 'malformed-json'],
    ['too deep', `{"text":${'['.repeat(30)}${']'.repeat(30)}}`, 'too-deep'],
    ['half a surrogate pair', '{"text":"\\ud800"}', 'broken-unicode'],
    ['a prototype', '{"__proto__":{"admin":true}}', 'malformed-json'],
  ])('a body of %s is refused', async (_what, body, code) => {
    expect(await problem(await report({}, body))).toMatchObject({ status: 400, code });
  });

  test('null is not a way to leave a field out', async () => {
    const { errors } = await problem(await report({}, { ...SOUND_REPORT, point: null }));
    expect(errors).toEqual([expect.objectContaining({ field: 'point', rule: 'isNotNull' })]);
  });

  test('a pair of surrogates is an ordinary character', async () => {
    expect((await report({}, JSON.stringify(SOUND_REPORT).replace('lamp', '\\ud83c\\udfee'))).status).toBe(
      201,
    );
  });

  test.each([
    ['text/plain', 415],
    ['application/json; charset=gbk', 415],
    ['application/json; charset=UTF-8', 201],
    ['application/x-www-form-urlencoded', 415],
  ])('a body of type %s is answered %i', async (type, status) => {
    expect((await report({ 'content-type': type })).status).toBe(status);
  });

  test('broken UTF-8 is refused', async () => {
    const answered = await ask('/v1/samples', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': KEY },
      body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    });
    expect(await problem(answered)).toMatchObject({ status: 400, code: 'broken-utf8' });
  });

  test('more than 64 KiB is refused', async () => {
    const answered = await report({}, { ...SOUND_REPORT, text: 'x'.repeat(70_000) });
    expect(answered.status).toBe(413);
    expect(await problem(answered)).toMatchObject({ code: 'body-too-large' });
  });

  test('an unknown address is 404, a method it does not take 405 with those it takes', async () => {
    expect(await problem(await ask('/v1/nothing'))).toMatchObject({ status: 404, code: 'not-found' });
    const answered = await ask('/v1/samples', { method: 'DELETE' });
    expect(answered.status).toBe(405);
    expect(answered.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(await problem(answered)).toMatchObject({ code: 'method-not-allowed' });
  });
});

test('every answer carries the security headers, errors included', async () => {
  for (const path of ['/v1/samples/open', '/v1/nothing', '/v1/samples/undeclared']) {
    const { headers } = await ask(path);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).toContain("worker-src 'self' blob:");
    expect(headers.get('content-security-policy')).not.toMatch(/https?:|'unsafe-eval'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-powered-by')).toBeNull();
  }
});
