import { describe, expect, test } from '@jest/globals';
import { createCityClock } from './city-clock.ts';

const nine = Date.parse('2026-05-01T01:00:00Z');
const shows = (offset: number, rate = 60) => ({ now: new Date(nine + offset).toISOString(), rate });

describe('the city clock', () => {
  test('runs at the rate of the city from its last anchor on', () => {
    let real = 0;
    const clock = createCityClock(() => real, nine);
    clock.anchor(shows(0));
    real += 1_000;
    expect(clock.now()).toBe(nine + 60_000);
  });

  test('does not run backwards for a small correction', () => {
    let real = 0;
    const clock = createCityClock(() => real, nine);
    clock.anchor(shows(0));
    real += 1_000;
    expect(clock.now()).toBe(nine + 60_000);
    clock.anchor(shows(50_000));
    expect(clock.now()).toBe(nine + 60_000);
    real += 1_000;
    expect(clock.now()).toBe(nine + 110_000);
  });

  test('follows the server back when the city itself began anew', () => {
    const clock = createCityClock(() => 0, nine);
    clock.anchor(shows(0));
    clock.anchor(shows(-86_400_000));
    expect(clock.now()).toBe(nine - 86_400_000);
  });
});
