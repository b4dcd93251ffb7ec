import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shanghaiDay } from './shanghai-day.ts';
import { advance, due, isWorkDay, measure, timeLeft, usedShare, type TimeKind } from './work-time.ts';

const officeHours = [
  { from: '08:30', to: '12:00' },
  { from: '14:00', to: '17:30' },
];
const nationalDay = ['01', '02', '03', '04', '05', '06', '07'].map((date) => `2026-10-${date}`);
const plain = { officeHours, holidays: nationalDay, makeUpWorkDays: [] };
const withMakeUp = { officeHours, holidays: nationalDay, makeUpWorkDays: ['2026-10-10'] };

/** `2026-09-28 09:00` on the wall clock of Wuhan. */
const at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`);
const local = (instant: number): string =>
  new Date(instant + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
const hours = (count: number): number => count * 3_600_000;

describe('deadlines in business time', () => {
  test('C-4.5: 4 work hours from Friday 16:30 use 1 hour of Friday and are due on Monday 11:30', () => {
    expect(local(due(at('2026-05-08 16:30'), 'work_hours', 4, plain))).toBe('2026-05-11 11:30');
  });

  test('C-4.5: 2 urgent hours from Friday 23:00 are due on Saturday 01:00', () => {
    expect(local(due(at('2026-05-08 23:00'), 'urgent_hours', 2, plain))).toBe('2026-05-09 01:00');
  });

  test('C-4.5: 5 work days from Monday 28 September over the holiday are due on Monday 12 October', () => {
    expect(local(due(at('2026-09-28 09:00'), 'work_days', 5, plain))).toBe('2026-10-12 09:00');
  });

  test('C-4.5: 5 work days from Monday 28 September are due on Saturday 10 October when it is a 调休 work day', () => {
    expect(local(due(at('2026-09-28 09:00'), 'work_days', 5, withMakeUp))).toBe('2026-10-10 09:00');
  });

  test('C-4.5: parked for 2 hours of working time moves the due time by 2 working hours', () => {
    const first = due(at('2026-05-11 09:00'), 'work_hours', 4, plain);
    expect(local(first)).toBe('2026-05-11 15:00');
    const left = measure(at('2026-05-11 10:00'), first, 'work_hours', plain);
    expect(local(advance(at('2026-05-11 12:00'), 'work_hours', left, plain))).toBe('2026-05-11 17:00');
  });

  test('C-4.1: natural days run through weekends and holidays', () => {
    expect(local(due(at('2026-09-30 17:00'), 'natural_days', 3, plain))).toBe('2026-10-03 17:00');
  });

  test('C-4.1: work hours that start outside office hours count from the next opening', () => {
    expect(local(due(at('2026-05-11 12:40'), 'work_hours', 1, plain))).toBe('2026-05-11 15:00');
    expect(local(due(at('2026-05-09 10:00'), 'work_hours', 1, plain))).toBe('2026-05-11 09:30');
  });

  test('C-4.1: work hours used up at closing time are due at closing time', () => {
    expect(local(due(at('2026-05-11 08:30'), 'work_hours', 7, plain))).toBe('2026-05-11 17:30');
  });

  test('C-4.1: a work day that starts on a day off ends with the next working day', () => {
    expect(local(due(at('2026-05-09 10:00'), 'work_days', 1, plain))).toBe('2026-05-12 00:00');
  });

  test('C-4.2: 调休 makes a weekend day count hour by hour', () => {
    expect(isWorkDay('2026-10-10', plain)).toBe(false);
    expect(isWorkDay('2026-10-10', withMakeUp)).toBe(true);
    expect(local(due(at('2026-10-09 16:30'), 'work_hours', 4, withMakeUp))).toBe('2026-10-10 11:30');
  });

  test('a Shanghai day begins at 16:00 UTC', () => {
    expect(shanghaiDay(Date.parse('2026-05-01T15:59:59.999Z'))).toBe('2026-05-01');
    expect(shanghaiDay(Date.parse('2026-05-01T16:00:00.000Z'))).toBe('2026-05-02');
  });

  test('a calendar without office hours is refused', () => {
    const empty = { officeHours: [], holidays: [], makeUpWorkDays: [] };
    expect(() => due(0, 'work_hours', 1, empty)).toThrow(RangeError);
  });
});

describe('properties of business time', () => {
  const instant = fc.integer({ min: at('2026-01-01 00:00'), max: at('2027-12-31 00:00') });
  const kind = fc.constantFrom<TimeKind>('urgent_hours', 'work_hours', 'work_days', 'natural_days');
  const amount = fc.integer({ min: 1, max: 60 });
  const calendar = fc.constantFrom(plain, withMakeUp);

  test('C-4: a later start is never due earlier', () => {
    fc.assert(
      fc.property(instant, fc.nat(hours(100)), kind, amount, calendar, (start, later, k, n, c) => {
        expect(due(start + later, k, n, c)).toBeGreaterThanOrEqual(due(start, k, n, c));
      }),
    );
  });

  test('C-4: a larger amount is always due later', () => {
    fc.assert(
      fc.property(instant, kind, amount, calendar, (start, k, n, c) => {
        expect(due(start, k, n + 1, c)).toBeGreaterThan(due(start, k, n, c));
      }),
    );
  });

  test('C-4: exactly the amount is measured between start and due', () => {
    fc.assert(
      fc.property(instant, kind, amount, calendar, (start, k, n, c) => {
        const unit = k.endsWith('hours') ? hours(1) : hours(24);
        expect(measure(start, due(start, k, n, c), k, c)).toBe(n * unit);
      }),
    );
  });

  test('C-4: work hours are always due within office hours of a working day', () => {
    fc.assert(
      fc.property(instant, amount, calendar, (start, n, c) => {
        const end = local(due(start, 'work_hours', n, c));
        const time = end.slice(11);
        expect(isWorkDay(end.slice(0, 10), c)).toBe(true);
        expect(c.officeHours.some(({ from, to }) => time >= from && time <= to)).toBe(true);
      }),
    );
  });

  test('C-4.3: a pause moves the due time by exactly the time it measures', () => {
    fc.assert(
      fc.property(
        instant,
        kind,
        amount,
        fc.nat(hours(300)),
        fc.nat(hours(300)),
        calendar,
        (start, k, n, until, pause, c) => {
          const first = due(start, k, n, c);
          const parked = Math.min(start + until, first);
          const resumed = parked + pause;
          const second = advance(resumed, k, measure(parked, first, k, c), c);
          expect(measure(first, second, k, c)).toBe(measure(parked, resumed, k, c));
        },
      ),
    );
  });

  test('C-4: measuring is additive', () => {
    fc.assert(
      fc.property(instant, fc.nat(hours(500)), fc.nat(hours(500)), kind, calendar, (a, x, y, k, c) => {
        expect(measure(a, a + x, k, c) + measure(a + x, a + x + y, k, c)).toBe(measure(a, a + x + y, k, c));
      }),
    );
  });
});

describe('what a limit has left', () => {
  const limit = (kind: TimeKind, amount: number, start: string) => ({
    kind,
    amount,
    due: due(at(start), kind, amount, plain),
  });

  test('RM-I4: a night uses nothing of office hours, and a weekend nothing of working days', () => {
    const hours = limit('work_hours', 4, '2026-05-11 16:30');
    expect([local(hours.due), usedShare(hours, at('2026-05-11 17:30'), plain)]).toEqual([
      '2026-05-12 11:30',
      0.25,
    ]);
    expect(usedShare(hours, at('2026-05-12 02:31'), plain)).toBe(0.25);
    expect(timeLeft(hours, at('2026-05-12 02:31'), plain)).toBe(3);
    const days = limit('work_days', 2, '2026-05-08 00:00');
    expect(usedShare(days, at('2026-05-09 00:00'), plain)).toBe(0.5);
    expect(usedShare(days, at('2026-05-10 23:00'), plain)).toBe(0.5);
  });

  test('two limits of the same kind and amount that are due at the same minute have the same share at every moment', () => {
    const evening = limit('work_hours', 2, '2026-05-11 20:00');
    const morning = limit('work_hours', 2, '2026-05-12 08:30');
    expect(evening.due).toBe(morning.due);
    for (const now of ['2026-05-12 08:00', '2026-05-12 09:00', '2026-05-12 09:45', '2026-05-12 11:00'])
      expect(usedShare(evening, at(now), plain)).toBe(usedShare(morning, at(now), plain));
    expect(usedShare(morning, at('2026-05-12 09:30'), plain)).toBe(0.5);
  });

  test('is over by the time of its kind that has gone by since it was due', () => {
    const one = limit('work_hours', 1, '2026-05-11 16:30');
    expect(timeLeft(one, at('2026-05-12 08:30'), plain)).toBe(-0);
    expect(timeLeft(one, at('2026-05-12 10:00'), plain)).toBe(-1.5);
    expect(usedShare(one, at('2026-05-12 10:00'), plain)).toBe(2.5);
    expect(timeLeft(limit('urgent_hours', 1, '2026-05-11 23:00'), at('2026-05-12 01:00'), plain)).toBe(-1);
  });

  test('a limit without an amount is used up, and one that was granted more time has used nothing less than nothing', () => {
    expect(
      usedShare(
        { kind: 'work_hours', amount: 0, due: at('2026-05-12 09:00') },
        at('2026-05-12 09:00'),
        plain,
      ),
    ).toBe(1);
    expect(
      usedShare(
        { kind: 'work_hours', amount: 1, due: at('2026-05-15 09:00') },
        at('2026-05-12 09:00'),
        plain,
      ),
    ).toBe(0);
  });
});
