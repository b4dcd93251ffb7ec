import {
  dayLength,
  FundId,
  fundEvents,
  type FundEvent,
  type Posting,
  shanghaiDay,
  startOfShanghaiDay,
  within,
} from '@linli/contracts';
import { accept, aggregate, type Moment, refuse, type Refusal } from '@linli/event-sourcing';
import {
  balanceOf,
  type Book,
  type BookRules,
  closing,
  emptyBook,
  entryFault,
  move,
  posted,
} from '@linli/patterns';
import { budgetLines, budgetYearEnd } from './budget-lines.ts';
import type * as commands from './fund.commands.ts';

/** Where an approved reallocation may go, and how much of it. */
interface Approval {
  readonly from: string;
  readonly line: string;
  readonly amount: number;
}

/** One sum for a project, and who answers for it. */
interface Package {
  readonly station: string;
  readonly granted: number;
  readonly settled?: true;
}

/** One year of a fund as far as its rules ask. */
export interface Fund {
  /** Absent until the first money has opened it. */
  readonly areaPath?: string;
  readonly book: Book;
  readonly approvals: Readonly<Record<string, Approval>>;
  /** Approvals that have been used. */
  readonly used: readonly string[];
  /** Needs of the community that the year pays for. */
  readonly needs: readonly string[];
  /** By project. */
  readonly packages: Readonly<Record<string, Package>>;
}

type Line = (typeof budgetLines.first.lines)[number];

/** Of which community, of which money and of which year a fund is. */
export function partsOfFund(id: string): {
  readonly community: string;
  readonly kind: string;
  readonly year: string;
} {
  const [community = '', kind = '', year = ''] = id.split('-');
  return { community, kind, year };
}

/** The budget line of an account; none for the budget itself and other accounts outside of all lines. */
export function lineOfAccount(account: string): string | undefined {
  return account.split(':')[1];
}

const isHeld = (account: string) => /^(available|committed):/.test(account);
const available = (line: string) => `available:${line}`;

const put = (fund: Fund, { postings }: { readonly postings: readonly Posting[] }): Fund => ({
  ...fund,
  book: posted(fund.book, postings),
});

