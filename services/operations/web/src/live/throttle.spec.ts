import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { throttle } from './throttle.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('a recount runs at once, then once an interval, and the last ask is not lost', () => {
  let runs = 0;
  const recount = throttle(() => (runs += 1), 1_000);
  for (let ask = 0; ask < 50; ask++) recount.ask();
  expect(runs).toBe(1);
  jest.advanceTimersByTime(1_000);
  expect(runs).toBe(2);
  jest.advanceTimersByTime(5_000);
  expect(runs).toBe(2);
  recount.ask();
  expect(runs).toBe(3);
});

test('a stopped recount does not run any more', () => {
  let runs = 0;
  const recount = throttle(() => (runs += 1), 1_000);
  recount.ask();
  recount.ask();
  recount.stop();
  jest.advanceTimersByTime(5_000);
  expect(runs).toBe(1);
});
