import { FundId } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';

@Door('POST /v1/ledger-extracts', {
  may: 'ledger.publish',
  opens: true,
  area: (_command: never, { extract }: { readonly extract?: { readonly areaPath: string } }) =>
    extract?.areaPath,
  summary: 'Publish what stands in each account of a fund now',
})
export class PublishLedgerExtract {
  @Field(FundId) readonly fund: string;
}
