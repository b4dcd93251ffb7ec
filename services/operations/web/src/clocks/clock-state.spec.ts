import { describe, expect, test } from '@jest/globals';
import type { ClockItem } from '@linli/operations/api';
import { clockState, leftOf, needsAPerson, usedShare } from './clock-state.ts';

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

const calendar = {
  officeHours: [{ from: '08:00', to: '12:00' }],
  holidays: [],
  makeUpWorkDays: ['2026-05-02'],
};

describe('a clock on the wall', () => {
  test('RM-I4: is green below half of its amount, amber from half on, red from its due time on', () => {
    expect(clockState(clock(), eight + 2 * hour - 1, calendar)).toBe('in-time');
    expect(clockState(clock(), eight + 2 * hour, calendar)).toBe('soon');
    expect(clockState(clock(), eight + 4 * hour - 1, calendar)).toBe('soon');
    expect(clockState(clock(), eight + 4 * hour, calendar)).toBe('overdue');
  });

  test('RM-I4: a night uses nothing of office hours, so nothing turns amber while no office is open', () => {
    // Two hours of the evening before the last office hour, and one of the next morning.
    const overnight = clock({
      amount: 2,
      startedAt: new Date(eight + 3.5 * hour).toISOString(),
      due: new Date(eight + 25.5 * hour).toISOString(),
    });
    expect(usedShare(overnight, eight + 18.5 * hour, calendar)).toBe(0.25);
    expect(leftOf(overnight, eight + 18.5 * hour, calendar)).toBe(1.5);
    expect(clockState(overnight, eight + 18.5 * hour, calendar)).toBe('in-time');
    expect(clockState(overnight, eight + 24.5 * hour, calendar)).toBe('soon');
  });

  test('two clocks of the same kind and amount that are due at the same minute show the same colour', () => {
    const due = new Date(eight + 26 * hour).toISOString();
    const evening = clock({ amount: 2, startedAt: new Date(eight + 12 * hour).toISOString(), due });
    const morning = clock({ amount: 2, startedAt: new Date(eight + 24 * hour).toISOString(), due });
    for (let now = eight + 24 * hour; now < eight + 27 * hour; now += hour / 4)
      expect(clockState(evening, now, calendar)).toBe(clockState(morning, now, calendar));
  });

  test('stays overdue once the log says its deadline was missed, even after an extension', () => {
    const extended = clock({ missed: true, due: new Date(eight + 28 * hour).toISOString() });
    expect(clockState(extended, eight, calendar)).toBe('overdue');
  });

  test('does not fall due while it is paused', () => {
    expect(clockState(clock({ state: 'paused' }), eight + 5 * hour, calendar)).toBe('paused');
  });

  test('without a calendar yet, stands as the answer said', () => {
    expect(clockState(clock({ usedShare: 0.4 }), eight + 3 * hour, undefined)).toBe('in-time');
    expect(clockState(clock({ usedShare: 0.6, left: 1.6 }), eight, undefined)).toBe('soon');
    expect(leftOf(clock({ left: 1.6 }), eight, undefined)).toBe(1.6);
  });

  test('has used all of an amount of nothing', () => {
    expect(usedShare(clock({ amount: 0, due: clock().startedAt }), eight, calendar)).toBe(1);
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
