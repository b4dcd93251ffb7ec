import { Affairs, AreaPath, DisclosedText, DisclosureItem, Name, Reason } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';

@Door('POST /v1/disclosures', {
  may: 'disclosure.publish',
  id: 'item',
  area: 'areaPath',
  summary: 'Publish a text on affairs; published again under the same item, it corrects what is shown',
})
export class PublishDisclosure {
  @Field(DisclosureItem) readonly item: string;
  @Field(Affairs) readonly affairs: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(Name) readonly title: string;
  @Field(DisclosedText) readonly text: string;
}

@Door('POST /v1/disclosures/:item/withdraw', {
  may: 'disclosure.publish',
  summary: 'Show a text no longer; what was shown stays on record',
})
export class WithdrawDisclosure {
  @Field(Reason) readonly reason: string;
}
