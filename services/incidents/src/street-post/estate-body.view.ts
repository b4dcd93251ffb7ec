import { AreaPath, estateBodyEvents, EstateId, RepId, UnitId } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { estateBody } from './estate-body.ts';

/** Whether it may patrol: it may once a resident belongs to it. */
const MayPatrol = Type.Enum(['yes', 'no']);

/** Bodies of estates with their residents, and whether they may patrol (I-26). */
export const estateBodies = view('estate-bodies', 1, {
  of: estateBodyEvents,
  stream: estateBody,
  document: {
    ...{ estate: EstateId, areaPath: AreaPath, station: UnitId },
    reps: Type.Array(RepId),
    mayPatrol: MayPatrol,
    patrols: Type.Integer({ minimum: 0 }),
  },
  fields: { areaPath: 'text', mayPatrol: 'text' },
  indexes: [['areaPath'], ['mayPatrol', 'areaPath']],
  on: {
    EstateBodyFormed: (_, { data }) => ({ ...data, reps: [], mayPatrol: 'no' as const, patrols: 0 }),
    EstateRepAppointed: (body, { data: { rep } }) =>
      body && { ...body, reps: [...body.reps, rep], mayPatrol: 'yes' as const },
    EstatePatrolStarted: (body) => body && { ...body, patrols: body.patrols + 1 },
  },
  doors: {
    list: 'GET /v1/estate-bodies',
    one: 'GET /v1/estate-bodies/:estate',
    may: 'operations.read',
    summary: 'Bodies of the estates below an area, with their residents',
    filters: { mayPatrol: MayPatrol },
    unknown: 'estate-body-unknown',
  },
});
