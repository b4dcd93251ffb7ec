import {
  AreaPath,
  BusinessDay,
  collectiveEvents,
  CollectiveId,
  dividendEvents,
  dividendSlipEvents,
  Fen,
  Id,
  Name,
  shareBookEvents,
  Shares,
  Worth,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { shareBook } from '../shares/share-book.ts';
import { collective } from './collective.ts';

const { ShareIssued } = shareBookEvents;
const { DividendDeclared } = dividendEvents;
const { DividendPaid } = dividendSlipEvents;

const valuation = { on: BusinessDay, assets: Worth, debts: Worth, income: Type.Optional(Worth) };
const place = { id: CollectiveId, areaPath: AreaPath };
const ledger = { shares: Type.Optional(Shares), dividends: Fen, dividendsPaid: Fen };
const Subsidiaries = Type.Array(Type.Object({ subsidiary: Id, name: Name, on: BusinessDay }));

/** What collectives had, owed and owned on a day, their shares, and what they have shared out (F-11, G-11, RM-F5). */
export const collectives = view('collectives', 1, {
  of: { ...collectiveEvents, ShareIssued, DividendDeclared, DividendPaid },
  document: {
    ...place,
    ...ledger,
    valuations: Type.Array(Type.Object(valuation)),
    subsidiaries: Subsidiaries,
    company: Type.Optional(Type.Object({ company: Name, on: BusinessDay })),
  },
  item: {
    ...place,
    ...ledger,
    ...valuation,
    net: Fen,
    subsidiaries: Subsidiaries,
    company: Type.Optional(Name),
  },
  key({ streamId, data }) {
    if ('collective' in data) return data.collective;
    if ('dividend' in data) return data.dividend.slice(0, data.dividend.indexOf('-'));
    return shareBook.idOf(streamId) ?? collective.idOf(streamId);
  },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: {
    AssetValued: (doc, { data: { areaPath, ...valued } }, id) => ({
      ...(doc ?? { id, areaPath, dividends: 0, dividendsPaid: 0, subsidiaries: [] }),
      valuations: [...(doc?.valuations ?? []).filter(({ on }) => on !== valued.on), valued].sort(
        (one, other) => (one.on < other.on ? -1 : 1),
      ),
    }),
    SubsidiaryRegistered: (doc, { data }) => doc && { ...doc, subsidiaries: [...doc.subsidiaries, data] },
    CollectiveRestructured: (doc, { data: company }) => doc && { ...doc, company },
    ShareIssued: (doc, { data: { areaPath, holders } }, id) => {
      const before = doc ?? {
        id,
        areaPath,
        dividends: 0,
        dividendsPaid: 0,
        subsidiaries: [],
        valuations: [],
      };
      const issued = holders.reduce((sum, { shares }) => sum + shares, 0);
      return { ...before, shares: (before.shares ?? 0) + issued };
    },
    DividendDeclared: (doc, { data: { total } }) => doc && { ...doc, dividends: doc.dividends + total },
    DividendPaid: (doc, { data: { amount } }) => doc && { ...doc, dividendsPaid: doc.dividendsPaid + amount },
  },
  doors: {
    list: 'GET /v1/collectives',
    one: 'GET /v1/collectives/:id',
    may: 'operations.read',
    summary: 'What collectives below an area had, owed and owned on a day',
    unknown: 'collective-unknown',
    show({ valuations, subsidiaries, company, ...ledger }, day) {
      const valued = valuations.findLast(({ on }) => on <= day);
      if (valued === undefined) return undefined;
      return {
        ...ledger,
        ...valued,
        net: valued.assets - valued.debts,
        subsidiaries: subsidiaries.filter(({ on }) => on <= day),
        ...(company !== undefined && company.on <= day && { company: company.company }),
      };
    },
  },
});
