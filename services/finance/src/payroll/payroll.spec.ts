import { describe, expect, test } from '@jest/globals';
import type { DataOf, PayrollEvent, payrollEvents } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { scale } from '../../test/pay.ts';
import { play } from '../../test/play.ts';
import { payOf } from './pay.ts';
import { type Payroll, payroll } from './payroll.ts';

const areaPath = '42/01/05/011/010/';
const of = { worker: 'c-1', month: '2026-05' };
const at = '2026-06-03T00:00:00+08:00';
const assessment = { event: 'a-1', score: 7_500, evidence: ['i-1', 'i-2'], areaPath };
const payee = { kind: 'cleaner', areaPath: '42/01/05/011/009/' };
const known = { assessment, payee, scale: { versions: [scale] } };
const run = { type: 'RunPayroll', ...of } as const;
const money = { fund: '420105011010-fiscal-2026', line: 'campaign', purpose: 'staff_pay' };

type Run = DataOf<typeof payrollEvents.PayrollRun>;
/** What stands in a payslip of the scale above, by its result and what was owed besides. */
function slip(score: number, owed: Partial<Run> = {}, step = 0): readonly PayrollEvent[] {
  const { month = of.month, adjusted = 0 } = owed;
  const { insurances, ...pay } = payOf(scale, step, score, adjusted);
  return [
    {
      type: 'PayrollRun',
      data: {
        ...{ ...of, areaPath, kind: 'cleaner', scale: 1, step, byResult: 40, assessment: 'a-1', score },
        ...{ evidence: ['i-1', 'i-2'], adjusted: 0, brought: 0, adjustments: [], ...pay },
        ...{ ...money, commitment: `c-1-${month.replace('-', '')}` },
        ...owed,
      },
    },
    ...insurances.map((paid): PayrollEvent => ({ type: 'InsurancePaid', data: { ...of, month, ...paid } })),
  ];
}
const adjusted = (data: Partial<DataOf<typeof payrollEvents.PayrollAdjusted>> = {}): PayrollEvent => ({
  type: 'PayrollAdjusted',
  data: { ...of, areaPath, why: 'reward', cause: 'r-1', amount: 20_000, ...data },
});
const reward = {
  type: 'PostPayrollAdjustment',
  ...of,
  ...{ areaPath, why: 'reward' as const, cause: 'r-1', amount: 20_000 },
} as const;
const correction = (before: number, score: number) =>
  ({
    type: 'PostPayrollAdjustment',
    ...of,
    ...{ areaPath, why: 'correction' as const, cause: 'k-1', before, score },
  }) as const;
const { decider } = payroll;
const yearOf = (...events: readonly PayrollEvent[]): Payroll =>
  events.reduce((folded, event) => decider.evolve(folded, event), decider.initialState).state;

