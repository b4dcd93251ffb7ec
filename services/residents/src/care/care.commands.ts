import { AreaPath, BusinessDay, Care, Reason, Subject } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

@Door('POST /v1/care-plans', {
  may: 'care.plan',
  opens: true,
  area: 'areaPath',
  summary: 'Have somebody cared for from a day on, at the times set for this kind of care',
})
export class CreateCarePlan {
  @Field(Subject) readonly subject: string;
  @Field(Care) readonly care: Static<typeof Care>;
  @Field(AreaPath) readonly areaPath: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/care-plans/:id/end', {
  may: 'care.plan',
  summary: 'End a care plan; no task is due from that day on',
})
export class EndCarePlan {
  @Field(BusinessDay) readonly validTo: string;
  @Field(Reason) readonly reason: string;
}
