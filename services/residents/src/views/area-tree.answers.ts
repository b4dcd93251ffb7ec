import { AreaPath, BusinessDay, CountyCode, LocalCode, Name, Ring, VillageCode } from '@linli/contracts';
import { openApiOf, stamp } from '@linli/service-kit';
import { ApiOkResponse } from '@nestjs/swagger';
import { type TProperties, type TSchema, Type } from 'typebox';
import { areaLevels } from './area-tree.ts';

const Next = Type.Optional(Type.String({ description: '`cursor=` of the next page; absent on the last' }));
const validity = { validFrom: BusinessDay, validTo: Type.Optional(BusinessDay) };

const area = {
  areaPath: AreaPath,
  parent: Type.Optional(AreaPath),
  code: Type.String({ description: 'the national code, or the local one within the community' }),
  level: Type.Enum(areaLevels),
  name: Name,
  validFrom: Type.Optional(BusinessDay),
  validTo: Type.Optional(BusinessDay),
};

const grids = {
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(
    Type.Object({
      type: Type.Literal('Feature'),
      id: AreaPath,
      geometry: Type.Object({ type: Type.Literal('Polygon'), coordinates: Type.Array(Ring) }),
      properties: Type.Object({ code: LocalCode, areaPath: AreaPath, ...validity }),
    }),
  ),
  next: Next,
};

const villageClusters = {
  county: CountyCode,
  on: BusinessDay,
  townships: Type.Array(Name),
  communities: Type.Array(
    Type.Object({ communityCode: VillageCode, township: Name, villages: Type.Array(VillageCode) }),
  ),
  unassigned: Type.Array(VillageCode),
};

/** What the doors of the tree answer, for the API description. */
export const AreaPage = ApiOkResponse({
  schema: answered({ items: Type.Array(Type.Object(area)), next: Next }),
});
export const OneArea = ApiOkResponse({ schema: answered(area) });
export const GridCollection = ApiOkResponse({
  content: { 'application/geo+json': { schema: answered(grids) } },
});
export const VillageClusters = ApiOkResponse({ schema: answered(villageClusters) });

/** An answer with the place in history that it is of. */
function answered(properties: TProperties): Record<string, unknown> {
  const shape = Object.entries<TSchema>(properties);
  return {
    type: 'object',
    properties: {
      asOf: stamp.asOf,
      ...Object.fromEntries(shape.map(([name, schema]) => [name, openApiOf(schema)])),
    },
    required: ['asOf', ...shape.filter(([, schema]) => !Type.IsOptional(schema)).map(([name]) => name)],
  };
}
