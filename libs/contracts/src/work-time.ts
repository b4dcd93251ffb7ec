/**
 * Business time of the city: how much of a stretch of time counts for a clock, and when an amount of it will be over.
 *
 * Every clock kind is a measure on the time line (C-4.1): `urgent_hours` and `natural_days` count every millisecond,
 * `work_hours` those of the office hours, `work_days` those of whole working days (so that five work days from Monday
 * 09:00 end at 09:00 of the fifth working day after it). One pair of functions serves all four, and a pause is the
 * same thing for each: what was measured while the clock stood still is not counted.
 *
 * Instants are milliseconds since 1970 UTC. Days are Asia/Shanghai days, and plain UTC+8 arithmetic is exact for them:
 * the zone has had no daylight saving time since September 1991, and no clock of this system starts before that.
 */

export type TimeKind = 'urgent_hours' | 'work_hours' | 'work_days' | 'natural_days';

/** What a published calendar says (C-4.2); times of day are Asia/Shanghai. */
export interface CalendarRules {
  readonly officeHours: readonly { readonly from: string; readonly to: string }[];
  /** Days off, whatever their day of the week: `2026-10-01`. */
  readonly holidays: readonly string[];
  /** Weekend days that are worked instead (调休): `2026-10-10`. */
  readonly makeUpWorkDays: readonly string[];
}

const hour = 3_600_000;
const day = 24 * hour;
const shanghai = 8 * hour;

/** Milliseconds that one unit of a kind's amount measures. */
const unitOf: Readonly<Record<TimeKind, number>> = {
  urgent_hours: hour,
  work_hours: hour,
  work_days: day,
  natural_days: day,
};

interface Span {
  readonly from: number;
  readonly to: number;
}

interface CompiledCalendar {
  readonly office: readonly Span[];
  readonly holidays: ReadonlySet<number>;
  readonly makeUpWorkDays: ReadonlySet<number>;
}

const wholeDay: readonly Span[] = [{ from: 0, to: day }];
const noTime: readonly Span[] = [];
const compiled = new WeakMap<CalendarRules, CompiledCalendar>();

/**
 * The instant at which `amount` units have been measured from `start` on: the deadline. The earliest such instant is
 * taken, so an amount that is used up at closing time is due at closing time and not at the next opening.
 */
export function due(start: number, kind: TimeKind, amount: number, calendar: CalendarRules): number {
  return advance(start, kind, amount * unitOf[kind], calendar);
}

/** The earliest instant not before `start` at which `measured` milliseconds of the kind's time have gone by. */
export function advance(start: number, kind: TimeKind, measured: number, calendar: CalendarRules): number {
  if (measured <= 0) return start;
  if (kind === 'urgent_hours' || kind === 'natural_days') return start + measured;
  const rules = compile(calendar);
  let remaining = measured;
  for (let date = dayOf(start); ; date++) {
    const midnight = startOf(date);
    for (const span of countedSpans(date, kind, rules)) {
      const from = Math.max(start, midnight + span.from);
      const length = midnight + span.to - from;
      if (length <= 0) continue;
      if (remaining <= length) return from + remaining;
      remaining -= length;
    }
  }
}

/** Milliseconds of the kind's time between two instants; 0 when `to` is not after `from`. */
export function measure(from: number, to: number, kind: TimeKind, calendar: CalendarRules): number {
  if (to <= from) return 0;
  if (kind === 'urgent_hours' || kind === 'natural_days') return to - from;
  const rules = compile(calendar);
  let sum = 0;
  for (let date = dayOf(from); startOf(date) < to; date++) {
    const midnight = startOf(date);
    for (const span of countedSpans(date, kind, rules)) {
      sum += Math.max(0, Math.min(to, midnight + span.to) - Math.max(from, midnight + span.from));
    }
  }
  return sum;
}

/** A time limit that was issued: an amount of a kind, and the instant at which it is used up. */
export interface TimeLimit {
  readonly kind: TimeKind;
  readonly amount: number;
  /** As it was issued, pauses and extensions included. */
  readonly due: number;
}

/**
 * What is left of a limit at `now`, in units of its kind (work hours, working days …); negative by what it is over. While
 * no time of its kind passes, at night for office hours, it stands still.
 */
export function timeLeft(
  { kind, due }: Omit<TimeLimit, 'amount'>,
  now: number,
  calendar: CalendarRules,
): number {
  const measured = now <= due ? measure(now, due, kind, calendar) : -measure(due, now, kind, calendar);
  return measured / unitOf[kind];
}

/**
 * The share of a limit that is used up at `now`: 0 at its start, 1 when it is due, more when it is over (RM-I4). It is
 * told by what is left of the amount, so that a pause counts for nothing, and two limits of the same kind, amount and due
 * time never differ, whenever their clocks were started.
 */
export function usedShare(limit: TimeLimit, now: number, calendar: CalendarRules): number {
  if (limit.amount <= 0) return 1;
  const left = timeLeft(limit, now, calendar) / limit.amount;
  return Math.max(0, 1 - left);
}

/** Whether an Asia/Shanghai day, written `2026-10-10`, is worked. */
export function isWorkDay(date: string, calendar: CalendarRules): boolean {
  return worked(parseDay(date), compile(calendar));
}

function countedSpans(date: number, kind: TimeKind, rules: CompiledCalendar): readonly Span[] {
  if (!worked(date, rules)) return noTime;
  return kind === 'work_days' ? wholeDay : rules.office;
}

function worked(date: number, rules: CompiledCalendar): boolean {
  if (rules.makeUpWorkDays.has(date)) return true;
  if (rules.holidays.has(date)) return false;
  // Day 0 of the epoch was a Thursday; 0 is Sunday.
  const weekday = (((date + 4) % 7) + 7) % 7;
  return weekday !== 0 && weekday !== 6;
}

function dayOf(instant: number): number {
  return Math.floor((instant + shanghai) / day);
}

function startOf(date: number): number {
  return date * day - shanghai;
}

function parseDay(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / day;
}

function timeOfDay(text: string): number {
  const [hours, minutes] = text.split(':');
  return Number(hours) * hour + Number(minutes) * 60_000;
}

/** Published rules never change, so what is worked out of them is kept beside them. */
function compile(calendar: CalendarRules): CompiledCalendar {
  const known = compiled.get(calendar);
  if (known !== undefined) return known;
  const made: CompiledCalendar = {
    office: calendar.officeHours
      .map(({ from, to }) => ({ from: timeOfDay(from), to: timeOfDay(to) }))
      .sort((a, b) => a.from - b.from),
    holidays: new Set(calendar.holidays.map(parseDay)),
    makeUpWorkDays: new Set(calendar.makeUpWorkDays.map(parseDay)),
  };
  if (!made.office.some(({ from, to }) => to > from)) throw new RangeError('a calendar needs office hours');
  compiled.set(calendar, made);
  return made;
}
