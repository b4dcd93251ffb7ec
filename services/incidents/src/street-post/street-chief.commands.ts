import { Along, AreaPath, BusinessDay, ChiefId, StreetId, within } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';

@Door('POST /v1/street-chiefs', {
  may: 'street.keep',
  id: 'street',
  area: 'areaPath',
  summary: 'Appoint the chief of a street; who was it until then is so no longer',
})
export class AppointStreetChief {
  @Field(StreetId) readonly street: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(within(Along, { maxItems: 200 })) readonly along: string[];
  @Field(ChiefId) readonly chief: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/street-chiefs/:street/relieve', {
  may: 'street.keep',
  summary: 'Say from which day on the street has no chief',
})
export class RelieveStreetChief {
  @Field(BusinessDay) readonly validTo: string;
}
