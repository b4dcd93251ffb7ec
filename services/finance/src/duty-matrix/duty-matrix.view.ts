import { dutyFields, dutyMatrixEvents, Version } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { dutyMatrix } from './duty-matrix.ts';

const Duty = Type.Object({
  ...dutyFields,
  isMismatched: Type.Boolean({ description: 'whether who decides bears none of the cost' }),
});

/** The matrix as it stands (F-05, RM-F4); earlier ones by `asOf`. */
export const dutyMatrices = view('duty-matrices', 1, {
  of: dutyMatrixEvents,
  stream: dutyMatrix,
  document: {
    version: Version,
    base: dutyMatrixEvents.DutyMatrixPublished.data.properties.base,
    duties: Type.Array(Duty),
  },
  on: {
    DutyMatrixPublished: (_, { data: { version, base, duties } }) => ({
      version,
      base,
      duties: duties.map((duty) => shown(duty)),
    }),
    DutyReassigned: (matrix, { data: { service, decides, provides, shares } }) =>
      matrix && {
        ...matrix,
        duties: [
          ...matrix.duties.filter((duty) => duty.service !== service),
          shown({ service, decides, provides, shares }),
        ],
      },
  },
  doors: {
    one: 'GET /v1/duty-matrices/:matrix',
    may: 'operations.read',
    summary: 'Who decides, provides and pays, service by service and tier by tier',
    unknown: 'duty-matrix-unknown',
  },
});

function shown<Of extends Pick<Type.Static<typeof Duty>, 'decides' | 'shares'>>(duty: Of) {
  return { ...duty, isMismatched: !duty.shares.some(({ tier }) => tier === duty.decides) };
}
