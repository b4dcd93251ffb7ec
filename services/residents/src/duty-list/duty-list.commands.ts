import { AreaPath, DutyEntry, TownshipCode } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { Type } from 'typebox';

@Door('POST /v1/duty-lists', {
  may: 'duty-list.publish',
  id: 'township',
  area: 'areaPath',
  summary:
    'Publish who does what between a township and its communities; published again, it is a new version',
})
export class PublishDutyList {
  @Field(TownshipCode) readonly township: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(Type.Array(DutyEntry, { minItems: 1, maxItems: 500 })) readonly entries: DutyEntry[];
}
