import {
  AreaPath,
  Id,
  Instant,
  RoadFault,
  RoadPart,
  roadDefectEvents,
  UnitId,
  Version,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { roadDefect } from './road-defect.ts';

const State = Type.Enum(['open', 'overdue', 'repaired']);
const reported = { part: RoadPart, fault: RoadFault, areaPath: AreaPath, due: Instant, policy: Version };

/** Defects of roads, the most pressing first (S-09, for RM-S4). */
export const roadDefects = view('road-defects', 1, {
  of: roadDefectEvents,
  stream: roadDefect,
  document: { id: Id, ...reported, state: State, by: Type.Optional(UnitId) },
  fields: { areaPath: 'text', due: 'text', state: 'text' },
  indexes: [
    ['areaPath', 'due'],
    ['state', 'due'],
  ],
  on: {
    RoadDefectReported: (_, { data }, id) => ({ id, ...data, state: 'open' as const }),
    RoadDefectOverdue: (defect) => defect && { ...defect, state: 'overdue' as const },
    RoadDefectRepaired: (defect, { data: { by } }) => defect && { ...defect, by, state: 'repaired' as const },
  },
  doors: {
    list: 'GET /v1/road-defects',
    one: 'GET /v1/road-defects/:id',
    may: 'operations.read',
    summary: 'Defects of roads below an area, in the order they are due',
    filters: { state: State },
    orderBy: 'due',
    unknown: 'road-defect-unknown',
  },
});
