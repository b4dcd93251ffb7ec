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
  'needs',
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
        ...['GET /v1/collectives', 'GET /v1/collectives/{id}'],
        ...['valuations', 'subsidiaries', 'restructuring'].map(
          (act) => `POST /v1/collectives/{collective}/${act}`,
        ),
        ...['issues', 'transfers'].map((act) => `POST /v1/share-books/{collective}/${act}`),
        ...['GET /v1/dividends', 'GET /v1/dividends/{id}', 'POST /v1/dividends'],
        'GET /v1/dividend-payments',
        ...['GET /v1/compensations', 'GET /v1/compensations/{id}'],
        ...['receipt', 'proposals', 'approval', 'earlier-decision'].map(
          (act) => `POST /v1/compensations/{compensation}/${act}`,
        ),
        ...['GET', 'POST'].map((method) => `${method} /v1/policies/compensation-uses`),
        'GET /v1/policies/compensation-uses/versions',
        ...['GET /v1/community-budgets', 'GET /v1/community-budgets/{fund}'],
        ...['GET /v1/delegated-tasks', 'GET /v1/delegated-tasks/{order}', 'POST /v1/delegated-tasks'],
        ...['powers', 'accept', 'refuse', 'waive-funding'].map(
          (act) => `POST /v1/delegated-tasks/{order}/${act}`,
        ),
        'GET /v1/duty-matrices/{matrix}',
        ...['versions', 'reassignments'].map((act) => `POST /v1/duty-matrices/{matrix}/${act}`),
        ...['GET /v1/transfers', 'GET /v1/transfers/{transfer}', 'POST /v1/transfers'],
        ...['budget-lines', 'budget-year-end', 'pay-index-weights'].flatMap((name) => [
          `GET /v1/policies/${name}`,
          `POST /v1/policies/${name}`,
          `GET /v1/policies/${name}/versions`,
        ]),
        ...['GET /v1/finance/consumers', 'GET /v1/finance/parked'],
        'GET /v1/finance/access-records/{subject}',
        'POST /v1/finance/consumers/{name}/rebuild',
        ...['retry', 'discard'].map((act) => `POST /v1/finance/parked/{streamId}/${act}`),
        ...['run', 'pay-out'].map((act) => `POST /v1/payrolls/{worker}/{month}/${act}`),
        ...['POST /v1/payrolls/{worker}/years/{year}/step', 'POST /v1/pay-scales/{kind}'],
        ...['inputs', 'computations'].map((act) => `POST /v1/pay-indexes/${act}`),
        ...['GET /v1/pay-indexes', 'GET /v1/pay-indexes/{id}'],
        ...['GET /v1/payslips', 'GET /v1/payslips/{id}', 'GET /v1/pay-adjustments'],
      ].sort(),
    );
  });

  for (const { name, run } of descriptionSuite(() => service.document())) test(name, run);

  for (const { name, run } of garbageSuite({ url: service.address, token }, routes)) test(name, run);
});
