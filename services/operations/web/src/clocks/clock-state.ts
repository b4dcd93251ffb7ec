import { timeLeft, usedShare as shareOf, type CalendarRules } from '@linli/contracts';
import type { ClockItem } from '@linli/operations/api';

/** ● in time, ▲ soon, ■ overdue, ‖ paused. */
export type ClockState = 'in-time' | 'soon' | 'overdue' | 'paused';

/** From this share of its amount on a clock counts as soon due (C-2, RM-I4). */
const soonFrom = 0.5;

type Limit = Pick<ClockItem, 'kind' | 'amount' | 'due' | 'usedShare' | 'left'>;

/**
 * The share of its amount that a clock has used up, in its own kind of time; above 1 when overdue. Until the calendar is
 * there the answer's own share holds, which the service reckoned the same way at its moment.
 */
export function usedShare(clock: Limit, now: number, calendar: CalendarRules | undefined): number {
  if (calendar === undefined) return clock.usedShare ?? 0;
  return shareOf({ ...clock, due: Date.parse(clock.due) }, now, calendar);
}

/** What a clock has left in units of its kind, negative by what it is over; undefined while nobody has said. */
export function leftOf(clock: Limit, now: number, calendar: CalendarRules | undefined): number | undefined {
  if (calendar === undefined) return clock.left;
  return timeLeft({ kind: clock.kind, due: Date.parse(clock.due) }, now, calendar);
}

export function clockState(
  clock: Limit & Pick<ClockItem, 'state' | 'missed'>,
  now: number,
  calendar: CalendarRules | undefined,
): ClockState {
  if (clock.missed || (clock.state === 'running' && now >= Date.parse(clock.due))) return 'overdue';
  if (clock.state === 'paused') return 'paused';
  return usedShare(clock, now, calendar) >= soonFrom ? 'soon' : 'in-time';
}

/** A clock's identity within the city: an incident runs one clock per stage and round. */
export function clockKey(clock: Pick<ClockItem, 'incidentId' | 'stage' | 'round'>): string {
  return `${clock.incidentId} ${clock.stage} ${clock.round}`;
}

/**
 * The two lists of what needs a person. A running clock whose due time passes on this screen moves over at once, before
 * the log has said so: the screen shows time, the log keeps the fact.
 */
export function needsAPerson(
  overdue: readonly ClockItem[],
  running: readonly ClockItem[],
  now: number,
): { readonly overdue: readonly ClockItem[]; readonly dueNext: readonly ClockItem[] } {
  const late = new Map(overdue.map((clock) => [clockKey(clock), clock]));
  const dueNext: ClockItem[] = [];
  for (const clock of running) {
    if (clock.state === 'stopped' || late.has(clockKey(clock))) continue;
    if (clockState(clock, now, undefined) === 'overdue') late.set(clockKey(clock), clock);
    else dueNext.push(clock);
  }
  const byDue = (a: ClockItem, b: ClockItem) => Date.parse(a.due) - Date.parse(b.due);
  return { overdue: [...late.values()].sort(byDue), dueNext: dueNext.sort(byDue) };
}