describe('F-07: a payslip', () => {
  test('F-07: it follows from the closed month, names what it rests on, and is the same for the same', () => {
    given(payroll)
      .when(run, { at, known })
      .then(...slip(7_500));
    given(payroll)
      .when(run, { at: '2026-09-01T00:00:00+08:00', known })
      .then(...slip(7_500));
  });

  test('F-07: a month is reckoned once, and when it is over', () => {
    given(payroll)
      .events(...slip(7_500))
      .when(run, { at, known })
      .thenRefused('F-07', 'run-before', 'month');
    given(payroll)
      .when(run, { at: '2026-05-31T23:59:59.999+08:00', known })
      .thenRefused('F-07', 'month-not-over', 'month');
    given(payroll)
      .when({ ...run, month: '2026-12' }, { at: '2026-12-31T23:59:59+08:00', known })
      .thenRefused('F-07', 'month-not-over', 'month');
  });

  test('F-07: whose pay hangs on the result is not paid without one', () => {
    const { assessment: _, ...unknown } = known;
    given(payroll).when(run, { at, known: unknown }).thenRefused('F-07', 'assessment-unknown', 'month');
  });

  test('F-07: kind, place and scale are known, or it waits', () => {
    given(payroll)
      .when(run, { at, known: { scale: known.scale } })
      .thenRefused('F-07', 'kind-unknown', 'kind');
    const social = { ...run, kind: 'social_worker' };
    given(payroll)
      .when(social, { at, known: { scale: known.scale } })
      .thenRefused('F-07', 'area-unknown', 'areaPath');
    given(payroll)
      .when({ ...social, areaPath }, { at, known: {} })
      .thenRefused('F-07', 'pay-scale-unknown', 'kind');
    given(payroll)
      .when(run, { at, known: { ...known, scale: { versions: [{ ...scale, from: '2026-06' }] } } })
      .thenRefused('F-07', 'pay-scale-unknown', 'kind');
  });

  test('F-07: who had left before the month began is owed nothing for it', () => {
    const left = (leftOn: string) => ({ at, known: { ...known, payee: { ...payee, leftOn } } });
    given(payroll).when(run, left('2026-05-01')).thenRefused('F-07', 'has-left', 'month');
    given(payroll)
      .when(run, left('2026-05-02'))
      .then(...slip(7_500));
  });

  test('F-07: the roll tells the place of who is not assessed', () => {
    const versions = [{ ...scale, byResult: 0 }];
    const { decision } = given(payroll).when(run, { at, known: { payee, scale: { versions } } });
    expect(decision).toMatchObject({
      events: [{ data: { areaPath: payee.areaPath, fund: '420105011009-fiscal-2026' } }, {}, {}, {}, {}, {}],
    });
  });
});

describe('F-07: adjustments', () => {
  test('F-07: what is found out later is an adjustment of the next run, and the old payslip stays', () => {
    const may = given(payroll).events(...slip(7_500));
    const yearOfMonth = yearOf(...slip(7_500));
    const up = adjusted({
      ...{ why: 'correction', cause: 'k-1', before: 7_500, score: 10_000, amount: 24_000 },
    });
    may.when(correction(7_500, 10_000), { known: { yearOfMonth } }).then(up);
    const june = { ...of, month: '2026-06' };
    may
      .events(up)
      .when({ ...run, ...june }, { at: '2026-07-03T00:00:00+08:00', known })
      .then(...slip(7_500, { month: '2026-06', adjusted: 24_000, adjustments: ['k-1'] }));
    may
      .when(correction(7_500, 0), { known: { yearOfMonth } })
      .then(adjusted({ ...{ why: 'correction', cause: 'k-1', before: 7_500, score: 0, amount: -72_000 } }));
  });

  test('F-07: rewards and penalties are adjustments, also before the month is reckoned', () => {
    given(payroll).when(reward).then(adjusted());
    given(payroll)
      .when({ ...reward, why: 'penalty' })
      .then(adjusted({ why: 'penalty', amount: -20_000 }));
    given(payroll)
      .events(adjusted())
      .when(run, { at, known })
      .then(...slip(7_500, { adjusted: 20_000, adjustments: ['r-1'] }));
  });

  test('F-07: an event adjusts once, and a correction that changes no pay does not', () => {
    given(payroll).events(adjusted()).when(reward).thenNothing();
    const yearOfMonth = yearOf(...slip(7_500));
    given(payroll).when(correction(7_500, 7_500), { known: { yearOfMonth } }).thenNothing();
  });

  test('F-07: a correction takes the payslip that it corrects', () => {
    given(payroll).when(correction(7_500, 0)).thenRefused('F-07', 'payslip-unknown', 'month');
  });

  test('F-07: what a pay cannot take is carried to the next, and what a year has left to the next year', () => {
    const heavy = adjusted({ why: 'penalty', amount: -300_000 });
    const may = slip(7_500, { adjusted: -300_000, adjustments: ['r-1'] });
    given(payroll)
      .events(heavy)
      .when(run, { at, known })
      .then(...may);
    const june = { ...run, month: '2026-06' };
    const carried = -300_000 + 190_800;
    given(payroll)
      .events(heavy, ...may)
      .when(june, { at: '2026-07-03T00:00:00+08:00', known })
      .then(...slip(7_500, { month: '2026-06', adjusted: carried }));
    const yearBefore = yearOf(heavy, ...may);
    const january = { month: '2027-01', fund: '420105011010-fiscal-2027' };
    const brought = { ...january, adjusted: carried, brought: carried };
    const open = { at: '2027-03-03T00:00:00+08:00', known: { ...known, yearBefore } };
    given(payroll)
      .when({ ...run, month: '2027-01' }, open)
      .then(...slip(7_500, brought));
    const february = { month: '2027-02', fund: '420105011010-fiscal-2027' };
    given(payroll)
      .events(...slip(7_500, brought))
      .when({ ...run, month: '2027-02' }, open)
      .then(...slip(7_500, february));
    // What came in after the year's last run is named with the run that takes it.
    given(payroll)
      .when({ ...run, month: '2027-01' }, { ...open, known: { ...known, yearBefore: yearOf(adjusted()) } })
      .then(...slip(7_500, { ...january, adjusted: 20_000, brought: 20_000, adjustments: ['r-1'] }));
  });
});

