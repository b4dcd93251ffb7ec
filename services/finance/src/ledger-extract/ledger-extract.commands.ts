import { FundId } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Extract } from './ledger-extract.ts';

@Door('POST /v1/ledger-extracts', {
  may: 'ledger.publish',
  opens: true,
  area: (_command: never, { extract }: { readonly extract?: Extract }) => extract?.areaPath,
  summary: 'Publish what stands in each account of a fund now',
})
export class PublishLedgerExtract {
  @Field(FundId) readonly fund: string;
}
