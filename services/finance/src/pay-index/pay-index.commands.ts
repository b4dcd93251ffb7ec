import { AreaPath, Growth, IndexEntry, IndexInput, Year } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

@Door('POST /v1/pay-indexes/inputs', {
  may: 'pay.index',
  opens: true,
  area: 'areaPath',
  summary: 'Record how much one of the three that pay follows has grown in a year',
})
export class RecordIndexInput {
  @Field(AreaPath) readonly areaPath: string;
  @Field(Year) readonly year: string;
  @Field(IndexInput) readonly input: Static<typeof IndexInput>;
  @Field(Growth) readonly growth: number;
  /** The entry of the same input that it takes the place of. */
  @Field(Type.Optional(IndexEntry)) readonly corrects?: number;
}

@Door('POST /v1/pay-indexes/computations', {
  may: 'pay.index',
  opens: true,
  area: 'areaPath',
  summary: 'Work out how much pay and working budgets are to grow, by the latest entries',
})
export class ComputeIndex {
  @Field(AreaPath) readonly areaPath: string;
  @Field(Year) readonly year: string;
}
