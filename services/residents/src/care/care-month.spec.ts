import { describe, expect, test } from '@jest/globals';
import type { CareMonthEvent } from '@linli/contracts';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import { careMonth, careMonthAt, careMonthOf } from './care-month.ts';
import { careSlots } from './care-slots.ts';
import type { CarePlan } from './care.ts';

const plan = '0b9f6a1e-4c1d-5a77-9d0e-3f6f0c1a2b3c';
const subject = '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4411';
const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';
const created = { subject, care: 'living_alone', areaPath, validFrom: '2026-05-29' } as const;
const running: CarePlan = { created };
const known = { plan: running };
const ending = (validTo: string) => ({ plan: { created, validTo } });

const open = { type: 'OpenCareMonth', plan, from: '2026-05-29' } as const;
const dueOn = (day: string) => `${day}T12:00:00.000Z`;
const endOfMay = '2026-05-31T16:00:00.000Z';
const opened: CareMonthEvent = {
  type: 'CareMonthOpened',
  data: {
    ...{ plan, subject, care: 'living_alone', areaPath, month: '2026-05', from: '2026-05-29' },
    ...{ due: dueOn('2026-05-29'), policy: 1 },
  },
};
const record = (occurredAt: string) => ({ type: 'RecordCareTask', plan, occurredAt }) as const;
const done = (day: string, due: string, occurredAt = `${day}T09:00:00+08:00`): CareMonthEvent => ({
  type: 'CareTaskDone',
  data: { plan, day, slot: 'daily_call', occurredAt, due },
});
const close = (due: string) => ({ type: 'CloseCareSlot', plan, due }) as const;
const missed = (day: string, due: string): CareMonthEvent => ({
  type: 'CareTaskMissed',
  data: {
    ...{ plan, subject, care: 'living_alone', day, slot: 'daily_call' },
    ...{ slotEnd: `${day}T10:00:00.000Z`, due },
  },
});
const month = given(careMonth).events(opened);
const first = done('2026-05-29', dueOn('2026-05-30'));
const second = missed('2026-05-30', dueOn('2026-05-31'));
const third = done('2026-05-31', endOfMay);

