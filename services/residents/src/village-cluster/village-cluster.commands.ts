import { BusinessDay, CountyCode, Name, VillageCode } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { divisionPath } from '../area-path.ts';

/** A village becomes part of a rural community from a day on (村庄社区化). */
@Door('POST /v1/village-clusters/:county/assignments', {
  may: 'area.plan',
  id: 'county',
  area: ({ county }: { readonly county: string }) => divisionPath(county),
  summary: 'Assign a village to a community from a day on',
})
export class AssignVillageToCommunity {
  @Field(CountyCode) readonly county: string;
  @Field(VillageCode) readonly villageCode: string;
  @Field(Name) readonly villageName: string;
  /** The township it belonged to up to the day before. */
  @Field(Name) readonly townshipBefore: string;
  @Field(Name) readonly township: string;
  @Field(VillageCode) readonly communityCode: string;
  @Field(BusinessDay) readonly validFrom: string;
}
