import { AreaPath, BusinessDay, Holdings, ShareHolder, Shares } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

@Door('POST /v1/share-books/:collective/issues', {
  may: 'share.record',
  area: 'areaPath',
  summary: 'Issue shares of a collective to those of a list; the first opens the book',
})
export class IssueShare {
  @Field(AreaPath) readonly areaPath: string;
  @Field(BusinessDay) readonly on: string;
  @Field(Holdings) readonly holders: Static<typeof Holdings>;
}

@Door('POST /v1/share-books/:collective/transfers', {
  may: 'share.record',
  summary: 'Record that shares go from one holder to another from a day on',
})
export class TransferShare {
  @Field(ShareHolder) readonly from: string;
  @Field(ShareHolder) readonly to: string;
  @Field(Shares) readonly shares: number;
  @Field(BusinessDay) readonly on: string;
}