describe('R-48: the months of a care plan', () => {
  test('R-48: a month opens with the first task that is due in it, by the slots in force', () => {
    given(careMonth).when(open, { known }).then(opened);
    const slots = [
      { care: 'living_alone', slot: 'call', from: '07:00', to: '09:00', weekdays: [7] },
    ] as const;
    const policies = [[careSlots, { version: 2, grace: 30, slots }]] as const;
    given(careMonth)
      .when(open, { known, policies })
      .then({ ...opened, data: { ...opened.data, due: '2026-05-31T01:30:00.000Z', policy: 2 } } as never);
    given(careMonth).when(open).thenRefused('R-48', 'plan-unknown', 'plan');
  });

  test('R-48: a month opens once, and not for a plan that has ended', () => {
    month.when(open, { known }).thenNothing();
    given(careMonth)
      .when(open, { known: ending('2026-05-29') })
      .thenNothing();
    given(careMonth)
      .when(open, { known: ending('2026-05-30') })
      .then(opened);
  });

  test('R-48: a month without tasks is closed when it ends', () => {
    const child = { created: { ...created, care: 'after_school' as const } };
    const from = '2026-05-30';
    const empty = {
      type: 'CareMonthOpened' as const,
      data: { ...opened.data, care: 'after_school' as const, from, due: endOfMay },
    } as CareMonthEvent;
    given(careMonth)
      .when({ ...open, from }, { known: { plan: child } })
      .then(empty);
    given(careMonth)
      .events(empty)
      .when(close(endOfMay), { known })
      .then({
        type: 'CareMonthClosed',
        data: { plan, month: '2026-05', done: 0, missed: 0, next: '2026-06-01' },
      });
  });

  test('R-48: done within the slot and told within the grace is not missed', () => {
    const late = '2026-05-29T17:59:59+08:00';
    const ok = done('2026-05-29', dueOn('2026-05-30'), late);
    month.when(record(late), { known, at: '2026-05-29T20:00:00+08:00' }).then(ok);
    month
      .when(record(late), { known, at: '2026-05-29T20:00:00.001+08:00' })
      .thenRefused('R-48', 'told-too-late', 'occurredAt');
  });

  test('R-48: what was done outside of a slot, or not yet, is no task of the plan', () => {
    const at = '2026-05-29T18:00:00+08:00';
    for (const time of ['07:59:59', '18:00:00'])
      month
        .when(record(`2026-05-29T${time}+08:00`), { known, at })
        .thenRefused('R-48', 'outside-slots', 'occurredAt');
    month
      .when(record('2026-05-28T09:00:00+08:00'), { known, at })
      .thenRefused('R-48', 'outside-slots', 'occurredAt');
    month
      .when(record('2026-05-29T09:10:01+08:00'), { known, at: '2026-05-29T09:00:00+08:00' })
      .thenRefused('R-48', 'occurs-later', 'occurredAt');
    given(careMonth)
      .when(record('2026-05-29T09:00:00+08:00'), { known, at })
      .thenRefused('R-48', 'care-month-unknown');
  });

  test('R-48: a task is told once, and tasks of an ended plan not at all', () => {
    const at = '2026-05-29T18:00:00+08:00';
    month
      .events(first)
      .when(record('2026-05-29T10:00:00+08:00'), { known, at })
      .thenRefused('R-48', 'done-before', 'occurredAt');
    month
      .when(record('2026-05-29T10:00:00+08:00'), { known: ending('2026-05-29'), at })
      .thenRefused('R-48', 'plan-ended');
  });

  test('R-48: a slot that ends without is missed the same day, and the next is due', () => {
    month
      .events(first)
      .when(close(dueOn('2026-05-30')), { known })
      .then(second);
    month
      .events(first)
      .when(close(dueOn('2026-05-29')), { known })
      .thenNothing();
    given(careMonth)
      .when(close(dueOn('2026-05-29')), { known })
      .thenNothing();
  });

  test('R-48: told out of order, the earlier task stays due', () => {
    const slots = [
      { care: 'living_alone', slot: 'morning', from: '08:00', to: '10:00', weekdays: [5] },
      { care: 'living_alone', slot: 'noon', from: '11:00', to: '12:00', weekdays: [5] },
    ] as const;
    const policies = [[careSlots, { version: 1, grace: 180, slots }]] as const;
    const asked = { known, policies, at: '2026-05-29T12:00:00+08:00' };
    const morning = '2026-05-29T05:00:00.000Z';
    month.when(record('2026-05-29T11:00:00+08:00'), asked).then({
      type: 'CareTaskDone',
      data: {
        ...{ plan, day: '2026-05-29', slot: 'noon', occurredAt: '2026-05-29T11:00:00+08:00' },
        due: morning,
      },
    });
  });

  test('R-48: the month closes with what was done and missed, and names the month that follows', () => {
    const all = month.events(first, second, third);
    const closed: CareMonthEvent = {
      type: 'CareMonthClosed',
      data: { plan, month: '2026-05', done: 2, missed: 1, next: '2026-06-01' },
    };
    all.when(close(endOfMay), { known }).then(closed);
    all.events(closed).when(close(endOfMay), { known }).thenNothing();
    all
      .when(close(endOfMay), { known: ending('2026-06-01') })
      .then({ type: 'CareMonthClosed', data: { plan, month: '2026-05', done: 2, missed: 1 } });
  });

  test('R-48: an ended plan misses nothing from its last day on', () => {
    month
      .events(first)
      .when(close(dueOn('2026-05-30')), { known: ending('2026-05-30') })
      .then({ type: 'CareMonthClosed', data: { plan, month: '2026-05', done: 1, missed: 0 } });
    month
      .events(first)
      .when(close(dueOn('2026-05-30')), { known: ending('2026-05-31') })
      .then(second);
  });

  test('R-48: a task belongs to the month of Shanghai in which it was done', () => {
    expect(careMonthOf(plan, '2026-05-31')).toBe(`${plan}-202605`);
    expect(careMonthAt({ plan, occurredAt: '2026-05-31T16:00:00Z' })).toBe(`${plan}-202606`);
  });

  test('R-48: whatever is told and whenever the timer looks, each task of a month ends with exactly one event', () => {
    const recorded = new Map<string, number>();
    const hours = fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 0, maxLength: 40 });
    fc.assert(
      fc.property(hours, fc.integer({ min: 29, max: 33 }), (hours, lastDay) => {
        const start = Date.parse('2026-05-29T00:00:00+08:00');
        const stop = lastDay > 31 ? undefined : `2026-05-${lastDay}`;
        const plan_: CarePlan = stop === undefined ? running : { created, validTo: stop };
        let folded = careMonth.decider.initialState;
        const ends = new Map<string, number>();
        let due: string | undefined;
        let closed = false;
        const ask = (command: Parameters<typeof careMonth.decider.decide>[0]['command'], at: number) => {
          const decision = careMonth.decider.decide(
            {
              ...{ id: 'x', command, at, by: { subject: 'someone', roles: [] } },
              ...{ policies: policiesOf([]), known: { plan: plan_ } },
            },
            folded,
          );
          if (decision.outcome === 'refused') return;
          for (const event of decision.events) {
            expect(closed).toBe(false);
            if ('due' in event.data) due = event.data.due;
            if ('slot' in event.data) {
              const key = `${event.data.day} ${event.data.slot}`;
              ends.set(key, (ends.get(key) ?? 0) + 1);
            }
            closed ||= event.type === 'CareMonthClosed';
            recorded.set(event.type, (recorded.get(event.type) ?? 0) + 1);
            folded = careMonth.decider.evolve(folded, event);
          }
        };
        ask(open, start);
        const untilNow = (at: number) => {
          while (due !== undefined && !closed && Date.parse(due) < at) ask(close(due), at);
        };
        for (const hour of [...hours].sort((one, other) => one - other)) {
          const at = start + hour * 3_600_000;
          untilNow(at);
          ask(record(new Date(at - (hour % 3) * 3_600_000).toISOString()), at);
        }
        untilNow(Date.parse('2026-06-02T00:00:00+08:00'));
        const days = ['2026-05-29', '2026-05-30', '2026-05-31'].filter(
          (day) => stop === undefined || day < stop,
        );
        expect([...ends.entries()].sort()).toEqual(days.map((day) => [`${day} daily_call`, 1]));
        expect(closed).toBe(days.length > 0);
      }),
    );
    for (const type of Object.keys(careMonth.events))
      expect({ type, times: recorded.get(type) ?? 0 }).not.toMatchObject({ times: 0 });
  });
});
