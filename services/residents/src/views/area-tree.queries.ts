import { CountyCode } from '@linli/contracts';
import { AreaPrefix, Field, When } from '@linli/service-kit';
import { Type as Read } from 'class-transformer';
import { Type } from 'typebox';
import { type AreaLevel, areaLevels } from './area-tree.ts';

const Area = Type.Optional(AreaPrefix);
const Level = Type.Optional(Type.Enum(areaLevels));
const Cursor = Type.Optional(
  Type.String({ maxLength: 800, description: 'where the page before ended: its `next`' }),
);
const limit = (maximum: number) => Type.Optional(Type.Integer({ minimum: 1, maximum }));

export class CountyParam {
  @Field(CountyCode) readonly county: string;
}

/** Where in history a question is asked; `on` is the day of `asOf`, or today, when left out. */
export class WhenQuery {
  @Field(When.asOf) readonly asOf?: string;
  @Field(When.after) readonly after?: string;
  @Field(When.on) readonly on?: string;
}

export class AreasQuery extends WhenQuery {
  @Field(Area) readonly area: string = '';
  @Field(Level) readonly level?: AreaLevel;
  @Field(Cursor) readonly cursor?: string;
  @Read(() => Number) @Field(limit(5_000)) readonly limit: number = 500;
}

export class GridsQuery extends WhenQuery {
  @Field(Area) readonly area: string = '';
  @Field(Cursor) readonly cursor?: string;
  @Read(() => Number) @Field(limit(2_000)) readonly limit: number = 1_000;
}
