import { afterAll, describe, expect, test } from '@jest/globals';
import { declaredRoles } from '@linli/service-kit';
import { descriptionSuite, garbageSuite, routesOf } from '@linli/service-kit/garbage';
import { newFolder, startService } from './running-service.ts';

const folder = await newFolder();
const service = await startService(folder.path);
const everybody = { roles: declaredRoles(), unit: 'sanitation:420105' };
const token = await service.token(everybody);
const document = await service.document();
const routes = routesOf(document).filter(({ path }) => path.startsWith('/v1/'));

afterAll(async () => {
  await service.stop();
  await folder.remove();
});

describe('garbage on every endpoint of the incidents', () => {
  test('the endpoints are those of the service', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      [
        ...['', '/{id}/classify', '/{id}/locate', '/{id}/route', '/{id}/dispatch', '/{id}/accept'],
        ...['/{id}/return', '/{id}/complete', '/{id}/pass-check', '/{id}/fail-check', '/{id}/close'],
        ...['/{id}/dispatch-joint', '/{id}/force-assign'],
        ...['/{id}/tag-uncertainty', '/{id}/resolve-uncertainty'],
        ...['/{id}/classify-police', '/{id}/classify-conflict'],
        ...['/{id}/void', '/{id}/park', '/{id}/resume'],
      ]
        .map((path) => `POST /v1/incidents${path}`)
        .concat('GET /v1/incidents/{id}')
        .concat(['GET /v1/upper-orders', 'GET /v1/upper-orders/{order}', 'POST /v1/upper-orders'])
        .concat(['split', 'prove'].map((act) => `POST /v1/upper-orders/{order}/${act}`))
        .concat(
          ['', '/{street}'].map((path) => `GET /v1/street-chiefs${path}`),
          ['', '/{street}/relieve'].map((path) => `POST /v1/street-chiefs${path}`),
          ['', '/{estate}'].map((path) => `GET /v1/estate-bodies${path}`),
          ['', '/{estate}/reps', '/{estate}/patrols'].map((path) => `POST /v1/estate-bodies${path}`),
        )
        .concat(
          [
            'catalogue',
            'deadlines',
            'calendar',
            'routing',
            'dissuasion-times',
            'case-standards',
            'patrol-sampling',
          ].flatMap((name) => [
            `GET /v1/policies/${name}`,
            `GET /v1/policies/${name}/versions`,
            `POST /v1/policies/${name}`,
          ]),
        )
        .concat([
          'POST /v1/patrol-positions',
          'GET /v1/patrol-tracks',
          'GET /v1/patrol-tracks/{track}',
          'POST /v1/patrol-findings',
          'POST /v1/patrol-findings/{id}/dissuade',
          'POST /v1/patrol-findings/{id}/report',
          'GET /v1/patrol-findings',
          'GET /v1/patrol-findings/{id}',
          'GET /v1/incidents/access-records/{subject}',
          'GET /v1/incidents/consumers',
          'GET /v1/incidents/parked',
          'POST /v1/incidents/consumers/{name}/rebuild',
          'POST /v1/incidents/parked/{streamId}/retry',
          'POST /v1/incidents/parked/{streamId}/discard',
        ])
        .sort(),
    );
  });

  for (const { name, run } of descriptionSuite(() => service.document())) test(name, run);

  for (const { name, run } of garbageSuite({ url: service.address, token }, routes)) test(name, run);
});
