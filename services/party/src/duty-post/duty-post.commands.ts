import { AreaPath, Duty, MemberId, Name, Seats, within } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { Type } from 'typebox';

@Door('POST /v1/duty-posts', { may: 'duty.keep', opens: true, area: 'areaPath', summary: 'Offer a post' })
export class OfferDutyPost {
  @Field(Name) readonly name: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(Type.Array(Duty, { minItems: 1, maxItems: 20 })) readonly duties: string[];
  @Field(within(Seats, { maximum: 100 })) readonly seats: number;
}

@Door('POST /v1/duty-posts/:id/claim', { may: 'duty.keep', summary: 'Say that a member takes the post' })
export class ClaimDutyPost {
  @Field(MemberId) readonly member: string;
}

@Door('POST /v1/duty-posts/:id/report', { may: 'duty.keep', summary: 'Say that a member has done a duty' })
export class ReportDutyDone {
  @Field(MemberId) readonly member: string;
  @Field(Duty) readonly duty: string;
}
