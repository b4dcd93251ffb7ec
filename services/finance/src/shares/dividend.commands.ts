import { Amount, BusinessDay, CollectiveId, DividendRun, within } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';

@Door('POST /v1/dividends', {
  may: 'dividend.declare',
  opens: true,
  area: (_command: never, { book }: { readonly book?: { readonly areaPath?: string } }) => book?.areaPath,
  summary: 'Declare a dividend to those who held shares at the end of a day; each of them is paid once',
})
export class DeclareDividend {
  @Field(CollectiveId) readonly collective: string;
  @Field(DividendRun) readonly run: string;
  @Field(within(Amount, { maximum: 1_000_000_000_000 })) readonly total: number;
  @Field(BusinessDay) readonly recordDate: string;
}
