import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, Instant, Version } from '../fields.ts';

/** What a draw is made from: 128 random bits. */
export const DrawSeed = Type.String({ pattern: '^[0-9a-f]{32}$', description: '32 hexadecimal digits' });
/** Segments in the order in which they are inspected. */
export const SegmentIds = Type.Array(Id);

export const inspectionDrawEvents = defineEvents('sanitation', {
  InspectionDrawn: {
    title: ['检查抽签', 'Inspections drawn'],
    description:
      'Before the day began it was drawn which segments of the area are inspected on it, and in which order.',
    rows: ['S-03'],
    data: {
      areaPath: AreaPath,
      day: BusinessDay,
      seed: DrawSeed,
      from: SegmentIds,
      segments: SegmentIds,
      due: Instant,
      policy: Version,
    },
    shows: ['day'],
    example: {
      areaPath: '42/01/05/011/010/',
      day: '2026-05-04',
      seed: '00112233445566778899aabbccddeeff',
      from: ['s-11', 's-12'],
      segments: ['s-12', 's-11'],
      due: '2026-05-05T16:01:00.000Z',
      policy: 1,
    },
  },
  InspectionMissed: {
    title: ['漏检', 'Inspection missed'],
    description: 'The day is over and these of the segments drawn were not inspected.',
    rows: ['S-03'],
    data: { areaPath: AreaPath, day: BusinessDay, segments: SegmentIds },
    shows: ['day'],
    example: { areaPath: '42/01/05/011/010/', day: '2026-05-04', segments: ['s-11'] },
  },
  InspectionDrawCompleted: {
    title: ['抽签检查完成', 'Drawn inspections completed'],
    description: 'The day is over and every segment drawn was inspected.',
    rows: ['S-03'],
    data: { areaPath: AreaPath, day: BusinessDay },
    shows: ['day'],
    example: { areaPath: '42/01/05/011/010/', day: '2026-05-04' },
  },
});

export type InspectionDrawEvent = EventsOf<typeof inspectionDrawEvents>;
