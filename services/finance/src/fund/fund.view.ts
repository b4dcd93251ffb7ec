import {
  Account,
  AreaPath,
  BudgetLine,
  Fen,
  fundEvents,
  FundId,
  FundKind,
  type Posting,
  Purpose,
} from '@linli/contracts';
import { type RecordedOf, view } from '@linli/service-kit';
import { type Static, type TObject, Type } from 'typebox';
import { fund, lineOfAccount, partsOfFund } from './fund.ts';

/** The events that move money. */
const {
  ReallocationApproved: _,
  BudgetExhausted: __,
  BudgetYearOpened: ___,
  IncludedInBudget,
  ...moneyEvents
} = fundEvents;
type MoneyEvent = RecordedOf<typeof moneyEvents>;

const place = {
  fund: FundId,
  community: Type.String(),
  kind: FundKind,
  year: Type.String({ pattern: '^[0-9]{4}$', description: 'a year' }),
  areaPath: AreaPath,
};

/** Where the money of an event lies. */
function placeOf({ streamId, metadata }: Pick<MoneyEvent, 'streamId' | 'metadata'>) {
  const id = fund.idOf(streamId) ?? '';
  const { community, kind, year } = partsOfFund(id);
  return {
    fund: id,
    community,
    kind: kind as Static<typeof FundKind>,
    year,
    areaPath: metadata.areaPath ?? '',
  };
}

const distinct = (keys: readonly (string | undefined)[]) => [...new Set(keys.flatMap((key) => key ?? []))];

const lineFields = {
  ...place,
  line: BudgetLine,
  allocated: Fen,
  committed: Fen,
  spent: Fen,
  left: Fen,
  remainder: Fen,
  overspent: Fen,
  purposes: Type.Array(Type.Object({ purpose: Purpose, spent: Fen })),
};
type LineDocument = Static<TObject<typeof lineFields>>;

/** What the postings of an event change of a line; every figure is a sum of postings and of nothing else. */
function withPostings(before: LineDocument | undefined, event: MoneyEvent, key: string): LineDocument {
  const line = key.slice(key.indexOf(':') + 1);
  const doc = before ?? {
    ...placeOf(event),
    line,
    ...{ allocated: 0, committed: 0, spent: 0, left: 0, remainder: 0, overspent: 0 },
    purposes: [],
  };
  return event.data.postings
    .filter(({ account }) => lineOfAccount(account) === line)
    .reduce(withPosting, doc);
}

function withPosting(doc: LineDocument, { account, amount }: Posting): LineDocument {
  const [kind, , detail = ''] = account.split(':');
  const allocated = doc.allocated + amount;
  if (kind === 'available') return { ...doc, allocated, left: doc.left + amount };
  if (kind === 'committed') return { ...doc, allocated, committed: doc.committed + amount };
  if (kind === 'remainder') return { ...doc, allocated, remainder: doc.remainder + amount };
  if (kind === 'station') return { ...doc, allocated, overspent: doc.overspent - amount };
  if (kind !== 'spent') return doc;
  const { spent: before = 0 } = doc.purposes.find(({ purpose }) => purpose === detail) ?? {};
  const others = doc.purposes.filter(({ purpose }) => purpose !== detail);
  const purposes = [...others, { purpose: detail, spent: before + amount }];
  return { ...doc, allocated, spent: doc.spent + amount, purposes };
}

/** Public money by fund and line: given, set aside, spent for what, left, what was left at the end, and what a
 * station has paid above its package (F-03, RM-F1). */
export const budgetLedger = view('budget-ledger', 2, {
  of: moneyEvents,
  document: lineFields,
  key: ({ streamId, data }) =>
    distinct(data.postings.map(({ account }) => lineOfAccount(account))).map(
      (line) => `${fund.idOf(streamId)}:${line}`,
    ),
  fields: { areaPath: 'text', fund: 'text', community: 'text', kind: 'text', year: 'text', line: 'text' },
  indexes: [['areaPath'], ['fund'], ['line', 'areaPath'], ['kind', 'areaPath'], ['year', 'areaPath']],
  on: {
    BudgetAllocated: withPostings,
    SpendCommitted: withPostings,
    SpendMade: withPostings,
    BudgetYearClosed: withPostings,
    RemaindersCarried: withPostings,
    ClosedYearCorrected: withPostings,
    CommunityIncomeRecorded: withPostings,
    PackageGranted: withPostings,
    PackageSettled: withPostings,
  },
  doors: {
    list: 'GET /v1/budget-lines',
    one: 'GET /v1/budget-lines/:id',
    may: 'operations.read',
    summary: 'Public money below an area, by fund and line',
    filters: { fund: FundId, kind: FundKind, year: place.year, line: BudgetLine },
    unknown: 'budget-line-unknown',
  },
});

const accountFields = { ...place, account: Account, balance: Fen };
type AccountDocument = Static<TObject<typeof accountFields>>;

function withBalance(before: AccountDocument | undefined, event: MoneyEvent, key: string): AccountDocument {
  const account = key.slice(key.indexOf(':') + 1);
  const doc = before ?? { ...placeOf(event), account, balance: 0 };
  const changes = event.data.postings.filter((posting) => posting.account === account);
  return { ...doc, balance: changes.reduce((balance, { amount }) => balance + amount, doc.balance) };
}

/** What stands in every account of a fund (F-03, RM-F1): the balances of a fund sum to nothing, or money was lost. */
export const trialBalance = view('trial-balance', 2, {
  of: moneyEvents,
  document: accountFields,
  key: ({ streamId, data }) =>
    distinct(data.postings.map(({ account }) => account)).map(
      (account) => `${fund.idOf(streamId)}:${account}`,
    ),
  fields: { areaPath: 'text', fund: 'text' },
  indexes: [['areaPath'], ['fund']],
  on: {
    BudgetAllocated: withBalance,
    SpendCommitted: withBalance,
    SpendMade: withBalance,
    BudgetYearClosed: withBalance,
    RemaindersCarried: withBalance,
    ClosedYearCorrected: withBalance,
    CommunityIncomeRecorded: withBalance,
    PackageGranted: withBalance,
    PackageSettled: withBalance,
  },
  doors: {
    list: 'GET /v1/trial-balance',
    may: 'operations.read',
    summary: 'What stands in every account of the funds below an area',
    filters: { fund: FundId },
  },
});

const Has = Type.Boolean({ description: 'whether the fiscal budget of the year pays for it' });
const haves = { staff: Has, activities: Has, premises: Has };

/** Which of the three haves (三有) the fiscal budget of a community pays for, year by year (F-19, RM-F1). */
export const communityBudgets = view('community-budgets', 1, {
  of: { IncludedInBudget },
  stream: fund,
  document: { ...place, ...haves },
  fields: { areaPath: 'text', community: 'text', year: 'text' },
  indexes: [['areaPath'], ['community'], ['year', 'areaPath']],
  on: {
    IncludedInBudget: (before, event) => ({
      ...(before ?? { ...placeOf(event), staff: false, activities: false, premises: false }),
      [event.data.need]: true,
    }),
  },
  doors: {
    list: 'GET /v1/community-budgets',
    one: 'GET /v1/community-budgets/:fund',
    may: 'operations.read',
    summary: 'Whether communities below an area have staff, money to act with and premises in their budget',
    filters: { community: place.community, year: place.year },
    unknown: 'community-budget-unknown',
  },
});
