import { describe, expect, test } from '@jest/globals';
import { defaultCalendar2026, type WorkCalendar } from '@linli/contracts';
import { given } from '@linli/testing';
import { calendar, firstUncovered } from './calendar.ts';

const published = { type: 'CalendarPublished', data: defaultCalendar2026 } as const;
const publish = (change: Partial<WorkCalendar>) =>
  given(calendar.decider).when({ content: { ...defaultCalendar2026, ...change } });

describe('the working calendar', () => {
  test('C-4.2: versions are published in order', () => {
    given(calendar.decider).when({ content: defaultCalendar2026 }).then(published);
    given(calendar.decider)
      .events(published)
      .when({ content: defaultCalendar2026 })
      .thenRefused('C-4.2', 'version-out-of-order', 'version');
  });

  test('C-4.2: office hours neither overlap, nor are empty, nor pass midnight', () => {
    for (const officeHours of [
      [{ from: '12:00', to: '08:30' }],
      [{ from: '08:30', to: '08:30' }],
      [{ from: '20:00', to: '25:00' }],
      [
        { from: '13:00', to: '17:00' },
        { from: '08:00', to: '13:30' },
      ],
    ])
      publish({ officeHours }).thenRefused('C-4.2', 'office-hours-impossible', 'officeHours');
  });

  test('C-4.2: a day is off or made up for, not both, and listed once', () => {
    publish({ makeUpWorkDays: ['2026-10-01'] }).thenRefused('C-4.2', 'day-off-and-worked', 'makeUpWorkDays');
    publish({ holidays: ['2026-10-01', '2026-10-01'] }).thenRefused('C-4.2', 'day-listed-twice');
  });

  test('C-4.2: it covers the years of which it lists a day, and says from which day on it covers none', () => {
    const next = { ...defaultCalendar2026, version: 2, holidays: ['2027-01-01'] };
    expect(firstUncovered(defaultCalendar2026, '2026-11-25', '2026-12-31')).toBeUndefined();
    expect(firstUncovered(defaultCalendar2026, '2026-11-25', '2027-01-06')).toBe('2027-01-01');
    expect(firstUncovered(defaultCalendar2026, '2025-12-30', '2026-01-06')).toBe('2025-12-30');
    expect(firstUncovered(next, '2026-11-25', '2027-01-06')).toBeUndefined();
    expect(calendar.notice?.(defaultCalendar2026)).toContain(
      'days from 2027-01-01 on are counted by weekday',
    );
    expect(calendar.notice?.({ ...next, holidays: [], makeUpWorkDays: [] })).toContain('all days');
  });
});
