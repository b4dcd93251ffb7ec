/** The 24 hours the time machine's strip shows, and how moments lie on it. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

const minute = 60_000;
const bucket = 10 * minute;
export const day = 24 * 60 * minute;

/**
 * The last 24 hours, closed by a whole bucket; when the moment shown lies before them, the 24 hours around that moment.
 *
 * @param now the city's time
 * @param shown the past moment on screen; undefined when live
 */
export function timeWindow(now: number, shown: number | undefined): TimeWindow {
  const latest = Math.ceil(now / bucket) * bucket;
  if (shown === undefined || shown >= latest - day) return { from: latest - day, to: latest };
  const to = Math.ceil((shown + day / 2) / bucket) * bucket;
  return { from: to - day, to: Math.min(to, latest) };
}

/** The moment a step of the slider means: whole minutes. Undefined when that is now: then the city is live. */
export function momentAt(window: TimeWindow, minutes: number, now: number): number | undefined {
  const moment = window.from + minutes * minute;
  return moment >= now - minute ? undefined : moment;
}

export function minutesAt(window: TimeWindow, moment: number): number {
  const minutes = (moment - window.from) / minute;
  return Math.min(day / minute, Math.max(0, minutes));
}

/** The Shanghai day a moment lies in: `2026-05-01`. */
export function dayOf(moment: number): string {
  return new Date(moment + 8 * 60 * minute).toISOString().slice(0, 10);
}

/** Every third full hour in the window, Shanghai time: the labels below the strip. */
export function hourMarks(window: TimeWindow): readonly number[] {
  const step = 3 * 60 * minute;
  // Shanghai is eight hours ahead, so its 00:00 lies on no multiple of three hours UTC.
  const offset = (8 * 60 * minute) % step;
  const first = Math.ceil((window.from + offset) / step) * step - offset;
  const marks: number[] = [];
  for (let mark = first; mark <= window.to; mark += step) marks.push(mark);
  return marks;
}
