import { AreaPath, NeedCategory, ProviderId } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

@Door('POST /v1/offers', {
  may: 'need.match',
  opens: true,
  area: 'areaPath',
  summary: 'Say what service an organisation provides in an area',
})
export class OfferService {
  @Field(NeedCategory) readonly category: Static<typeof NeedCategory>;
  @Field(ProviderId) readonly provider: string;
  @Field(AreaPath) readonly areaPath: string;
}