/** Public money of one kind in one year of a community (F-03), stream `fund-<community>-<kind>-<year>`. */
export const fund = aggregate<typeof commands, Fund, { closed: Fund }>()('fund', fundEvents, {
  id: within(FundId, {
    pattern: '^[0-9A-Za-z]{1,40}-(fiscal|own|party|package)-[0-9]{4}$',
    description: 'a fund, written community-kind-year: fiscal, own, party or package, such as c1-fiscal-2026',
  }),
  initial: { book: emptyBook, approvals: {}, used: [], needs: [], packages: {} },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    BudgetAllocated(fund, data) {
      const used = data.approval === undefined ? fund.used : [...fund.used, data.approval];
      return { ...put(fund, data), areaPath: data.areaPath, used };
    },
    ReallocationApproved: (fund, { approval, from, line, amount }) => ({
      ...fund,
      approvals: { ...fund.approvals, [approval]: { from, line, amount } },
    }),
    SpendCommitted: put,
    SpendMade: put,
    BudgetExhausted: (fund) => fund,
    BudgetYearOpened: (fund) => fund,
    BudgetYearClosed: (fund, data) => {
      const closed = put(fund, data);
      return { ...closed, book: { ...closed.book, closed: true } };
    },
    RemaindersCarried: (fund, data) => ({ ...put(fund, data), areaPath: data.areaPath }),
    ClosedYearCorrected: put,
    CommunityIncomeRecorded: (fund, data) => ({ ...put(fund, data), areaPath: data.areaPath }),
    IncludedInBudget: (fund, { need }) => ({ ...fund, needs: [...fund.needs, need] }),
    PackageGranted: (fund, data) => ({
      ...put(fund, data),
      areaPath: data.areaPath,
      packages: { ...fund.packages, [data.project]: { station: data.station, granted: data.amount } },
    }),
    PackageSettled(fund, data) {
      const { station, granted } = fund.packages[data.project] as Package;
      return {
        ...put(fund, data),
        packages: { ...fund.packages, [data.project]: { station, granted, settled: true } },
      };
    },
  },
  decide: {
    AllocateBudget(command, fund, moment) {
      const { line, amount, from, approval } = command;
      const { kind } = partsOfFund(moment.id);
      const found = lineIn(moment, line);
      // F-26: party work has a line of its own, which no other fund pays into and no other money comes from.
      if (found !== undefined && (found.fund === 'party') !== (kind === 'party'))
        return refuse('F-26', 'not-of-party-work', `${line} is a line of ${found.fund} money`, 'line');
      if (found?.fund !== kind) return lineUnknown(kind);
      // F-18: what a community earns is kept apart from what it is given.
      if (kind === 'own' && from === undefined)
        return refuse('F-18', 'own-income-only', 'the own fund lives of income, not of the budget', 'from');
      // F-23: an approval is for one reallocation, from this line to that one.
      const approved = approval === undefined ? undefined : fund.approvals[approval];
      if (approval !== undefined) {
        if (approved === undefined || approved.from !== from || approved.line !== line)
          return refuse('F-23', 'approval-unknown', 'nobody has approved this reallocation', 'approval');
        if (fund.used.includes(approval))
          return refuse('F-23', 'approval-used', 'the approval has been used before', 'approval');
        if (amount > approved.amount)
          return refuse('F-23', 'more-than-approved', `${approved.amount} fen are approved`, 'amount');
      }
      const postings = move(amount, from === undefined ? 'budget' : available(from), available(line));
      const fault = areaFault(fund, command) ?? entryFault(fund.book, postings, rulesAt(moment), approval);
      if (fault) return fault;
      const { version } = moment.policy(budgetLines);
      return accept<FundEvent>(
        { type: 'BudgetAllocated', data: { ...command, policy: version, postings } },
        ...yearOpened(fund, moment),
        ...(from === undefined ? [] : exhausted(fund, moment, from, amount)),
      );
    },
    ApproveReallocation(command, { areaPath, approvals }) {
      if (areaPath === undefined) return unknown();
      if (command.approval in approvals)
        return refuse('F-23', 'approved-before', 'an approval has one number', 'approval');
      return accept({ type: 'ReallocationApproved', data: command });
    },
    CommitSpend(command, fund, moment) {
      const { commitment, line, purpose, amount } = command;
      if (fund.areaPath === undefined) return unknown();
      const account = `committed:${line}:${commitment}`;
      if (account in fund.book.balances)
        return refuse('F-03', 'committed-before', 'a commitment has one number', 'commitment');
      const postings = move(amount, available(line), account);
      const fault = purposeFault(moment, line, purpose) ?? entryFault(fund.book, postings, rulesAt(moment));
      if (fault) return fault;
      return accept<FundEvent>(
        { type: 'SpendCommitted', data: { ...command, postings } },
        ...exhausted(fund, moment, line, amount),
      );
    },
    Spend(command, fund, moment) {
      const { line, purpose, amount, commitment } = command;
      if (fund.areaPath === undefined) return unknown();
      const from = commitment === undefined ? available(line) : `committed:${line}:${commitment}`;
      if (commitment !== undefined && !(from in fund.book.balances))
        return refuse('F-03', 'commitment-unknown', `nothing of ${line} is set aside for it`, 'commitment');
      const postings = move(amount, from, `spent:${line}:${purpose}`);
      // F-03: a line pays no more than it has.
      const fault = purposeFault(moment, line, purpose) ?? entryFault(fund.book, postings, rulesAt(moment));
      if (fault) return fault;
      return accept<FundEvent>(
        { type: 'SpendMade', data: { ...command, postings } },
        ...(commitment === undefined ? exhausted(fund, moment, line, amount) : []),
      );
    },
    CloseBudgetYear(_, { areaPath, book }, moment) {
      const { id, at } = moment;
      if (areaPath === undefined) return unknown();
      if (book.closed) return refuse('F-03', 'year-closed', 'the year has been closed before');
      const { year } = partsOfFund(id);
      if (shanghaiDay(at) <= `${year}-12-31`)
        return refuse('F-03', 'year-not-over', `${year} is closed when it is over`);
      return accept(yearClosed(book, moment));
    },
    CloseDueBudgetYear(_, { areaPath, book }, moment) {
      // Closed by hand before, it leaves the timer nothing to do.
      return areaPath === undefined || book.closed ? accept() : accept(yearClosed(book, moment));
    },
    CarryRemainders({ closed }, fund, moment) {
      const { id, known } = moment;
      const [here, there] = [partsOfFund(id), partsOfFund(closed)];
      const isNext = Number(here.year) === Number(there.year) + 1;
      // F-03: remainders go to the next year of the same fund, and to nobody else.
      if (there.community !== here.community || there.kind !== here.kind || !isNext)
        return refuse('F-03', 'not-the-year-before', `${closed} is not the year before`, 'closed');
      if (known.closed?.areaPath === undefined)
        return refuse('F-03', 'closed-unknown', `there is no ${closed}`, 'closed');
      const { book, areaPath } = known.closed;
      if (!book.closed) return refuse('F-03', 'year-not-closed', `${closed} is open`, 'closed');
      const left = Object.entries(book.balances).filter(([account]) => account.startsWith('remainder:'));
      const postings = left.flatMap(([account, amount]) => {
        const line = String(lineOfAccount(account));
        return amount === 0 ? [] : move(amount, `carried:${line}:${closed}`, available(line));
      });
      if (postings.length === 0) return accept();
      if (postings.some(({ account }) => account.startsWith('carried:') && account in fund.book.balances))
        return refuse('F-03', 'carried-before', `${closed} has been carried over before`, 'closed');
      const fault = areaFault(fund, { areaPath }) ?? entryFault(fund.book, postings, rulesAt(moment));
      if (fault) return fault;
      return accept<FundEvent>(
        { type: 'RemaindersCarried', data: { closed, areaPath, postings } },
        ...yearOpened(fund, moment),
      );
    },
    CorrectClosedYear(command, fund, moment) {
      const { closed, line, amount } = command;
      const { id, known } = moment;
      if (fund.areaPath === undefined) return unknown();
      const [here, there] = [partsOfFund(id), partsOfFund(closed)];
      // F-03: a closed year is made good in a later one of the same fund.
      if (there.community !== here.community || there.kind !== here.kind || there.year >= here.year)
        return refuse('F-03', 'not-an-earlier-year', `${closed} is no earlier year of this fund`, 'closed');
      if (known.closed === undefined)
        return refuse('F-03', 'closed-unknown', `there is no ${closed}`, 'closed');
      if (!known.closed.book.closed)
        return refuse('F-03', 'year-not-closed', `${closed} is open and can be put right itself`, 'closed');
      if (amount === 0)
        return refuse('F-03', 'nothing-to-correct', 'an amount of 0 corrects nothing', 'amount');
      if (lineIn(moment, line)?.fund !== here.kind) return lineUnknown(here.kind);
      const postings = move(amount, `correction:${line}:${closed}`, available(line));
      const fault = entryFault(fund.book, postings, rulesAt(moment));
      if (fault) return fault;
      return accept<FundEvent>(
        { type: 'ClosedYearCorrected', data: { ...command, postings } },
        ...exhausted(fund, moment, line, -amount),
      );
    },
    RecordCommunityIncome(command, fund, moment) {
      const { line, source, amount } = command;
      const { kind } = partsOfFund(moment.id);
      if (kind !== 'own')
        return refuse('F-18', 'not-the-own-fund', 'income of the community goes to its own fund');
      if (lineIn(moment, line)?.fund !== kind) return lineUnknown(kind);
      const postings = move(amount, `income:${line}:${source}`, available(line));
      const fault = areaFault(fund, command) ?? entryFault(fund.book, postings, rulesAt(moment));
      if (fault) return fault;
      const { version } = moment.policy(budgetLines);
      return accept<FundEvent>(
        { type: 'CommunityIncomeRecorded', data: { ...command, policy: version, postings } },
        ...yearOpened(fund, moment),
      );
    },
    IncludeInBudget(command, { areaPath, book, needs }, moment) {
      const { need, line } = command;
      const { kind } = partsOfFund(moment.id);
      // F-19: what a community needs is paid out of the fiscal budget, not out of other money.
      if (kind !== 'fiscal') return refuse('F-19', 'not-fiscal', 'needs are included in the fiscal budget');
      if (areaPath === undefined) return unknown();
      if (book.closed) return refuse('F-19', 'year-closed', 'the year is closed');
      if (needs.includes(need))
        return refuse('F-19', 'included-before', `${need} is included in this year`, 'need');
      // F-19: a line without money pays for nothing.
      if (balanceOf(book, available(line)) <= 0)
        return refuse('F-19', 'no-money', `${line} has no money in this year`, 'line');
      return accept({ type: 'IncludedInBudget', data: command });
    },
    GrantPackage(command, fund, moment) {
      const { project, amount } = command;
      if (partsOfFund(moment.id).kind !== 'package')
        return refuse('F-15', 'not-a-package-fund', 'packages are granted of a package fund');
      // F-15: one sum for a project; there is no second one when it does not suffice.
      if (project in fund.packages)
        return refuse('F-15', 'granted-before', 'a project has one package', 'project');
      const postings = move(amount, 'budget', available(project));
      const fault = areaFault(fund, command) ?? entryFault(fund.book, postings, rulesAt(moment));
      if (fault) return fault;
      return accept<FundEvent>(
        { type: 'PackageGranted', data: { ...command, postings } },
        ...yearOpened(fund, moment),
      );
    },
    SettlePackage({ project, cost }, { areaPath, book, packages }, moment) {
      if (areaPath === undefined) return unknown();
      const found = packages[project];
      if (found === undefined)
        return refuse('F-15', 'package-unknown', 'no package has been granted to it', 'project');
      const { station, granted, settled } = found;
      if (settled) return refuse('F-15', 'settled-before', 'the package has been settled before', 'project');
      // F-15: what the project cost above its package is the station's, not new money.
      const overspent = Math.max(0, cost - granted);
      const saved = Math.max(0, granted - cost);
      const spent = `spent:${project}:package`;
      const postings = [
        ...move(granted - saved, available(project), spent),
        ...(overspent > 0 ? move(overspent, `station:${project}`, spent) : []),
        ...(saved > 0 ? move(saved, available(project), `remainder:${project}`) : []),
      ];
      const fault = entryFault(book, postings, rulesAt(moment));
      if (fault) return fault;
      return accept({ type: 'PackageSettled', data: { project, station, cost, overspent, postings } });
    },
  },
  timers: { CloseDueBudgetYear: { due: { BudgetYearOpened: 'closes' }, ends: ['BudgetYearClosed'] } },
});

