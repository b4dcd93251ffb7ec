import {
  AreaPath,
  BusinessDay,
  CollectiveId,
  dividendEvents,
  DividendId,
  dividendSlipEvents,
  DividendRun,
  Fen,
  ShareHolder,
  Shares,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { dividend } from './dividend.ts';
import { dividendSlip } from './dividend-slip.ts';

const Holders = Type.Integer({ minimum: 0 });

/** Dividends with what has been paid of them; paid, payable and remainder sum to the total at any time (F-10, RM-F5). */
export const dividends = view('dividends', 1, {
  of: { ...dividendEvents, ...dividendSlipEvents },
  document: {
    id: DividendId,
    collective: CollectiveId,
    run: DividendRun,
    areaPath: AreaPath,
    recordDate: BusinessDay,
    cut: Type.Integer(),
    shares: Shares,
    perShare: Fen,
    total: Fen,
    payable: Fen,
    paid: Fen,
    remainder: Fen,
    holders: Holders,
    holdersPaid: Holders,
  },
  key: ({ type, data, streamId }) => (type === 'DividendDeclared' ? dividend.idOf(streamId) : data.dividend),
  fields: { areaPath: 'text', collective: 'text', recordDate: 'text' },
  indexes: [['areaPath'], ['collective', 'recordDate'], ['recordDate']],
  on: {
    DividendDeclared: (_, { data: { postings: __, ...data } }, id) => ({
      ...{ id, ...data, payable: data.total - data.remainder, paid: 0, holders: 0, holdersPaid: 0 },
    }),
    DividendHoldersListed: (doc, { data }) => doc && { ...doc, holders: doc.holders + data.holders.length },
    DividendPaid: (doc, { data: { amount } }) =>
      doc && {
        ...doc,
        payable: doc.payable - amount,
        paid: doc.paid + amount,
        holdersPaid: doc.holdersPaid + 1,
      },
  },
  doors: {
    list: 'GET /v1/dividends',
    one: 'GET /v1/dividends/:id',
    may: 'operations.read',
    summary: 'Dividends of collectives below an area, with what has been paid of them',
    filters: { collective: CollectiveId },
    orderBy: 'recordDate',
    unknown: 'dividend-unknown',
  },
});

/** What each holder has been paid of a dividend (F-10). */
export const dividendPayments = view('dividend-payments', 1, {
  of: dividendSlipEvents,
  stream: dividendSlip,
  document: { dividend: DividendId, holder: ShareHolder, areaPath: AreaPath, shares: Shares, amount: Fen },
  fields: { areaPath: 'text', dividend: 'text', holder: 'text' },
  indexes: [['areaPath'], ['dividend'], ['holder']],
  on: {
    DividendPaid: (_, { data: { dividend, holder, areaPath, shares, amount } }) => ({
      ...{ dividend, holder, areaPath, shares, amount },
    }),
  },
  doors: {
    list: 'GET /v1/dividend-payments',
    may: 'share.record',
    summary: 'What holders of shares have been paid, by dividend',
    filters: { dividend: DividendId, holder: ShareHolder },
  },
});
