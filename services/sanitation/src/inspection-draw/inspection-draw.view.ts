import { AreaPath, BusinessDay, DrawSeed, inspectionDrawEvents, SegmentIds } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { inspectionDraw } from './inspection-draw.ts';

const State = Type.Enum(['drawn', 'completed', 'missed']);
const drawn = {
  areaPath: AreaPath,
  day: BusinessDay,
  seed: DrawSeed,
  from: SegmentIds,
  segments: SegmentIds,
};

/** Draws with their seeds, and what was missed (S-03, RM-S5); not for those who are inspected. */
export const inspectionDraws = view('inspection-draws', 1, {
  of: inspectionDrawEvents,
  stream: inspectionDraw,
  document: { id: Type.String(), ...drawn, state: State, missed: SegmentIds },
  fields: { areaPath: 'text', day: 'text', state: 'text' },
  indexes: [
    ['day', 'areaPath'],
    ['state', 'day'],
  ],
  on: {
    InspectionDrawn: (_, { data: { due: __, policy: ___, ...data } }, id) => ({
      id,
      ...data,
      state: 'drawn' as const,
      missed: [],
    }),
    InspectionMissed: (draw, { data: { segments } }) =>
      draw && { ...draw, state: 'missed' as const, missed: segments },
    InspectionDrawCompleted: (draw) => draw && { ...draw, state: 'completed' as const },
  },
  doors: {
    list: 'GET /v1/inspection-draws',
    one: 'GET /v1/inspection-draws/:id',
    may: 'inspection.draw',
    summary: 'Draws of inspections below an area, with their seeds and what was missed',
    filters: { day: BusinessDay, state: State },
    orderBy: 'day',
    unknown: 'inspection-draw-unknown',
  },
});
