import { defaultCalendar2026, type WorkCalendar } from '@linli/contracts';
import { calendarKey } from '../views/catalogue.ts';
import type { Instant, View } from './view.ts';

/** The working calendar in force at a point of history; the one a new city starts with before any was published. */
export async function calendarAt(catalogue: View, positions: Instant['positions']): Promise<WorkCalendar> {
  const facets = await catalogue.get<WorkCalendar>('calendar', calendarKey, positions);
  const [newest] = facets.toSorted((one, other) => other.recordedAt - one.recordedAt);
  return newest?.body ?? defaultCalendar2026;
}