/** F-03: a year ends some days after its last, so the first money of it brings its due time. */
function yearOpened({ areaPath }: Fund, { id, policy }: Moment<object>): readonly FundEvent[] {
  if (areaPath !== undefined) return [];
  const { version, days } = policy(budgetYearEnd);
  const end = startOfShanghaiDay(`${partsOfFund(id).year}-12-31`) + (1 + days) * dayLength;
  return [{ type: 'BudgetYearOpened', data: { closes: new Date(end).toISOString(), policy: version } }];
}

/** F-03: what is left is posted, lines and commitments alike. */
function yearClosed(book: Book, moment: Moment<object>): FundEvent {
  const postings = closing(book, rulesAt(moment), (account) => `remainder:${lineOfAccount(account)}`);
  return { type: 'BudgetYearClosed', data: { postings } };
}

/** F-03: a fund is of one place. */
function areaFault({ areaPath }: Fund, command: { readonly areaPath: string }): Refusal | undefined {
  if (areaPath === undefined || command.areaPath === areaPath) return undefined;
  return refuse('F-03', 'other-area', `the fund is of ${areaPath}`, 'areaPath');
}

function lineIn({ policy }: Moment<object>, line: string): Line | undefined {
  return policy(budgetLines).lines.find((one) => one.line === line);
}

