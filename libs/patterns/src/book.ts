import type { Posting } from '@linli/contracts';
import { refuse, type Refusal } from '@linli/event-sourcing';

/** Accounts of one book and what stands in them, in fen; an account nobody has posted to holds nothing. */
export interface Book {
  readonly balances: Readonly<Record<string, number>>;
  /** A closed book takes no entry; what was wrong in it is made good in a later one. */
  readonly closed?: true;
}

export interface BookRules {
  /** The requirement row that refusals cite. */
  readonly row: string;
  /** Accounts that hold money and never owe it. The others say where money came from or went to. */
  controlled(account: string): boolean;
  /** The line that money of an account belongs to; none for what is outside all lines. */
  lineOf(account: string): string | undefined;
  /** Lines that money leaves only with an approval, and the row that says so. */
  readonly apart?: { readonly row: string; has(line: string): boolean };
}

export const emptyBook: Book = { balances: {} };

/** Two postings that bring an amount from one account to another; a negative amount goes back. */
export function move(amount: number, from: string, to: string): [Posting, Posting] {
  return [
    { account: from, amount: -amount },
    { account: to, amount },
  ];
}

/** What stands in an account, in fen. */
export function balanceOf({ balances }: Book, account: string): number {
  return balances[account] ?? 0;
}

/** The book with an entry of its own past; what is recorded is folded, not judged. */
export function posted(book: Book, postings: readonly Posting[]): Book {
  const balances: Record<string, number> = { ...book.balances };
  for (const { account, amount } of postings) balances[account] = (balances[account] ?? 0) + amount;
  return { ...book, balances };
}

/** Double entry with budgetary control: why a book does not take an entry, or nothing where it does. */
export function entryFault(
  book: Book,
  postings: readonly Posting[],
  rules: BookRules,
  approval?: string,
): Refusal | undefined {
  const { row, apart } = rules;
  if (book.closed)
    return refuse(row, 'year-closed', 'the year is closed; a later one makes good what is wrong');
  if (sum(postings) !== 0 || postings.length < 2)
    return refuse(row, 'not-balanced', 'what goes out of accounts has to go into others, to the fen');
  const after = posted(book, postings);
  const touched = [...new Set(postings.map(({ account }) => account))];
  const uncounted = touched.find((account) => !Number.isSafeInteger(balanceOf(after, account)));
  if (uncounted !== undefined)
    return refuse(row, 'not-countable', `${uncounted} would hold no countable number of fen`, 'amount');
  const overdrawn = touched.find((account) => rules.controlled(account) && balanceOf(after, account) < 0);
  if (overdrawn !== undefined) {
    const held = balanceOf(book, overdrawn);
    const asked = held - balanceOf(after, overdrawn);
    return refuse(row, 'overdrawn', `${overdrawn} holds ${held} fen, ${asked} are asked for`, 'amount');
  }
  const left = linesLeft(postings, rules).find((line) => apart?.has(line));
  if (apart !== undefined && left !== undefined && approval === undefined)
    return refuse(apart.row, 'not-approved', `money leaves ${left} only with an approval`, 'approval');
  return undefined;
}

/** The entry that closes a book: what its controlled accounts still hold goes where `remainder` says. */
export function closing(
  { balances }: Book,
  { controlled }: BookRules,
  remainder: (account: string) => string,
) {
  return Object.entries(balances).flatMap(([account, held]) =>
    controlled(account) && held !== 0 ? move(held, account, remainder(account)) : [],
  );
}

/** Lines that have less after an entry than before it. */
function linesLeft(postings: readonly Posting[], { lineOf }: BookRules): readonly string[] {
  const changes = new Map<string, number>();
  for (const { account, amount } of postings) {
    const line = lineOf(account);
    if (line !== undefined) changes.set(line, (changes.get(line) ?? 0) + amount);
  }
  return [...changes].flatMap(([line, change]) => (change < 0 ? [line] : []));
}

function sum(postings: readonly Posting[]): number {
  return postings.reduce((total, { amount }) => total + amount, 0);
}
