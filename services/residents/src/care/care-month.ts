import { careMonthEvents, type DataOf, shanghaiDay } from '@linli/contracts';
import { accept, aggregate, type Moment, refuse } from '@linli/event-sourcing';
import type * as commands from './care-month.commands.ts';
import { careSlots, dayAfterMonth, endOfMonth, monthOf, type Task, tasksOf } from './care-slots.ts';
import type { CarePlan } from './care.ts';

/** A month of a plan as far as its rules ask. */
interface Month {
  readonly opened?: DataOf<typeof careMonthEvents.CareMonthOpened>;
  readonly done: readonly string[];
  readonly missed: readonly string[];
  /** When the timer looks again. */
  readonly due?: string;
  readonly closed?: true;
}

/** Milliseconds since 1970 UTC a report may lie ahead, for clocks of phones that are fast. */
const fastClocks = 10 * 60_000;

/** The tasks of a care plan in a month: each ends with exactly one event, stream `care-month-<plan>-<yyyymm>`. */
export const careMonth = aggregate<typeof commands, Month, commands.CareMonthFacts>()(
  'care-month',
  careMonthEvents,
  {
    initial: { done: [], missed: [] },
    areaPath: ({ opened }) => opened?.areaPath,
    evolve: {
      CareMonthOpened: (month, opened) => ({ ...month, opened, due: opened.due }),
      CareTaskDone: (month, { day, slot, due }) => ({
        ...month,
        due,
        done: [...month.done, `${day} ${slot}`],
      }),
      CareTaskMissed: (month, { day, slot, due }) => ({
        ...month,
        due,
        missed: [...month.missed, `${day} ${slot}`],
      }),
      CareMonthClosed: (month) => ({ ...month, closed: true }),
    },
    decide: {
      OpenCareMonth({ plan, from }, month, { known, policy }) {
        const { created } = known.plan ?? {};
        if (created === undefined)
          return refuse('R-48', 'plan-unknown', 'there is no such care plan', 'plan');
        if (month.opened !== undefined || hasEnded(known.plan, from)) return accept();
        const { subject, care, areaPath } = created;
        const { version, ...slots } = policy(careSlots);
        const [first] = tasksOf(care, from, slots);
        const due = dueOf(first, from);
        return accept({
          type: 'CareMonthOpened',
          data: { plan, subject, care, areaPath, month: monthOf(from), from, due, policy: version },
        });
      },
      RecordCareTask({ plan, occurredAt }, month, moment) {
        const { at, known } = moment;
        const happened = Date.parse(occurredAt);
        if (month.opened === undefined)
          return refuse('R-48', 'care-month-unknown', 'the plan has no tasks in this month', 'occurredAt');
        if (happened > at + fastClocks)
          return refuse('R-48', 'occurs-later', 'it cannot have been done later than now', 'occurredAt');
        const tasks = tasksIn(month, moment);
        const task = tasks.find(({ from, to }) => from <= happened && happened < to);
        // done is what was done within the slot, by when it happened and not by when it was told.
        if (task === undefined)
          return refuse('R-48', 'outside-slots', 'no task was due at that time', 'occurredAt');
        if (hasEnded(known.plan, task.day))
          return refuse('R-48', 'plan-ended', `the plan has ended on ${known.plan?.validTo}`);
        if (month.done.includes(keyOf(task)))
          return refuse('R-48', 'done-before', 'the task has been told before', 'occurredAt');
        // a phone that was off line tells until the grace is over.
        if (at > task.due)
          return refuse('R-48', 'told-too-late', `it was to be told by ${instant(task.due)}`, 'occurredAt');
        const { day, slot } = task;
        const due = dueOf(nextOf(tasks, month, keyOf(task)), day);
        return accept({ type: 'CareTaskDone', data: { plan, day, slot, occurredAt, due } });
      },
      /** What has moved on records nothing. */
      CloseCareSlot({ plan, due }, month, moment) {
        if (month.opened === undefined || month.closed || month.due !== due) return accept();
        const tasks = tasksIn(month, moment);
        const task = nextOf(tasks, month);
        const { subject, care, from } = month.opened;
        if (task === undefined || hasEnded(moment.known.plan, task.day)) {
          const counts = { done: month.done.length, missed: month.missed.length };
          const following = dayAfterMonth(monthOf(from));
          const next = hasEnded(moment.known.plan, following) ? {} : { next: following };
          return accept({
            type: 'CareMonthClosed',
            data: { plan, month: monthOf(from), ...counts, ...next },
          });
        }
        const { day, slot, to } = task;
        return accept({
          type: 'CareTaskMissed',
          data: {
            ...{ plan, subject, care, day, slot, slotEnd: instant(to) },
            due: dueOf(nextOf(tasks, month, keyOf(task)), day),
          },
        });
      },
    },
    timers: {
      CloseCareSlot: {
        due: { CareMonthOpened: 'due', CareTaskDone: 'due', CareTaskMissed: 'due' },
        of: ['plan'],
        ends: ['CareMonthClosed'],
      },
    },
  },
);

/** The id of a month of a plan. */
export function careMonthOf(plan: string, day: string): string {
  return `${plan}-${monthOf(day).replace('-', '')}`;
}

/** The id of the month that a task is told of. */
export function careMonthAt({ plan, occurredAt }: { readonly plan: string; readonly occurredAt: string }) {
  return careMonthOf(plan, shanghaiDay(Date.parse(occurredAt)));
}

/** From the plan's last day on nothing is due. */
function hasEnded(plan: CarePlan | undefined, day: string): boolean {
  return plan?.validTo !== undefined && plan.validTo <= day;
}

function tasksIn({ opened }: Month, { policy }: Moment): readonly Task[] {
  return opened === undefined ? [] : tasksOf(opened.care, opened.from, policy(careSlots));
}

/** The first task that has no end yet, also when `ending` has one. */
function nextOf(tasks: readonly Task[], { done, missed }: Month, ending?: string): Task | undefined {
  const ended = new Set([...done, ...missed, ending]);
  return tasks.find((task) => !ended.has(keyOf(task)));
}

function keyOf({ day, slot }: Task): string {
  return `${day} ${slot}`;
}

/** When the timer looks again: at the end of the next task's grace, or at that of the month. */
function dueOf(next: Task | undefined, day: string): string {
  return instant(next?.due ?? endOfMonth(monthOf(day)));
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