/** The control of a fund's book: a line owes nothing, and F-23 keeps the money of some lines apart. */
function rulesAt(moment: Moment<object>): BookRules {
  return {
    row: 'F-03',
    controlled: isHeld,
    lineOf: lineOfAccount,
    apart: { row: 'F-23', has: (line) => lineIn(moment, line)?.keptApart === true },
  };
}

/** F-06: money is spent for a purpose of its line, so that what each purpose has cost sums to the whole. */
function purposeFault(moment: Moment<object>, line: string, purpose: string): Refusal | undefined {
  const { kind } = partsOfFund(moment.id);
  const found = lineIn(moment, line);
  if (found?.fund !== kind) return lineUnknown(kind);
  if (found.purposes.includes(purpose)) return undefined;
  return refuse('F-06', 'other-purpose', `${line} is for ${found.purposes.join(', ')}`, 'purpose');
}

/** F-03: exhausted is recorded with what leaves a line less than its reserve, once until it has been filled again. */
function exhausted(fund: Fund, moment: Moment<object>, line: string, taken: number): readonly FundEvent[] {
  const reserve = lineIn(moment, line)?.reserve ?? 0;
  const before = balanceOf(fund.book, available(line));
  const left = before - taken;
  return before >= reserve && left < reserve
    ? [{ type: 'BudgetExhausted', data: { line, left, reserve } }]
    : [];
}

function lineUnknown(kind: string): Refusal {
  return refuse('F-03', 'line-unknown', `no such line is set for ${kind} funds`, 'line');
}

function unknown(): Refusal {
  return refuse('F-03', 'fund-unknown', 'the fund has no money in this year');
}
