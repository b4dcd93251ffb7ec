import { describe, expect, test } from '@jest/globals';
import { spanParts } from './durations.ts';
import { grouped } from './numbers.ts';
import { agoText, startOfDay, timeText } from './times.ts';

const nine = Date.parse('2026-05-01T01:00:00Z');

describe('numbers and times', () => {
  test('thousands are parted by thin spaces', () => {
    expect([7, 999, 1000, 184203, 1234567].map(grouped)).toEqual([
      '7',
      '999',
      '1\u2009000',
      '184\u2009203',
      '1\u2009234\u2009567',
    ]);
  });

  test('times are Shanghai times in both languages', () => {
    expect(timeText(nine, 'minute', 'zh')).toBe('09:00');
    expect(timeText(nine, 'second', 'en')).toBe('09:00:00');
    expect(timeText(nine, 'full', 'zh')).toContain('2026');
  });

  test('midnight is 00:00, not 24:00', () => {
    expect(timeText(Date.parse('2026-04-30T16:00:00Z'), 'minute', 'zh')).toBe('00:00');
  });

  test('a past moment is told in its largest unit and never lies in the future', () => {
    expect(agoText(nine - 12_000, nine, 'zh')).toBe('12秒前');
    expect(agoText(nine - 59 * 60_000, nine, 'zh')).toBe('59分钟前');
    expect(agoText(nine - 25 * 3_600_000, nine, 'zh')).toBe('1天前');
    expect(agoText(nine + 5_000, nine, 'zh')).toBe('0秒前');
  });

  test('a day begins at midnight in Shanghai', () => {
    expect(new Date(startOfDay(nine)).toISOString()).toBe('2026-04-30T16:00:00.000Z');
  });

  test('a span shows its two largest parts', () => {
    expect(spanParts(90_061_000)).toEqual({ key: 'daysHours', values: { d: 1, h: 1, m: '01', s: '01' } });
    expect(spanParts(-3_725_000).key).toBe('hoursMinutes');
    expect(spanParts(65_000).values).toMatchObject({ m: '1', s: '05' });
    expect(spanParts(4_999)).toMatchObject({ key: 'seconds', values: { s: '4' } });
  });
});
