import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, Instant, oneOf, Reason, TimeOfDay, Version, within } from '../fields.ts';
import { CleanerId, Drawing } from './segment.ts';

/** A time that a clock of the day shows. */
export const ClockTime = within(TimeOfDay, { pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
export const DayHours = Type.Object({ from: ClockTime, to: ClockTime });
/** Spans of the shift hours in which nobody keeps the segment, as far as the day is known, in order. */
export const Uncovered = Type.Array(DayHours);
/** 检查项目. */
export const InspectionItem = within(Reason, {
  description: 'a code of the list of items that is inspected by, such as no_dust',
});
/** Inspections of a segment on a day: 1, 2 … */
export const InspectionNumber = Type.Integer({ minimum: 1 });
export const PersuasionTopic = within(Reason, {
  description: 'a code of what was spoken about, such as litter',
});
/** 镇政府有关工作人员, 社区专干: the two who inspect the work of cleaners. */
export const InspectorKind = oneOf('township', 'community');
const ItemCount = Type.Integer({ minimum: 0, 'x-unit': 'item' });

export const segmentDayEvents = defineEvents('sanitation', {
  SegmentDayOpened: {
    title: ['责任段当日建档', 'Segment day opened'],
    description:
      'The first fact of a segment on this day is recorded: the drawing and the shift hours that judge it, and until when facts of the day are taken.',
    rows: ['S-02'],
    data: {
      segment: Id,
      day: BusinessDay,
      areaPath: AreaPath,
      drawing: Drawing,
      hours: DayHours,
      closes: Instant,
      policy: Version,
    },
    shows: ['day'],
    example: {
      segment: 's-12',
      day: '2026-05-04',
      areaPath: '42/01/05/011/010/',
      drawing: 1,
      hours: { from: '06:00', to: '18:00' },
      closes: '2026-05-05T16:00:00.000Z',
      policy: 1,
    },
  },
  ShiftStarted: {
    title: ['上岗', 'Shift started'],
    description: 'A cleaner keeps the segment from this time on.',
    rows: ['S-02'],
    data: { cleaner: CleanerId, time: ClockTime, uncovered: Uncovered },
    shows: ['time'],
    example: { cleaner: 'c-4f21', time: '06:10', uncovered: [{ from: '06:00', to: '06:10' }] },
  },
  ShiftEnded: {
    title: ['下岗', 'Shift ended'],
    description: 'The cleaner has left the segment.',
    rows: ['S-02'],
    data: { cleaner: CleanerId, time: ClockTime, uncovered: Uncovered },
    shows: ['time'],
    example: { cleaner: 'c-4f21', time: '18:00', uncovered: [] },
  },
  AbsenceRecorded: {
    title: ['缺岗登记', 'Absence recorded'],
    description: 'A cleaner is away for a span of the day, and a substitute keeps the segment, or nobody.',
    rows: ['S-02'],
    data: {
      cleaner: CleanerId,
      from: ClockTime,
      to: ClockTime,
      reason: Reason,
      substitute: Type.Optional(CleanerId),
      uncovered: Uncovered,
    },
    shows: ['from', 'to', 'reason'],
    example: {
      cleaner: 'c-4f21',
      from: '08:00',
      to: '10:00',
      reason: 'ill',
      substitute: 'c-77b0',
      uncovered: [],
    },
    further: [
      {
        cleaner: 'c-4f21',
        from: '08:00',
        to: '10:00',
        reason: 'ill',
        uncovered: [{ from: '08:00', to: '10:00' }],
      },
    ],
  },
  InspectionItemPassed: {
    title: ['检查项目合格', 'Inspection item passed'],
    description: 'At an inspection of the segment this item was found in order.',
    rows: ['S-14'],
    data: { inspection: InspectionNumber, item: InspectionItem },
    shows: ['item'],
    example: { inspection: 1, item: 'no_dust' },
  },
  InspectionItemFailed: {
    title: ['检查项目不合格', 'Inspection item failed'],
    description: 'At an inspection of the segment this item was found wanting; the segment fails that day.',
    rows: ['S-14'],
    data: { inspection: InspectionNumber, item: InspectionItem },
    shows: ['item'],
    example: { inspection: 1, item: 'no_litter' },
  },
  SegmentInspected: {
    title: ['责任段检查', 'Segment inspected'],
    description:
      'The segment was inspected for every item of the list in force that its surfaces are judged by; `cleaner` held it that day, `inspector` says for whom it was inspected.',
    rows: ['S-03', 'S-04', 'S-14'],
    data: {
      inspection: InspectionNumber,
      time: ClockTime,
      drawing: Drawing,
      cleaner: Type.Optional(CleanerId),
      inspector: Type.Optional(InspectorKind),
      judged: ItemCount,
      passed: ItemCount,
      policy: Version,
    },
    shows: ['passed', 'judged'],
    example: {
      inspection: 1,
      time: '09:40',
      drawing: 1,
      cleaner: 'c-4f21',
      judged: 4,
      passed: 3,
      policy: 1,
    },
    further: [{ inspection: 2, time: '15:05', drawing: 1, judged: 4, passed: 4, policy: 1 }],
  },
  PersuasionRecorded: {
    title: ['卫生劝导', 'Persuasion recorded'],
    description: 'A cleaner has spoken with somebody on the own segment about the covenant of cleanness.',
    rows: ['S-30'],
    data: { cleaner: CleanerId, time: ClockTime, topic: PersuasionTopic },
    shows: ['topic'],
    example: { cleaner: 'c-4f21', time: '10:20', topic: 'litter' },
  },
});

export type SegmentDayEvent = EventsOf<typeof segmentDayEvents>;
