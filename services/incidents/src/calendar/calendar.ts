import type { CalendarPublished, EventOf } from '@linli/contracts';
import { refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '../policy/versioned-policy.ts';

/** A version of the working calendar, as it was published. */
export type Calendar = EventOf<typeof CalendarPublished>['data'];

/** The working calendar of a city: what `PublishCalendar` may bring into force (C-4.2). */
export const calendar = versionedPolicy<'CalendarPublished', Calendar>({
  event: 'CalendarPublished',
  row: 'C-4.2',
  fault,
});

function fault({ officeHours, holidays, makeUpWorkDays }: Calendar): Refusal | undefined {
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
