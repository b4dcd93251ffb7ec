import { describe, test } from '@jest/globals';
import { defaultCalendar2026 } from '@linli/contracts';
import { given } from '@linli/testing';
import { calendar, type Calendar } from './calendar.ts';

const published = { type: 'CalendarPublished', data: defaultCalendar2026 } as const;
const publish = (change: Partial<Calendar>) =>
  given(calendar).when({ policy: { ...defaultCalendar2026, ...change } });

describe('the working calendar', () => {
  test('C-4.2: versions are published in order', () => {
    given(calendar).when({ policy: defaultCalendar2026 }).then(published);
    given(calendar)
      .events(published)
      .when({ policy: defaultCalendar2026 })
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
});
