import { afterAll, describe, expect, test } from '@jest/globals';
import { descriptionSuite, garbageSuite, routesOf } from '@linli/service-kit/garbage';
import { runContext } from '@linli/service-kit/testing';
import { SanitationModule } from '../src/index.ts';

const service = await runContext(SanitationModule);
const token = await service.token({ unit: 'sanitation:420105' });
const document = await service.document();
const routes = routesOf(document).filter(({ path }) => path.startsWith('/v1/'));

afterAll(() => service.stop());

describe('garbage on every endpoint of sanitation', () => {
  test('the endpoints are those of the service', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      [
        ...['GET /v1/road-defects', 'GET /v1/road-defects/{id}'],
        ...['POST /v1/road-defects', 'POST /v1/road-defects/{id}/repair'],
        ...['GET /v1/estates', 'GET /v1/estates/{id}', 'POST /v1/estates'],
        ...['install', 'remove'].map((act) => `POST /v1/estates/{id}/${act}-sign`),
        ...['GET /v1/segments', 'GET /v1/segments/{id}', 'POST /v1/segments'],
        ...['assign', 'vacate', 'redraw'].map((act) => `POST /v1/segments/{id}/${act}`),
        ...['start-shift', 'end-shift', 'absences', 'inspections', 'persuasions'].map(
          (act) => `POST /v1/segments/{segment}/days/{day}/${act}`,
        ),
        ...['GET /v1/inspection-draws', 'GET /v1/inspection-draws/{id}', 'POST /v1/inspection-draws'],
        ...['corrections', 'rewards', 'penalties'].map(
          (act) => `POST /v1/assessments/{worker}/{month}/${act}`,
        ),
        ...['GET /v1/assessments', 'GET /v1/assessments/{id}'],
        ...['GET /v1/teams', 'GET /v1/teams/{id}', 'POST /v1/teams', 'POST /v1/teams/releases'],
        ...['GET /v1/uncleaned-grids', 'GET /v1/uncleaned-grids/{id}'],
        ...['GET /v1/cleaners', 'GET /v1/cleaners/{id}', 'POST /v1/cleaners'],
        ...['transfers', 'dismissal'].map((act) => `POST /v1/cleaners/{cleaner}/${act}`),
        ...['GET /v1/segment-days', 'GET /v1/segment-days/{id}', 'GET /v1/segment-persuasions'],
        ...[
          'road-defect-clocks',
          'required-signs',
          'shift-hours',
          'inspection-items',
          'inspection-share',
          'assessment-formula',
          'team-norm',
        ].flatMap((policy) => [
          ...['GET', 'POST'].map((method) => `${method} /v1/policies/${policy}`),
          `GET /v1/policies/${policy}/versions`,
        ]),
        'GET /v1/sanitation/access-records/{subject}',
        ...['GET /v1/sanitation/consumers', 'GET /v1/sanitation/parked'],
        'POST /v1/sanitation/consumers/{name}/rebuild',
        ...['retry', 'discard'].map((act) => `POST /v1/sanitation/parked/{streamId}/${act}`),
      ].sort(),
    );
  });

  for (const { name, run } of descriptionSuite(() => service.document())) test(name, run);

  for (const { name, run } of garbageSuite({ url: service.address, token }, routes)) test(name, run);
});
