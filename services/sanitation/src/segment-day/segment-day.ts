import {
  dayLength,
  type SegmentDayEvent,
  segmentDayEvents,
  sanitationPolicyEvents,
  startOfShanghaiDay,
} from '@linli/contracts';
import { accept, aggregate, type Moment, refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import { inForceOn, type Segment } from '../segment/segment.ts';
import { type Absence, type Shift, type Span, uncovered } from './coverage.ts';
import type * as commands from './segment-day.commands.ts';

/** The day of a segment as far as its rules ask. */
interface SegmentDay {
  readonly areaPath?: string;
  readonly hours: Span;
  /** Until when facts of the day are taken, milliseconds since 1970 UTC. */
  readonly closes?: number;
  /** A shift that has not ended yet reaches to the end of the day. */
  readonly shifts: readonly Shift[];
  readonly absences: readonly Absence[];
  readonly inspections: number;
}

/** What stands in the stream of the segment. */
export interface Facts {
  readonly segment: Segment;
}

type Day = { readonly segment: string; readonly day: string };

const hour = 3_600_000;
const endOfDay = '24:00';

/** When segments are to be kept (全日制). The seed names no hours: each city, or each area, sets its own. */
export const shiftHours = versionedPolicy('shift-hours', sanitationPolicyEvents.ShiftHoursSet, {
  row: 'S-02',
  judges: 'opening',
  first: { version: 1, hours: { from: '06:00', to: '18:00' }, grace: 24 },
  fault: ({ hours: { from, to } }) =>
    from < to ? undefined : refuse('S-02', 'ends-too-early', `${to} is not later than ${from}`, 'hours'),
});

/**
 * What segments are inspected for: 无积尘, 无污迹, 无白色垃圾, 无卫生死角, 无乱贴乱画, 无外溢. Which surface is judged by
 * which of them the seed leaves open; the first version reads it so.
 */
export const inspectionItems = versionedPolicy(
  'inspection-items',
  sanitationPolicyEvents.InspectionItemsSet,
  {
    row: 'S-14',
    judges: 'opening',
    first: {
      version: 1,
      items: [
        { item: 'no_dust', surfaces: ['road', 'stairs', 'toilet'] },
        { item: 'no_stains', surfaces: ['road', 'stairs', 'toilet'] },
        { item: 'no_white_litter', surfaces: ['road', 'green', 'water'] },
        { item: 'no_dead_corners', surfaces: ['road', 'green', 'stairs', 'toilet'] },
        { item: 'no_scribbling', surfaces: ['road', 'stairs', 'toilet'] },
        { item: 'no_overflow', surfaces: ['road', 'toilet'] },
      ],
    },
    fault({ items }) {
      const twice = firstDouble(items.map(({ item }) => item));
      return twice === undefined
        ? undefined
        : refuse('S-14', 'item-twice', `${twice} stands in the list twice`, 'items');
    },
  },
);

/** Shifts, inspections and persuasions of a segment on a day (S-02, S-03, S-14, S-30), stream `segment-day-<segment>-<day>`. */
export const segmentDay = aggregate<typeof commands, SegmentDay, Facts>()('segment-day', segmentDayEvents, {
  initial: { hours: { from: '00:00', to: endOfDay }, shifts: [], absences: [], inspections: 0 },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    SegmentDayOpened: (day, { areaPath, hours, closes }) => ({
      ...day,
      areaPath,
      hours,
      closes: Date.parse(closes),
    }),
    ShiftStarted: (day, { cleaner, time }) => ({
      ...day,
      shifts: [...day.shifts, { cleaner, from: time, to: endOfDay }],
    }),
    ShiftEnded: (day, { cleaner, time }) => ({ ...day, shifts: ended(day.shifts, cleaner, time) }),
    AbsenceRecorded: (day, { uncovered: _, reason: __, ...absence }) => ({
      ...day,
      absences: [...day.absences, absence],
    }),
    InspectionItemPassed: (day) => day,
    InspectionItemFailed: (day) => day,
    SegmentInspected: (day, { inspection }) => ({ ...day, inspections: inspection }),
    PersuasionRecorded: (day) => day,
  },
  decide: {
    StartShift(command, day, moment) {
      const { cleaner, time } = command;
      const fault =
        notTaken('S-02', command, day, moment) ??
        notYet('S-02', command, time, moment) ??
        notOnDuty('S-02', command, cleaner, day, moment);
      if (fault) return fault;
      const last = shiftOf(day, cleaner);
      if (last !== undefined && time < last.to)
        return refuse('S-02', 'on-shift', `the cleaner is on shift from ${last.from} to ${last.to}`, 'time');
      const { opening, hours } = open(command, day, moment);
      const shifts = [...day.shifts, { cleaner, from: time, to: endOfDay }];
      const data = { cleaner, time, uncovered: spans(hours, shifts, day.absences) };
      return accept<SegmentDayEvent>(...opening, { type: 'ShiftStarted', data });
    },
    EndShift(command, day, moment) {
      const { cleaner, time } = command;
      const fault = notTaken('S-02', command, day, moment) ?? notYet('S-02', command, time, moment);
      if (fault) return fault;
      const last = shiftOf(day, cleaner);
      if (last?.to !== endOfDay)
        return refuse('S-02', 'not-on-shift', 'the cleaner has not started a shift', 'cleaner');
      if (time <= last.from)
        return refuse('S-02', 'ends-too-early', `the shift started at ${last.from}`, 'time');
      const shifts = ended(day.shifts, cleaner, time);
      const data = { cleaner, time, uncovered: spans(day.hours, shifts, day.absences) };
      return accept({ type: 'ShiftEnded', data });
    },
    RecordAbsence(command, day, moment) {
      const { segment: _, day: __, ...absence } = command;
      const fault =
        notTaken('S-02', command, day, moment) ?? notOnDuty('S-02', command, absence.cleaner, day, moment);
      if (fault) return fault;
      if (absence.to <= absence.from)
        return refuse('S-02', 'ends-too-early', `the absence begins at ${absence.from}`, 'to');
      if (absence.substitute === absence.cleaner)
        return refuse('S-02', 'own-substitute', 'nobody stands in for himself', 'substitute');
      const { opening, hours } = open(command, day, moment);
      const data = { ...absence, uncovered: spans(hours, day.shifts, [...day.absences, absence]) };
      return accept<SegmentDayEvent>(...opening, { type: 'AbsenceRecorded', data });
    },
    RecordInspection(command, day, moment) {
      const { time, items } = command;
      const fault = notTaken('S-03', command, day, moment) ?? notYet('S-03', command, time, moment);
      if (fault) return fault;
      const { drawings = [], holders = [] } = moment.known.segment ?? {};
      const { drawing = 1, surfaces = [] } = inForceOn(command.day, drawings) ?? {};
      // S-14: judged by the list in force when the day began, each item once and none left out.
      const list = moment.policy(inspectionItems);
      const judging = list.items.filter((item) => item.surfaces.some((one) => surfaces.includes(one)));
      const names = items.map(({ item }) => item);
      const twice = firstDouble(names);
      if (twice !== undefined) return refuse('S-14', 'item-twice', `${twice} is judged twice`, 'items');
      const other = names.find((name) => !judging.some(({ item }) => item === name));
      if (other !== undefined)
        return refuse('S-14', 'item-unknown', `${other} is not judged in this segment`, 'items');
      const missing = judging.filter(({ item }) => !names.includes(item)).map(({ item }) => item);
      if (missing.length > 0)
        return refuse('S-14', 'item-missing', `also to be judged: ${missing.join(', ')}`, 'items');
      const inspection = day.inspections + 1;
      const cleaner = inForceOn(command.day, holders)?.cleaner;
      return accept<SegmentDayEvent>(
        ...open(command, day, moment).opening,
        ...items.map(({ item, passed }): SegmentDayEvent => ({
          type: passed ? 'InspectionItemPassed' : 'InspectionItemFailed',
          data: { inspection, item },
        })),
        {
          type: 'SegmentInspected',
          data: {
            ...{ inspection, time, drawing, judged: items.length, policy: list.version },
            passed: items.filter(({ passed }) => passed).length,
            ...(cleaner !== undefined && { cleaner }),
            // S-04: two kinds of inspectors judge the work, and who acts is not said by himself.
            inspector: moment.by.roles.includes('township_inspector') ? 'township' : 'community',
          },
        },
      );
    },
    RecordPersuasion(command, day, moment) {
      const { cleaner, time, topic } = command;
      const fault =
        notTaken('S-30', command, day, moment) ??
        notYet('S-30', command, time, moment) ??
        // S-30: a cleaner teaches on the own segment.
        notOnDuty('S-30', command, cleaner, day, moment);
      if (fault) return fault;
      const { opening } = open(command, day, moment);
      return accept<SegmentDayEvent>(...opening, {
        type: 'PersuasionRecorded',
        data: { cleaner, time, topic },
      });
    },
  },
});

