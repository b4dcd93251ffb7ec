import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Instant, oneOf, UnitId, Version } from '../fields.ts';

/** 路面, 路沿石, 石板, 井盖. */
export const RoadPart = oneOf('surface', 'kerb_stone', 'slab', 'manhole_cover');
export const RoadFault = oneOf('pothole', 'broken', 'loose', 'missing');

export const roadDefectEvents = defineEvents('sanitation', {
  RoadDefectReported: {
    title: ['道路病害上报', 'Road defect reported'],
    description: 'A defect of a road is known and has a due time.',
    rows: ['S-09'],
    data: { part: RoadPart, fault: RoadFault, areaPath: AreaPath, due: Instant, policy: Version },
    shows: ['part', 'fault'],
    example: {
      part: 'manhole_cover',
      fault: 'missing',
      areaPath: '42/01/05/011/010/',
      due: '2026-05-01T02:00:00.000Z',
      policy: 1,
    },
  },
  RoadDefectOverdue: {
    title: ['道路病害超时', 'Road defect overdue'],
    description: 'The due time has gone by and the defect was not repaired.',
    rows: ['S-09'],
    data: { due: Instant },
    example: { due: '2026-05-01T02:00:00.000Z' },
  },
  RoadDefectRepaired: {
    title: ['道路病害修复', 'Road defect repaired'],
    description: 'A unit has repaired the defect.',
    rows: ['S-09'],
    data: { by: UnitId },
    shows: ['by'],
    example: { by: 'sanitation:420105' },
  },
});

export type RoadDefectEvent = EventsOf<typeof roadDefectEvents>;
