import {
  AreaPath,
  type DataOf,
  estateEvents,
  Id,
  Name,
  SignKind,
  SignPlace,
  Version,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { estate, without } from './estate.ts';

const Complete = Type.Enum(['yes', 'no']);
const Sign = Type.Object({ kind: SignKind, place: SignPlace });
const judged = { complete: Complete, missing: Type.Array(SignKind), policy: Version };

/** Estates with the signs that stand in them and the kinds that are missing (S-13). */
export const estates = view('estates', 1, {
  of: estateEvents,
  stream: estate,
  document: { id: Id, name: Name, areaPath: AreaPath, ...judged, signs: Type.Array(Sign) },
  fields: { areaPath: 'text', complete: 'text' },
  indexes: [['areaPath'], ['complete', 'areaPath']],
  on: {
    EstateRegistered: (_, { data }, id) => ({ id, ...data, ...judgedBy(data), signs: [] }),
    SignInstalled: (estate, { data }) =>
      estate && {
        ...estate,
        ...judgedBy(data),
        signs: [...estate.signs, { kind: data.kind, place: data.place }],
      },
    SignRemoved: (estate, { data }) =>
      estate && { ...estate, ...judgedBy(data), signs: [...without(data, estate.signs)] },
  },
  doors: {
    list: 'GET /v1/estates',
    one: 'GET /v1/estates/:id',
    may: 'operations.read',
    summary: 'Estates below an area, with their signs and the kinds that are missing',
    filters: { complete: Complete },
    unknown: 'estate-unknown',
  },
});

function judgedBy({ missing, policy }: Omit<DataOf<typeof estateEvents.SignRemoved>, 'kind' | 'place'>) {
  return { complete: missing.length === 0 ? ('yes' as const) : ('no' as const), missing, policy };
}
