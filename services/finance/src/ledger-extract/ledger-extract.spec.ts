import { expect, test } from '@jest/globals';
import type { LedgerExtractEvent } from '@linli/contracts';
import { emptyBook, move, posted } from '@linli/patterns';
import { given } from '@linli/testing';
import { balancesOf, extractText, ledgerExtract } from './ledger-extract.ts';

const fund = '420105011010-fiscal-2026';
const areaPath = '42/01/05/011/010/';
const book = posted(emptyBook, [
  ...move(12, 'budget', 'available:work'),
  ...move(5, 'available:work', 'spent:work:office'),
]);
const extract = { areaPath, position: 42, balances: balancesOf(book), sha256: 'a'.repeat(64) };
const publish = { type: 'PublishLedgerExtract', fund } as const;
const published: LedgerExtractEvent = {
  type: 'LedgerExtractPublished',
  data: { ...extract, balances: [...extract.balances], fund },
};

test('F-21: an extract says what stands in every account, in one order whatever that of the entries was', () => {
  expect(extractText(balancesOf(book))).toBe('available:work 7\nbudget -12\nspent:work:office 5\n');
  const other = posted(emptyBook, [
    ...move(5, 'available:work', 'spent:work:office'),
    ...move(12, 'budget', 'available:work'),
  ]);
  expect(extractText(balancesOf(other))).toBe(extractText(balancesOf(book)));
});

test('F-21: it is published of the ledger as it is known, and only of one that is', () => {
  given(ledgerExtract).when(publish, { known: { extract } }).then(published);
  given(ledgerExtract).when(publish).thenRefused('F-21', 'fund-unknown', 'fund');
});

test('F-21: what was published stays as it is', () => {
  given(ledgerExtract)
    .events(published)
    .when(publish, { known: { extract } })
    .thenRefused('F-21', 'published-before');
});
