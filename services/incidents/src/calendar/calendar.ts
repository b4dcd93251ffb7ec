import { defaultCalendar2026, incidentsPolicyEvents, type WorkCalendar } from '@linli/contracts';
import { refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';

/**
 * The working calendar of a city (C-4.2). Due times already issued stay; every clock that starts or resumes after a
 * version was published is reckoned by it, also that of an incident opened before.
 */
export const calendar = versionedPolicy('calendar', incidentsPolicyEvents.CalendarPublished, {
  row: 'C-4.2',
  judges: 'now',
  stream: 'calendar',
  first: defaultCalendar2026,
  fault,
  notice(published) {
    const latest = [...yearsOf(published)].sort().at(-1);
    const from = latest === undefined ? 'all days' : `days from ${Number(latest) + 1}-01-01 on`;
    return `${from} are counted by weekday: the calendar lists no day of theirs`;
  },
});

/**
 * First of the days from one to another that the calendar does not cover, all `YYYY-MM-DD`. The days off of a year are
 * announced together, so it covers the years of which it lists a day; others are counted by weekday.
 */
export function firstUncovered(published: WorkCalendar, from: string, to: string): string | undefined {
  const covered = yearsOf(published);
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++) {
    const first = `${year}-01-01`;
    if (!covered.has(String(year))) return first < from ? from : first;
  }
  return undefined;
}

function yearsOf({ holidays, makeUpWorkDays }: WorkCalendar): ReadonlySet<string> {
  return new Set([...holidays, ...makeUpWorkDays].map((day) => day.slice(0, 4)));
}

function fault({ officeHours, holidays, makeUpWorkDays }: WorkCalendar): Refusal | undefined {
  const spans = [...officeHours].sort((a, b) => a.from.localeCompare(b.from));
  for (const [index, { from, to }] of spans.entries()) {
    const next = spans[index + 1];
    if (to > '24:00' || from >= to || (next !== undefined && next.from < to)) {
      const message = `office hours ${from}–${to} are empty, overlap others or end after the day`;
      return refuse('C-4.2', 'office-hours-impossible', message, 'officeHours');
    }
  }
  const double = firstDouble(holidays) ?? firstDouble(makeUpWorkDays);
  if (double !== undefined) return refuse('C-4.2', 'day-listed-twice', `${double} is listed twice`);
  const both = makeUpWorkDays.find((date) => holidays.includes(date));
  if (both !== undefined) {
    const message = `${both} cannot be a holiday and a make-up work day`;
    return refuse('C-4.2', 'day-off-and-worked', message, 'makeUpWorkDays');
  }
  return undefined;
}