describe('F-07: paying out', () => {
  const may = given(payroll).events(...slip(7_500));
  const pay = { type: 'PayOut', ...of } as const;
  const { net, cost } = payOf(scale, 0, 7_500, 0);
  const paid: PayrollEvent = {
    type: 'PayPaidOut',
    data: { ...of, net, cost, ...money, commitment: 'c-1-202605' },
  };

  test('F-07: a payslip is paid once, and out of what the fund has set aside for it', () => {
    may.when(pay, { known: { setAside: cost } }).then(paid);
    may.when(pay, { known: { setAside: cost - 1 } }).thenRefused('F-07', 'unfunded');
    may.when(pay).thenRefused('F-07', 'unfunded');
    may
      .events(paid)
      .when(pay, { known: { setAside: cost } })
      .thenRefused('F-07', 'paid-before', 'month');
    given(payroll)
      .when(pay, { known: { setAside: cost } })
      .thenRefused('F-07', 'pay-unknown');
  });
});

describe('F-13: natural growth and insurances', () => {
  const grant = { type: 'GrantStep', worker: 'c-1', year: '2026' } as const;
  const granted = (step: number): PayrollEvent => ({
    type: 'PayStepGranted',
    data: { worker: 'c-1', areaPath, step },
  });
  const facts = { at, known: { scale: { versions: [scale] } } };
  const may = given(payroll).events(...slip(7_500));

  test('F-13: the wage grows by a step a year, up to the top of the scale', () => {
    may.when(grant, facts).then(granted(1));
    may.events(granted(1)).when(grant, facts).thenRefused('F-13', 'stepped-before', 'year');
    may.when({ ...grant, year: '2027' }, facts).thenRefused('F-13', 'other-year', 'year');
    given(payroll).when(grant, facts).thenRefused('F-13', 'pay-unknown');
    given(payroll).events(adjusted()).when(grant, facts).thenRefused('F-13', 'pay-unknown');
    const next = { ...grant, year: '2027' };
    const withBefore = (...events: readonly PayrollEvent[]) => ({
      at: '2027-01-01T00:00:00+08:00',
      known: { ...facts.known, yearBefore: yearOf(...slip(7_500), ...events) },
    });
    given(payroll)
      .when(next, withBefore(granted(1)))
      .then(granted(2));
    given(payroll)
      .when(next, withBefore(granted(2)))
      .thenRefused('F-13', 'top-step');
    may.when(grant, { at }).thenRefused('F-13', 'top-step');
  });

  test('F-13: a step counts from the next run on, also over the turn of the year', () => {
    const june = { ...run, month: '2026-06' };
    may
      .events(granted(1))
      .when(june, { at: '2026-07-03T00:00:00+08:00', known })
      .then(...slip(7_500, { month: '2026-06' }, 1));
    const yearBefore = yearOf(...slip(7_500), granted(1));
    given(payroll)
      .when(
        { ...run, month: '2027-01' },
        { at: '2027-02-03T00:00:00+08:00', known: { ...known, yearBefore } },
      )
      .then(...slip(7_500, { month: '2027-01', fund: '420105011010-fiscal-2027' }, 1));
  });

  test('F-13: 165 social workers have 825 insurances a month', () => {
    const versions = [{ ...scale, kind: 'social_worker', byResult: 0 }];
    const paid = Array.from({ length: 165 }, (_, n) => {
      const social = { ...run, worker: `w-${n}`, kind: 'social_worker', areaPath };
      const { decision } = given(payroll).when(social, { at, known: { scale: { versions } } });
      return decision.outcome === 'accepted' ? decision.events : [];
    }).flat();
    expect(paid.filter(({ type }) => type === 'InsurancePaid')).toHaveLength(825);
    expect(paid.filter(({ type }) => type === 'PayrollRun')).toHaveLength(165);
  });
});

