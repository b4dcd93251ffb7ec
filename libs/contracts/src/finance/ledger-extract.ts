import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath } from '../fields.ts';
import { Sha256 } from '../residents/disclosure.ts';
import { FundId, Postings } from './fund.ts';

/** Up to where a log had been read. */
export const LogPosition = Type.Integer({ minimum: 1, description: 'a position in the log of finance' });

export const ledgerExtractEvents = defineEvents('finance', {
  LedgerExtractPublished: {
    title: ['财务公开', 'Ledger extract published'],
    description:
      'What stood in each account of a fund at a position of the log is shown to everybody, with a hash that can be worked out again.',
    rows: ['F-21'],
    data: {
      fund: FundId,
      areaPath: AreaPath,
      position: LogPosition,
      balances: Postings,
      sha256: Sha256,
    },
    shows: ['fund'],
    example: {
      fund: '420105011010-fiscal-2026',
      areaPath: '42/01/05/011/010/',
      position: 184,
      balances: [
        { account: 'available:work', amount: 11_500_000 },
        { account: 'budget', amount: -12_000_000 },
        { account: 'spent:work:office', amount: 500_000 },
      ],
      sha256: '598ca817084056dc07bb6f979a9cae687e0ac5c20cfcf0a8b2a2b47615a00db9',
    },
  },
});

export type LedgerExtractEvent = EventsOf<typeof ledgerExtractEvents>;
