import type { Scale } from '../src/pay-scale/pay-scale.ts';

/** 2,400 yuan a month and 100 for a step; four tenths hang on the result. */
export const scale: Scale = {
  ...{ kind: 'cleaner', version: 1, from: '2026-01', base: 240_000, step: 10_000, steps: 2, byResult: 40 },
  insurances: [
    { insurance: 'pension', employer: 1_600, worker: 800 },
    { insurance: 'medical', employer: 800, worker: 200 },
    { insurance: 'unemployment', employer: 50, worker: 50 },
    { insurance: 'injury', employer: 20, worker: 0 },
    { insurance: 'maternity', employer: 80, worker: 0 },
  ],
  ...{ line: 'campaign', purpose: 'staff_pay' },
};
