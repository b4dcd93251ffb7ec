import { AreaPath, BusinessDay, ServiceNorm, StandardText } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

@Door('POST /v1/service-standards', {
  may: 'standard.set',
  id: 'norm',
  area: 'areaPath',
  summary: 'Define the first standard of a kind of services',
})
export class DefineServiceStandard {
  @Field(ServiceNorm) readonly norm: Static<typeof ServiceNorm>;
  @Field(AreaPath) readonly areaPath: string;
  @Field(BusinessDay) readonly validFrom: string;
  @Field(StandardText) readonly technical: string;
  @Field(StandardText) readonly management: string;
  @Field(StandardText) readonly work: string;
}

@Door('POST /v1/service-standards/:norm/revise', {
  may: 'standard.set',
  id: 'norm',
  summary: 'Revise the standard of a kind of services from a day on',
})
export class ReviseServiceStandard {
  @Field(ServiceNorm) readonly norm: Static<typeof ServiceNorm>;
  @Field(BusinessDay) readonly validFrom: string;
  @Field(StandardText) readonly technical: string;
  @Field(StandardText) readonly management: string;
  @Field(StandardText) readonly work: string;
}
