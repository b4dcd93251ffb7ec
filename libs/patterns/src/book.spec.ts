import { describe, expect, test } from '@jest/globals';
import type { Posting } from '@linli/contracts';
import fc from 'fast-check';
import {
  balanceOf,
  type Book,
  type BookRules,
  closing,
  emptyBook,
  entryFault,
  move,
  posted,
} from './book.ts';

const rules: BookRules = {
  row: 'F-03',
  controlled: (account) => account.startsWith('held:'),
  lineOf: (account) => account.split(':')[1],
  apart: { row: 'F-23', has: (line) => line === 'legal' },
};
const book = posted(emptyBook, [...move(1_000, 'budget', 'held:work'), ...move(500, 'budget', 'held:legal')]);
const faultOf = (postings: readonly Posting[], on: Book = book, approval?: string) => {
  const { rule, code, field } = entryFault(on, postings, rules, approval) ?? {};
  return { rule, code, field };
};
const taken = { rule: undefined, code: undefined, field: undefined };

describe('a book of double entry', () => {
  test('F-03: takes what is balanced and held, to the last fen', () => {
    expect(faultOf(move(1_000, 'held:work', 'spent:work'))).toEqual(taken);
    const after = posted(book, move(1_000, 'held:work', 'spent:work'));
    expect(balanceOf(after, 'held:work')).toBe(0);
    expect(balanceOf(after, 'spent:work')).toBe(1_000);
    expect(balanceOf(after, 'nobody')).toBe(0);
  });

  test('F-03: refuses what sums to something, and a lone posting of nothing', () => {
    const fault = { rule: 'F-03', code: 'not-balanced', field: undefined };
    expect(
      faultOf([
        { account: 'held:work', amount: -10 },
        { account: 'spent:work', amount: 9 },
      ]),
    ).toEqual(fault);
    expect(faultOf([{ account: 'held:work', amount: 0 }])).toEqual(fault);
  });

  test('F-03: refuses fractions of a fen, and sums that can no longer be counted', () => {
    const fault = { rule: 'F-03', code: 'not-countable', field: 'amount' };
    expect(faultOf(move(0.5, 'held:work', 'spent:work'))).toEqual(fault);
    expect(faultOf(move(Number.MAX_SAFE_INTEGER, 'budget', 'held:work'))).toEqual(fault);
  });

  test('F-03: a controlled account never owes, also by several postings of one entry; others may', () => {
    const overdrawn = { rule: 'F-03', code: 'overdrawn', field: 'amount' };
    expect(faultOf(move(1_001, 'held:work', 'spent:work'))).toEqual(overdrawn);
    const twice = move(501, 'held:work', 'spent:work');
    expect(faultOf([...twice, ...twice])).toEqual(overdrawn);
    expect(faultOf(move(-1, 'held:none', 'spent:work'))).toEqual(taken);
    expect(faultOf(move(9_999, 'budget', 'held:work'))).toEqual(taken);
    expect(entryFault(book, move(1_001, 'held:work', 'spent:work'), rules)?.message).toBe(
      'held:work holds 1000 fen, 1001 are asked for',
    );
  });

  test('F-23: money leaves a line that is kept apart only with an approval', () => {
    const away = move(100, 'held:legal', 'held:work');
    expect(faultOf(away)).toEqual({ rule: 'F-23', code: 'not-approved', field: 'approval' });
    expect(faultOf(away, book, 'a-1')).toEqual(taken);
    expect(faultOf(move(100, 'held:work', 'held:legal'))).toEqual(taken);
    expect(faultOf(move(100, 'held:legal', 'spent:legal'))).toEqual(taken);
    const { apart: _, ...free } = rules;
    expect(entryFault(book, away, free)).toBeUndefined();
  });

  test('F-03: a closed book takes nothing, and closing posts all that is held', () => {
    const postings = closing(book, rules, (account) => `rest:${rules.lineOf(account)}`);
    expect(postings).toEqual([
      ...move(1_000, 'held:work', 'rest:work'),
      ...move(500, 'held:legal', 'rest:legal'),
    ]);
    const closed: Book = { ...posted(book, postings), closed: true };
    expect(closing(closed, rules, () => 'rest')).toEqual([]);
    expect(faultOf(move(1, 'budget', 'held:work'), closed)).toMatchObject({
      rule: 'F-03',
      code: 'year-closed',
    });
  });

  test('F-03: whatever is entered, balances sum to nothing and no controlled account owes', () => {
    const account = fc.constantFrom(
      'budget',
      'held:work',
      'held:legal',
      'held:work:c1',
      'spent:work',
      'spent:legal',
    );
    const posting = fc.record({ account, amount: fc.integer({ min: -50, max: 50 }) });
    const entry = fc.oneof(
      fc.tuple(fc.integer({ min: -60, max: 60 }), account, account).map((moved) => move(...moved)),
      fc.array(posting, { maxLength: 4 }),
    );
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, fc.boolean()), { maxLength: 40 }), (entries) => {
        let now = emptyBook;
        for (const [postings, approved] of entries) {
          const fault = entryFault(now, postings, rules, approved ? 'a-1' : undefined);
          if (fault === undefined) now = posted(now, postings);
          if (fault === undefined) accepted += 1;
          else refused += 1;
          const balances = Object.entries(now.balances);
          expect(balances.reduce((total, [, held]) => total + held, 0)).toBe(0);
          for (const [name, held] of balances)
            if (rules.controlled(name)) expect(held).toBeGreaterThanOrEqual(0);
        }
      }),
    );
    // A property about entries says something only where some are taken and some are not.
    expect(accepted).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});
