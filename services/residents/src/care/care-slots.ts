import { type CareSlot, dayLength, residentsPolicyEvents, startOfShanghaiDay } from '@linli/contracts';
import { refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import type { Static } from 'typebox';

type Slot = Static<typeof CareSlot>;

const minute = 60_000;
const everyDay = [1, 2, 3, 4, 5, 6, 7];

/**
 * When each kind of care is due, and how many minutes after a slot it is still told that it was done. The seed says who
 * is cared for and that a daily call missed is known the same day; hours are ours.
 */
export const careSlots = versionedPolicy('care-slots', residentsPolicyEvents.CareSlotsSet, {
  row: 'R-48',
  judges: 'opening',
  first: {
    version: 1,
    grace: 120,
    slots: [
      { care: 'living_alone', slot: 'daily_call', from: '08:00', to: '18:00', weekdays: everyDay },
      { care: 'disabled', slot: 'daily_call', from: '08:00', to: '18:00', weekdays: everyDay },
      { care: 'after_school', slot: 'pick_up', from: '16:00', to: '18:30', weekdays: [1, 2, 3, 4, 5] },
    ],
  },
  fault({ slots, grace }) {
    const wrong = slots.find(({ from, to }) => to <= from);
    if (wrong !== undefined)
      return refuse('R-48', 'ends-too-early', `${wrong.slot} begins at ${wrong.from}`, 'slots');
    // what is missed is known the same day.
    const late = slots.find(({ to }) => minutesOf(to) + grace >= 24 * 60);
    if (late !== undefined)
      return refuse('R-48', 'known-too-late', `the grace of ${late.slot} ends after its day`, 'slots');
    const twice = firstDouble(slots.map(({ care, slot }) => `${care} ${slot}`));
    if (twice !== undefined) return refuse('R-48', 'slot-twice', `${twice} stands twice`, 'slots');
    // a time of a day tells which task was done.
    const meet = slots.find((slot, n) => slots.slice(n + 1).some((other) => overlaps(slot, other)));
    return meet && refuse('R-48', 'slots-overlap', `another slot of the day meets ${meet.slot}`, 'slots');
  },
});

/** One task of a plan: a slot of a day. Instants are milliseconds since 1970 UTC. */
export interface Task {
  readonly day: string;
  readonly slot: string;
  readonly from: number;
  readonly to: number;
  /** Until when it is told that it was done. */
  readonly due: number;
}

/** The tasks of a kind of care in the rest of a month, in the order in which they are due. */
export function tasksOf(
  care: string,
  first: string,
  { slots, grace }: { readonly slots: readonly Slot[]; readonly grace: number },
): readonly Task[] {
  return daysFrom(first).flatMap((day) => {
    const at = (time: string) => startOfShanghaiDay(day) + minutesOf(time) * minute;
    return slots
      .filter((slot) => slot.care === care && slot.weekdays.includes(weekdayOf(day)))
      .map(({ slot, from, to }) => ({ day, slot, from: at(from), to: at(to), due: at(to) + grace * minute }))
      .sort((one, other) => one.due - other.due);
  });
}

function overlaps(one: Slot, other: Slot): boolean {
  const sameDay = one.weekdays.some((day) => other.weekdays.includes(day));
  return one.care === other.care && sameDay && one.from < other.to && other.from < one.to;
}

/** `2026-05` for a day of May. */
export function monthOf(day: string): string {
  return day.slice(0, '2026-05'.length);
}

/** First day of the month that follows. */
export function dayAfterMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
}

/** The first instant that is no more of a month. */
export function endOfMonth(month: string): number {
  return startOfShanghaiDay(dayAfterMonth(month));
}

function daysFrom(first: string): readonly string[] {
  const end = Date.parse(`${dayAfterMonth(monthOf(first))}T00:00:00Z`);
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: (end - start) / dayLength }, (_, n) =>
    new Date(start + n * dayLength).toISOString().slice(0, 10),
  );
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