/** Where a fact of the day cannot be taken at all. */
function notTaken(
  row: string,
  { day }: Day,
  { closes }: SegmentDay,
  { at, known, policy }: Moment<Facts>,
): Refusal | undefined {
  if (inForceOn(day, known.segment?.drawings ?? []) === undefined)
    return refuse(row, 'segment-unknown', `there is no such segment on ${day}`, 'segment');
  const until = closes ?? closingOf(day, policy(shiftHours).grace);
  if (at > until)
    return refuse(row, 'day-closed', `facts of the day were taken until ${instant(until)}`, 'day');
  return undefined;
}

function notYet(row: string, { day }: Day, time: string, { at }: Moment): Refusal | undefined {
  if (momentOf(day, time) <= at) return undefined;
  return refuse(row, 'not-yet', `it is not ${time} of ${day} yet`, 'time');
}

/** Who holds the segment that day, or stands in for somebody who is away, keeps it. */
function notOnDuty(
  row: string,
  { day }: Day,
  cleaner: string,
  { absences }: SegmentDay,
  { known }: Moment<Facts>,
): Refusal | undefined {
  const holder = inForceOn(day, known.segment?.holders ?? []);
  if (cleaner === holder?.cleaner || absences.some(({ substitute }) => substitute === cleaner))
    return undefined;
  return refuse(row, 'not-on-duty', `the cleaner does not keep this segment on ${day}`, 'cleaner');
}

