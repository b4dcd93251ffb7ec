import { afterEach, describe, expect, test } from '@jest/globals';
import { createLogger, createServiceApp } from '../src/index.ts';
import { claims, forger } from './forger.ts';
import { startKeyServer } from './key-server.ts';
import { SampleModule } from './sample-app.ts';
import { problem, startSample, type Sample } from './start-sample.ts';

let sample: Sample | undefined;
afterEach(async () => {
  await sample?.app.stop();
  sample = undefined;
});

describe('readiness', () => {
  test('is the sum of what every part says; liveness asks nobody', async () => {
    sample = await startSample();
    const { readiness } = sample.app;
    const state = { ready: false, detail: '12 events behind' };
    const remove = readiness.add('incidents.board', () => state);
    const answered = await sample.ask('/health/ready');
    expect(answered.status).toBe(503);
    expect(await problem(answered)).toMatchObject({
      code: 'not-ready',
      checks: { 'incidents.board': { ready: false, detail: '12 events behind' } },
    });
    expect((await sample.ask('/health/live')).status).toBe(200);
    state.ready = true;
    expect((await sample.ask('/health/ready')).status).toBe(200);
    remove();
    expect(await (await sample.ask('/health/ready')).json()).toEqual({ ready: true, checks: {} });
  });

  test('a check that fails itself is a part that is not ready', async () => {
    sample = await startSample();
    sample.app.readiness.add('broken', () => {
      throw new Error('inside');
    });
    const document = await problem(await sample.ask('/health/ready'));
    expect(JSON.stringify(document)).not.toContain('inside');
    expect(document).toMatchObject({ status: 503, checks: { broken: { ready: false } } });
  });

  test('two parts cannot share a name', async () => {
    sample = await startSample();
    const { readiness } = sample.app;
    readiness.add('a', () => ({ ready: true, detail: '' }));
    expect(() => readiness.add('a', () => ({ ready: true, detail: '' }))).toThrow('is there already');
  });
});

test('a service whose issuer is away is ready, and says so', async () => {
  const issuer = await forger();
  const server = await startKeyServer([issuer.jwk]);
  await server.stop();
  const app = await createServiceApp({
    name: 'sample',
    tenant: 'test',
    module: SampleModule,
    auth: { ...issuer.auth, keys: { jwksUrl: server.url } },
    logger: createLogger({ service: 'sample', level: 'silent' }),
  });
  const url = await app.listen(0);
  const headers = { authorization: `Bearer ${await issuer.sign(claims())}` };
  expect(await problem(await fetch(`${url}/v1/samples`, { headers }))).toMatchObject({
    status: 503,
    code: 'issuer-unavailable',
  });
  const ready = await fetch(`${url}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    {
      ready: true,
      checks: { 'issuer keys': { ready: true, detail: expect.stringContaining('ECONNREFUSED') } },
    },
  ]);
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^linli_issuer_keys_failing 1$/m);
  await app.stop();
});
