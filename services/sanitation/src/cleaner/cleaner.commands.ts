import { AreaPath, BusinessDay, CleanerId, Reason, StaffKind } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

@Door('POST /v1/cleaners', {
  may: 'staff.manage',
  opens: true,
  area: 'areaPath',
  summary: 'Put somebody on the roll of those who clean; the answer tells the pseudonym',
})
export class HireCleaner {
  @Field(StaffKind) readonly kind: Static<typeof StaffKind>;
  @Field(AreaPath) readonly areaPath: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/cleaners/:cleaner/transfers', {
  may: 'staff.manage',
  opens: true,
  area: 'areaPath',
  summary: 'Send somebody on the roll to another place, or let him work as another kind',
})
export class TransferCleaner {
  @Field(CleanerId) readonly cleaner: string;
  @Field(StaffKind) readonly kind: Static<typeof StaffKind>;
  @Field(AreaPath) readonly areaPath: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/cleaners/:cleaner/dismissal', {
  may: 'staff.manage',
  opens: true,
  summary: 'Say from which day on somebody stands on the roll no longer',
})
export class DismissCleaner {
  @Field(CleanerId) readonly cleaner: string;
  @Field(BusinessDay) readonly validTo: string;
  @Field(Reason) readonly reason: string;
}
