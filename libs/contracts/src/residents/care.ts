import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Instant, oneOf, Reason, TimeOfDay, Version, within } from '../fields.ts';
import { Subject } from '../personal.ts';
import { MonthOfYear } from './month-of-year.ts';

/** Who is cared for: an old person alone (高龄独居), a disabled person (残障), a child after school (放学儿童). */
export const Care = oneOf('living_alone', 'disabled', 'after_school');
/** A plan is named by its UUID. */
export const CarePlanId = within(Subject, { description: 'a care plan is named by its UUID' });
/** A time of the day within which one task of the care is to be done. */
export const CareSlotCode = within(Reason, {
  description: 'a code of a slot of the day, such as daily_call',
});
const ClockTime = within(TimeOfDay, { pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
/** `weekdays`: 1 for Monday … 7 for Sunday. */
export const CareSlot = Type.Object({
  care: Care,
  slot: CareSlotCode,
  from: ClockTime,
  to: ClockTime,
  weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 }),
});
const Count = Type.Integer({ minimum: 0, 'x-unit': 'task' });

const plan = '0b9f6a1e-4c1d-5a77-9d0e-3f6f0c1a2b3c';
const subject = '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4411';

export const careEvents = defineEvents('residents', {
  CarePlanCreated: {
    title: ['照管计划建立', 'Care plan created'],
    description: 'Somebody is cared for from this day on, at the times that are set for this kind of care.',
    rows: ['R-48'],
    data: { plan: CarePlanId, subject: Subject, care: Care, areaPath: AreaPath, validFrom: BusinessDay },
    shows: ['care', 'validFrom'],
    example: {
      plan,
      subject,
      care: 'living_alone',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      validFrom: '2026-05-02',
    },
  },
  CarePlanEnded: {
    title: ['照管计划终止', 'Care plan ended'],
    description: 'From this day on no task of the plan is due any more.',
    rows: ['R-48'],
    data: { plan: CarePlanId, validTo: BusinessDay, reason: Reason },
    shows: ['validTo', 'reason'],
    example: { plan, validTo: '2026-09-01', reason: 'moved_away' },
  },
});

export const careMonthEvents = defineEvents('residents', {
  CareMonthOpened: {
    title: ['照管月度建档', 'Month of care opened'],
    description:
      'Tasks of a care plan are due in this month from `from` on, by the slots and the grace of this version; the first that is not recorded by `due` is missed.',
    rows: ['R-48'],
    data: {
      plan: CarePlanId,
      subject: Subject,
      care: Care,
      areaPath: AreaPath,
      month: MonthOfYear,
      from: BusinessDay,
      due: Instant,
      policy: Version,
    },
    shows: ['care', 'month'],
    example: {
      plan,
      subject,
      care: 'living_alone',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      month: '2026-05',
      from: '2026-05-02',
      due: '2026-05-02T12:00:00.000Z',
      policy: 1,
    },
  },
  CareTaskDone: {
    title: ['照管任务完成', 'Care task done'],
    description:
      'A task was done within its slot. The next that is not recorded by `due` is missed; behind the last of the month it is the end of the month.',
    rows: ['R-48'],
    data: { plan: CarePlanId, day: BusinessDay, slot: CareSlotCode, occurredAt: Instant, due: Instant },
    shows: ['day', 'slot'],
    example: {
      plan,
      day: '2026-05-02',
      slot: 'daily_call',
      occurredAt: '2026-05-02T01:10:00.000Z',
      due: '2026-05-03T12:00:00.000Z',
    },
  },
  CareTaskMissed: {
    title: ['照管任务漏做', 'Care task missed'],
    description:
      'A slot has ended, and its grace, and nobody has told that the task was done. The next is due as after one that was done.',
    rows: ['R-48'],
    data: {
      plan: CarePlanId,
      subject: Subject,
      care: Care,
      day: BusinessDay,
      slot: CareSlotCode,
      slotEnd: Instant,
      due: Instant,
    },
    shows: ['care', 'day', 'slot'],
    example: {
      plan,
      subject,
      care: 'living_alone',
      day: '2026-05-02',
      slot: 'daily_call',
      slotEnd: '2026-05-02T10:00:00.000Z',
      due: '2026-05-03T12:00:00.000Z',
    },
  },
  CareMonthClosed: {
    title: ['照管月度结账', 'Month of care closed'],
    description:
      'Every task of the month was done or missed. `next` is the first day of the following month; absent when the plan has ended.',
    rows: ['R-48'],
    data: {
      plan: CarePlanId,
      month: MonthOfYear,
      done: Count,
      missed: Count,
      next: Type.Optional(BusinessDay),
    },
    shows: ['month', 'done', 'missed'],
    example: { plan, month: '2026-05', done: 29, missed: 1, next: '2026-06-01' },
    further: [{ plan, month: '2026-08', done: 31, missed: 0 }],
  },
});

export type CareEvent = EventsOf<typeof careEvents>;
export type CareMonthEvent = EventsOf<typeof careMonthEvents>;
