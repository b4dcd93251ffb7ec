import { FundId, Id, ledgerExtractEvents } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { ledgerExtract } from './ledger-extract.ts';

/** Extracts of the ledger as they were published (F-21, RM-F1). */
export const ledgerExtracts = view('ledger-extracts', 1, {
  of: ledgerExtractEvents,
  stream: ledgerExtract,
  document: { id: Id, ...ledgerExtractEvents.LedgerExtractPublished.data.properties },
  fields: { areaPath: 'text', fund: 'text' },
  indexes: [['areaPath'], ['fund']],
  on: { LedgerExtractPublished: (_, { data }, id) => ({ id, ...data }) },
  doors: {
    list: 'GET /v1/ledger-extracts',
    one: 'GET /v1/ledger-extracts/:id',
    may: 'operations.read',
    summary: 'Published extracts of the ledger, in the order they were published',
    orderBy: 'position',
    filters: { fund: FundId },
    unknown: 'ledger-extract-unknown',
  },
});
