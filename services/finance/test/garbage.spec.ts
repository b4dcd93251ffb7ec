import { afterAll, describe, expect, test } from '@jest/globals';
import { descriptionSuite, garbageSuite, routesOf } from '@linli/service-kit/garbage';
import { runContext } from '@linli/service-kit/testing';
import { FinanceModule } from '../src/index.ts';

const service = await runContext(FinanceModule);
const token = await service.token();
const document = await service.document();
const routes = routesOf(document).filter(({ path }) => path.startsWith('/v1/'));
const acts = [
  'allocations',
  'approvals',
  'commitments',
  'spends',
  'close',
  'corrections',
  'income',
  'packages',
  'settlements',
];

afterAll(() => service.stop());

describe('garbage on every endpoint of finance', () => {
  test('the endpoints are those of the service', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      [
        ...acts.map((act) => `POST /v1/funds/{fund}/${act}`),
        ...['GET /v1/budget-lines', 'GET /v1/budget-lines/{id}', 'GET /v1/trial-balance'],
        ...['GET /v1/ledger-extracts', 'GET /v1/ledger-extracts/{id}', 'POST /v1/ledger-extracts'],
        ...['run', 'pay-out'].map((act) => `POST /v1/payrolls/{worker}/{month}/${act}`),
        ...['POST /v1/payrolls/{worker}/years/{year}/step', 'POST /v1/pay-scales/{kind}'],
        ...['inputs', 'computations'].map((act) => `POST /v1/pay-indexes/${act}`),
        ...['GET /v1/pay-indexes', 'GET /v1/pay-indexes/{id}'],
        ...['GET /v1/payslips', 'GET /v1/payslips/{id}', 'GET /v1/pay-adjustments'],
        ...['budget-lines', 'pay-index-weights'].flatMap((policy) => [
          ...['GET', 'POST'].map((method) => `${method} /v1/policies/${policy}`),
          `GET /v1/policies/${policy}/versions`,
        ]),
        'GET /v1/finance/access-records/{subject}',
        ...['GET /v1/finance/consumers', 'GET /v1/finance/parked'],
        'POST /v1/finance/consumers/{name}/rebuild',
        ...['retry', 'discard'].map((act) => `POST /v1/finance/parked/{streamId}/${act}`),
      ].sort(),
    );
  });

  for (const { name, run } of descriptionSuite(() => service.document())) test(name, run);

  for (const { name, run } of garbageSuite({ url: service.address, token }, routes)) test(name, run);
});
