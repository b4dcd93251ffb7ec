import { AreaPath, PublicService, Reason, TownshipCode } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';

@Door('POST /v1/supervision-notes', {
  may: 'supervision.raise',
  opens: true,
  area: 'areaPath',
  summary: 'Tell the township, as a community of it, of a duty that it does not keep',
})
export class RaiseSupervisionNote {
  @Field(TownshipCode) readonly township: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(PublicService) readonly service: string;
  @Field(Reason) readonly concern: string;
}
