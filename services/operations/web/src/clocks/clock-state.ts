import type { ClockItem } from '@linli/operations/api';

/** ● in time, ▲ soon, ■ overdue, ‖ paused. */
export type ClockState = 'in-time' | 'soon' | 'overdue' | 'paused';

/** From this share of its span on a clock counts as soon due (C-2, RM-I4). */
const soonFrom = 0.5;

/**
 * How much of the span between start and due time has passed; above 1 when overdue. The span is elapsed time, for office
 * hours too: only the log knows the calendar, so the due time it issued is the one truth a screen can tick towards.
 */
export function usedShare(clock: Pick<ClockItem, 'startedAt' | 'due'>, now: number): number {
  const start = Date.parse(clock.startedAt);
  const span = Date.parse(clock.due) - start;
  return span <= 0 ? 1 : Math.max(0, (now - start) / span);
}

export function clockState(
  clock: Pick<ClockItem, 'startedAt' | 'due' | 'state' | 'missed'>,
  now: number,
): ClockState {
  if (clock.missed || (clock.state === 'running' && now >= Date.parse(clock.due))) return 'overdue';
  if (clock.state === 'paused') return 'paused';
  return usedShare(clock, now) >= soonFrom ? 'soon' : 'in-time';
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
    if (clockState(clock, now) === 'overdue') late.set(clockKey(clock), clock);
    else dueNext.push(clock);
  }
  const byDue = (a: ClockItem, b: ClockItem) => Date.parse(a.due) - Date.parse(b.due);
  return { overdue: [...late.values()].sort(byDue), dueNext: dueNext.sort(byDue) };
}