const months = ['2026-01', '2026-02', '2026-03', '2026-04'];
const year = { at: '2027-01-01T00:00:00+08:00' };
const step = fc.oneof(
  fc.tuple(fc.constantFrom(...months), fc.integer({ min: 0, max: 10_000 })).map(
    ([month, score]) =>
      [
        { ...run, month },
        { ...year, known: { ...known, assessment: { ...assessment, score } } },
      ] as const,
  ),
  fc
    .tuple(
      fc.constantFrom('reward', 'penalty'),
      fc.integer({ min: 1, max: 500_000 }),
      fc.constantFrom('r-1', 'r-2', 'r-3', 'r-4', 'r-5'),
    )
    .map(([why, amount, cause]) => [{ ...reward, why: why as 'reward', amount, cause }, year] as const),
  fc
    .constantFrom(...months)
    .map((month) => [{ type: 'PayOut', ...of, month } as const, { known: { setAside: 400_000 } }] as const),
);

test('F-07: whatever is asked, no fen is lost or paid twice, and every adjustment is taken once', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const events = play(payroll, steps).flat();
      const slips = events.flatMap(({ type, data }) => (type === 'PayrollRun' ? [data] : []));
      const moves = events.flatMap(({ type, data }) => (type === 'PayrollAdjusted' ? [data] : []));
      const total = (figures: readonly number[]) => figures.reduce((sum, figure) => sum + figure, 0);
      expect(new Set(slips.map(({ month }) => month)).size).toBe(slips.length);
      const taken = slips.flatMap(({ adjustments }) => adjustments);
      expect(new Set(taken).size).toBe(taken.length);
      expect(new Set(moves.map(({ cause }) => cause)).size).toBe(moves.length);
      const waiting = moves.filter(({ cause }) => !taken.includes(cause)).map(({ amount }) => amount);
      const carried = slips.at(-1)?.carried ?? 0;
      // What was earned and adjusted was withheld or paid, or is still to come.
      expect(total(slips.map(({ net, withheld }) => net + withheld)) + carried + total(waiting)).toBe(
        total(slips.map(({ earned }) => earned)) + total(moves.map(({ amount }) => amount)),
      );
      for (const { month, cost } of slips) {
        const insurances = events.filter(
          ({ type, data }) => type === 'InsurancePaid' && data.month === month,
        );
        expect(insurances).toHaveLength(5);
        const paid = events.flatMap(({ type, data }) =>
          type === 'PayPaidOut' && data.month === month ? [data.cost] : [],
        );
        expect(paid.length <= 1 && paid.every((one) => one === cost && one <= 400_000)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
