import { AreaPath, BusinessDay, Id, Members, Name, OrgCode, OrgKind, within } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

type Kind = Static<typeof OrgKind>;
const mostMembers = { maximum: 100_000 };

@Door('POST /v1/party-orgs', {
  may: 'party.plan',
  id: 'code',
  area: 'areaPath',
  summary: 'Establish a party organisation',
})
export class EstablishPartyOrg {
  @Field(OrgCode) readonly code: string;
  @Field(Name) readonly name: string;
  @Field(OrgKind) readonly kind: Kind;
  @Field(Type.Optional(OrgCode)) readonly parentCode?: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(within(Members, mostMembers)) readonly members: number;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/party-orgs/:code/upgrade', {
  may: 'party.plan',
  summary: 'Give a party organisation a higher form',
})
export class UpgradePartyOrg {
  @Field(OrgKind) readonly to: Kind;
  @Field(Name) readonly name: string;
  @Field(within(Members, mostMembers)) readonly members: number;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/party-orgs/:code/groups', {
  may: 'party.plan',
  summary: 'Attach a party group of the organisation to a housing estate',
})
export class AttachPartyGroup {
  @Field(Id) readonly estate: string;
  @Field(Name) readonly name: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/party-orgs/:code/dissolve', {
  may: 'party.plan',
  id: 'code',
  summary: 'Dissolve a party organisation that has none below it',
})
export class DissolvePartyOrg {
  @Field(OrgCode) readonly code: string;
  @Field(BusinessDay) readonly validTo: string;
}
