import { describe, expect, test } from '@jest/globals';
import { timeText } from '../format/times.ts';
import { day, dayOf, hourMarks, minutesAt, momentAt, timeWindow } from './time-window.ts';

const at = (text: string) => Date.parse(text);
const now = at('2026-05-01T04:03:20Z');

describe('the window of the time machine', () => {
  test('ends with the bucket that is filling now', () => {
    const window = timeWindow(now, undefined);
    expect(new Date(window.to).toISOString()).toBe('2026-05-01T04:10:00.000Z');
    expect(window.to - window.from).toBe(day);
  });

  test('stays where it is for a moment within it', () => {
    expect(timeWindow(now, now - day / 2)).toEqual(timeWindow(now, undefined));
  });

  test('moves around a moment that lies before it', () => {
    const shown = at('2026-04-28T00:00:00Z');
    const window = timeWindow(now, shown);
    expect(window.from).toBeLessThan(shown);
    expect(window.to).toBeGreaterThan(shown);
    expect(window.to - window.from).toBe(day);
  });

  test('a step is a minute, and the last one is live', () => {
    const window = timeWindow(now, undefined);
    expect(momentAt(window, 60, now)).toBe(window.from + 3_600_000);
    expect(momentAt(window, 1440, now)).toBeUndefined();
    expect(minutesAt(window, window.from + 3_600_000)).toBe(60);
    expect(minutesAt(window, 0)).toBe(0);
  });

  test('a day is a day of Shanghai', () => {
    expect(dayOf(at('2026-04-30T15:59:59Z'))).toBe('2026-04-30');
    expect(dayOf(at('2026-04-30T16:00:00Z'))).toBe('2026-05-01');
  });

  test('marks every third hour of Shanghai', () => {
    const labels = hourMarks(timeWindow(now, undefined)).map((mark) => timeText(mark, 'minute', 'zh'));
    expect(labels).toEqual(['15:00', '18:00', '21:00', '00:00', '03:00', '06:00', '09:00', '12:00']);
  });
});
