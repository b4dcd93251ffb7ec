import { describe, expect, test } from '@jest/globals';
import { type CategoryDeadlines, defaultDeadlines } from '@linli/contracts';
import { given } from '@linli/testing';
import { deadlineFor, type DeadlineRule } from './deadline-rules.ts';
import { deadlines } from './deadlines.ts';

const standard = 'GB/T-47678.5';
const limit = (codePrefix: string, amount: number, rest: Partial<DeadlineRule> = {}): DeadlineRule => ({
  standard,
  codePrefix,
  stage: 'handling',
  kind: 'work_hours',
  amount,
  ...rest,
});
const set = (...rules: readonly DeadlineRule[]): CategoryDeadlines => ({ version: 1, rules: [...rules] });
const handling = (code: string, severity: 'normal' | 'urgent' = 'normal') =>
  ({ category: { standard, code }, severity, stage: 'handling' }) as const;

describe('which time limit applies', () => {
  test('I-02: the longest matching prefix wins, wherever it stands', () => {
    const rules = set(limit('0601', 2), limit('06010', 3), limit('06', 1), limit('07', 9));
    expect(deadlineFor(rules, handling('06010'))?.amount).toBe(3);
    expect(deadlineFor(rules, handling('06011'))?.amount).toBe(2);
    expect(deadlineFor(rules, handling('06042'))?.amount).toBe(1);
    expect(deadlineFor(rules, handling('01037'))).toBeUndefined();
  });

  test('I-02: at equal length the limit for the severity wins', () => {
    const rules = set(limit('06', 1, { severity: 'urgent' }), limit('06', 8));
    expect(deadlineFor(rules, handling('06010', 'urgent'))?.amount).toBe(1);
    expect(deadlineFor(rules, handling('06010'))?.amount).toBe(8);
  });

  test('I-02: limits of another stage or standard do not apply', () => {
    const rules = set(limit('06', 1, { stage: 'check' }), limit('', 2, { standard: 'local' }));
    expect(deadlineFor(rules, handling('06010'))).toBeUndefined();
  });

  test('I-02: what is not classified yet has the limits of every class', () => {
    const rules = set(limit('06', 1), limit('', 5));
    expect(deadlineFor(rules, { severity: 'normal', stage: 'handling' })?.amount).toBe(5);
  });

  test('I-02, B-5.3: exposed rubbish has 4 work hours by default, and 2 urgent hours when it is urgent', () => {
    expect(deadlineFor(defaultDeadlines, handling('06010'))).toMatchObject({ kind: 'work_hours', amount: 4 });
    expect(deadlineFor(defaultDeadlines, handling('06010', 'urgent'))).toMatchObject({
      kind: 'urgent_hours',
      amount: 2,
    });
  });
});

describe('setting time limits', () => {
  test('I-02: versions come into force in order', () => {
    const first = { type: 'CategoryDeadlinesSet', data: defaultDeadlines } as const;
    given(deadlines.decider).when({ content: defaultDeadlines }).then(first);
    given(deadlines.decider)
      .events(first)
      .when({ content: { ...defaultDeadlines, version: 3 } })
      .thenRefused('I-02', 'version-out-of-order', 'version');
  });

  test('I-02: one question has one answer', () => {
    given(deadlines.decider)
      .when({ content: set(limit('06', 1), limit('06', 2)) })
      .thenRefused('I-02', 'limit-set-twice');
  });

  test('I-02: a limit of a century is a slip of the pen', () => {
    given(deadlines.decider)
      .when({ content: set(limit('06', 1_000_000)) })
      .thenRefused('I-02', 'limit-too-long', 'rules');
  });
});
