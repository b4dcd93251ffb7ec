import { describe, expect, test } from '@jest/globals';
import type { ClockItem } from '@linli/operations/api';
import { clockState, needsAPerson, usedShare } from './clock-state.ts';

const eight = Date.parse('2026-05-01T00:00:00Z');
const hour = 3_600_000;

const clock = (over: Partial<ClockItem> = {}): ClockItem => ({
  incidentId: 'a',
  ticket: 'JX-1',
  stage: 'handling',
  round: 1,
  kind: 'work_hours',
  amount: 4,
  startedAt: new Date(eight).toISOString(),
  due: new Date(eight + 4 * hour).toISOString(),
  state: 'running',
  missed: false,
  ...over,
});

describe('a clock on the wall', () => {
  test('RM-I4: is green below half of its span, amber from half on, red from its due time on', () => {
    expect(clockState(clock(), eight + 2 * hour - 1)).toBe('in-time');
    expect(clockState(clock(), eight + 2 * hour)).toBe('soon');
    expect(clockState(clock(), eight + 4 * hour - 1)).toBe('soon');
    expect(clockState(clock(), eight + 4 * hour)).toBe('overdue');
  });

  test('stays overdue once the log says its deadline was missed, even after an extension', () => {
    expect(clockState(clock({ missed: true, due: new Date(eight + 9 * hour).toISOString() }), eight)).toBe(
      'overdue',
    );
  });

  test('does not fall due while it is paused', () => {
    expect(clockState(clock({ state: 'paused' }), eight + 5 * hour)).toBe('paused');
  });

  test('has used all of a span without length', () => {
    expect(usedShare({ startedAt: clock().due, due: clock().due }, eight)).toBe(1);
  });
});

describe('what needs a person', () => {
  test('lists the longest overdue first and the soonest due first', () => {
    const late = clock({ incidentId: 'late', due: new Date(eight + hour).toISOString(), missed: true });
    const later = clock({ incidentId: 'later', due: new Date(eight + 2 * hour).toISOString(), missed: true });
    const soon = clock({ incidentId: 'soon', due: new Date(eight + 6 * hour).toISOString() });
    const next = clock({ incidentId: 'next', due: new Date(eight + 5 * hour).toISOString() });
    const lists = needsAPerson([later, late], [soon, next], eight + 3 * hour);
    expect(lists.overdue.map((item) => item.incidentId)).toEqual(['late', 'later']);
    expect(lists.dueNext.map((item) => item.incidentId)).toEqual(['next', 'soon']);
  });

  test('moves a running clock over when its due time passes here, and never lists one twice', () => {
    const passing = clock({ incidentId: 'passing' });
    const lists = needsAPerson([], [passing], eight + 4 * hour);
    expect(lists.overdue).toEqual([passing]);
    expect(lists.dueNext).toEqual([]);
    expect(needsAPerson([passing], [passing], eight + 5 * hour).overdue).toHaveLength(1);
  });
});
