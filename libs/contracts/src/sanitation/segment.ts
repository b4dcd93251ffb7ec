import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, Name, oneOf, within } from '../fields.ts';

export const CleanerId = within(Id, { description: 'the pseudonym of a cleaner' });
/** 道路, 绿化带, 水面, 公厕, 楼道: what is to be kept clean in a segment, and by that which items it is inspected for. */
export const Surface = oneOf('road', 'green', 'water', 'toilet', 'stairs');
export const Surfaces = Type.Array(Surface, { minItems: 1 });
/** The bounds of a segment: the grids that it runs through, as area paths. */
export const SegmentGrids = Type.Array(AreaPath, { minItems: 1 });
/** Bounds and standard of a segment are drawn as a whole: 1, then 2 for the first redrawing. */
export const Drawing = Type.Integer({ minimum: 1, description: 'a number of a drawing, from 1 on' });

export const segmentEvents = defineEvents('sanitation', {
  SegmentDefined: {
    title: ['责任段设立', 'Segment defined'],
    description: 'A duty segment exists, with its bounds and what is kept clean there: its first drawing.',
    rows: ['S-01'],
    data: {
      name: Name,
      areaPath: AreaPath,
      grids: SegmentGrids,
      surfaces: Surfaces,
      validFrom: BusinessDay,
    },
    shows: ['name'],
    example: {
      name: '江欣苑东路',
      areaPath: '42/01/05/011/010/',
      grids: ['42/01/05/011/010/A1/B07/U021/G0431/'],
      surfaces: ['road', 'green'],
      validFrom: '2026-05-01',
    },
  },
  SegmentAssigned: {
    title: ['责任段落实到人', 'Segment assigned'],
    description: 'From this day on a cleaner holds the segment.',
    rows: ['S-01'],
    data: { cleaner: CleanerId, validFrom: BusinessDay },
    shows: ['validFrom'],
    example: { cleaner: 'c-4f21', validFrom: '2026-05-01' },
  },
  SegmentVacated: {
    title: ['责任段空缺', 'Segment vacated'],
    description: 'From this day on the cleaner holds the segment no longer.',
    rows: ['S-01'],
    data: { cleaner: CleanerId, validTo: BusinessDay },
    shows: ['validTo'],
    example: { cleaner: 'c-4f21', validTo: '2026-06-01' },
  },
  SegmentRedrawn: {
    title: ['责任段调整', 'Segment redrawn'],
    description:
      'From this day on the segment has other bounds or surfaces; what was inspected before stays with the drawing before.',
    rows: ['S-01'],
    data: { drawing: Drawing, grids: SegmentGrids, surfaces: Surfaces, validFrom: BusinessDay },
    shows: ['drawing', 'validFrom'],
    example: {
      drawing: 2,
      grids: ['42/01/05/011/010/A1/B07/U021/G0431/', '42/01/05/011/010/A1/B07/U021/G0432/'],
      surfaces: ['road'],
      validFrom: '2026-07-01',
    },
  },
});

export type SegmentEvent = EventsOf<typeof segmentEvents>;
