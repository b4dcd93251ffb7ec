import { AreaPath } from '@linli/contracts';
import { Field } from '@linli/service-kit';

/** Asked by a reaction. */
export class CheckSegmentCoverage {
  @Field(AreaPath) readonly areaPath: string;
}