/** What opens the day, where this is its first fact, and the shift hours that judge it. */
function open(
  { segment, day }: Day,
  state: SegmentDay,
  { known, policy }: Moment<Facts>,
): { readonly opening: readonly SegmentDayEvent[]; readonly hours: Span } {
  const { areaPath = '', drawings = [] } = known.segment ?? {};
  if (state.areaPath !== undefined) return { opening: [], hours: state.hours };
  const { version, hours, grace } = policy(shiftHours);
  const { drawing = 1 } = inForceOn(day, drawings) ?? {};
  const closes = instant(closingOf(day, grace));
  const data = { segment, day, areaPath, drawing, hours, closes, policy: version };
  return { opening: [{ type: 'SegmentDayOpened', data }], hours };
}

function shiftOf({ shifts }: SegmentDay, cleaner: string): Shift | undefined {
  return shifts.findLast((shift) => shift.cleaner === cleaner);
}

function ended(shifts: readonly Shift[], cleaner: string, to: string): readonly Shift[] {
  return shifts.map((shift) =>
    shift.cleaner === cleaner && shift.to === endOfDay ? { ...shift, to } : shift,
  );
}

function spans(hours: Span, shifts: readonly Shift[], absences: readonly Absence[]): Span[] {
  return [...uncovered(hours, shifts, absences)];
}

/** Facts of a day are taken until so many hours after its end, milliseconds since 1970 UTC. */
export function closingOf(day: string, grace: number): number {
  return startOfShanghaiDay(day) + dayLength + grace * hour;
}

function momentOf(day: string, time: string): number {
  return Date.parse(`${day}T${time}:00.000+08:00`);
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Of which segment and which day a stream is. */
export function dayOfSegmentDay(id: string): Day {
  return { segment: id.slice(0, -'-YYYY-MM-DD'.length), day: id.slice(-'YYYY-MM-DD'.length) };
}
