import { describe, expect, test } from '@jest/globals';
import { CityClock, hurriedPace } from './city-clock.ts';

describe('the clock of the embedded city', () => {
  test('runs at its pace until it has caught up with the real time, and at one from then on', () => {
    let real = Date.parse('2026-11-23T00:00:00Z');
    const clock = new CityClock({
      startsAt: new Date('2026-11-22T22:59:00Z'),
      pace: 60,
      realNow: () => real,
    });
    expect(clock.rate).toBe(60);
    real += 60_000;
    expect(clock.now().toISOString()).toBe('2026-11-22T23:59:00.000Z');
    real += 1_000;
    expect(clock.now().toISOString()).toBe('2026-11-23T00:00:00.000Z');
    real += 60_000;
    expect(clock.now().toISOString()).toBe('2026-11-23T00:02:01.000Z');
    expect(clock.rate).toBe(1);
  });

  test('hurries through the quiet hours before the first morning, then keeps its pace', () => {
    let real = Date.parse('2026-11-23T00:00:00Z');
    const clock = new CityClock({
      startsAt: new Date('2026-11-20T00:00:00Z'),
      hurryUntil: new Date('2026-11-20T08:00:00Z'),
      pace: 60,
      realNow: () => real,
    });
    expect(clock.rate).toBe(hurriedPace);
    real += (8 * 3_600_000) / hurriedPace;
    expect(clock.now().toISOString()).toBe('2026-11-20T08:00:00.000Z');
    expect(clock.rate).toBe(60);
    real += 1_000;
    expect(clock.now().toISOString()).toBe('2026-11-20T08:01:00.000Z');
  });

  test('never shows the future, even when the story stopped ahead of the real time', () => {
    const real = Date.parse('2026-11-23T00:00:00Z');
    const clock = new CityClock({
      startsAt: new Date('2026-12-01T00:00:00Z'),
      pace: 60,
      realNow: () => real,
    });
    expect(clock.now().toISOString()).toBe('2026-11-23T00:00:00.000Z');
  });
});
