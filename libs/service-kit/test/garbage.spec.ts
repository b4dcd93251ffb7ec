import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createLocalIssuer, createLogger, createServiceApp, declaredRoles } from '../src/index.ts';
import { descriptionSuite, garbageSuite, routesOf } from '../src/garbage/index.ts';
import { SampleModule } from './sample-app.ts';

const issuer = await createLocalIssuer();
const app = await createServiceApp({
  name: 'sample',
  tenant: 'test',
  module: SampleModule,
  auth: issuer.auth,
  logger: createLogger({ service: 'sample', level: 'silent' }),
});
const url = await app.listen(0);
const token = await issuer.issue({
  subject: 'anyone',
  roles: declaredRoles(),
  areas: [''],
  ttlSeconds: 3600,
});
const target = { url, token };
const document = (await (await fetch(`${url}/openapi.json`)).json()) as object;
// Routes that fail on purpose or that nobody may use are no part of the question.
const all = routesOf(document);
const routes = all.filter(({ path }) => !/full|undeclared/.test(path));

afterAll(() => app.stop());

describe('garbage on every endpoint', () => {
  test('the endpoints are found in the OpenAPI document', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'GET /openapi.json',
      'GET /v1/samples',
      'POST /v1/samples',
      'GET /v1/samples/open',
      'GET /v1/samples/{id}',
    ]);
  });

  for (const { name, run } of garbageSuite(target, routes)) test(name, run);
});

describe('the garbage suite itself', () => {
  test('an endpoint that answers 507 to garbage is caught', async () => {
    const faulty = garbageSuite(
      target,
      all.filter(({ path }) => path.endsWith('/full')),
    );
    const caught = faulty.find(({ name }) => name === 'GET /v1/samples/full: odd headers');
    await expect(caught?.run()).rejects.toThrow('was answered 507');
  });

  test('a 500 is caught though it is a proper problem document', async () => {
    const [one] = all.filter(({ path }) => path.endsWith('/{id}'));
    const faulty = garbageSuite(target, [{ ...one!, path: '/v1/samples/broken-inside' }]);
    const caught = faulty.find(({ name }) => name.endsWith('broken-inside: odd headers'));
    await expect(caught?.run()).rejects.toThrow('was answered 500');
  });

  test('an answer with a field that the document does not name is caught, and so is one that it says nothing of', async () => {
    const list = all.find(({ method, path }) => method === 'GET' && path === '/v1/samples');
    const { properties: { items = {} } = {} } = list?.answers['200']?.['application/json'] ?? {};
    const unnamed = { type: 'object', properties: { items } };
    for (const [answers, said] of [
      [{ '200': { 'application/json': unnamed } }, 'answers what the document does not describe'],
      [{ '200': { 'text/csv': {} } }, 'answers application/json, the document says text/csv'],
      [{}, 'answers 200, of which the document says nothing'],
    ] as const) {
      const [, ...cases] = garbageSuite(target, [{ ...list!, answers }]);
      const caught = cases.find(({ name }) => name === 'GET /v1/samples: odd headers');
      await expect(caught?.run()).rejects.toThrow(said);
    }
  });

  test('a route that says nothing of its answer is caught', async () => {
    const [described] = descriptionSuite(() => Promise.resolve(document));
    await expect(described?.run()).rejects.toThrow('GET /v1/samples/full');
  });

  test('a bare error page is caught', async () => {
    const server = createServer((_request, response) => response.writeHead(400).end('Bad Request')).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const bare = garbageSuite({ url: `http://127.0.0.1:${port}`, token }, routes);
    const caught = bare.find(({ name }) => name === 'POST /v1/samples: bodies that are none');
    await expect(caught?.run()).rejects.toThrow('was answered 400');
    server.close();
  });
});
