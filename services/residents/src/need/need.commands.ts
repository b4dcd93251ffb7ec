import { AreaPath, NeedCategory, OfferId, ofPerson, Subject, Text } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

@Door('POST /v1/needs', {
  may: 'need.match',
  opens: true,
  area: 'areaPath',
  summary: 'Say what service a resident needs',
})
export class DeclareNeed {
  @Field(NeedCategory) readonly category: Static<typeof NeedCategory>;
  @Field(Subject) readonly resident: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(ofPerson(Text)) readonly text: string;
}

@Door('POST /v1/needs/:id/match', { may: 'need.match', summary: 'Say which offer meets the need' })
export class MatchNeed {
  @Field(OfferId) readonly offer: string;
}
