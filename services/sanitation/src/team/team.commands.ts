import { AreaPath, BusinessDay, CleanerId, TeamKind } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

@Door('POST /v1/teams', {
  may: 'staff.manage',
  opens: true,
  area: 'areaPath',
  summary: 'Put somebody into one of the three teams of a community; who is in another of it leaves that',
})
export class AssignTeamMember {
  @Field(AreaPath) readonly areaPath: string;
  @Field(TeamKind) readonly team: Static<typeof TeamKind>;
  @Field(CleanerId) readonly worker: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/teams/releases', {
  may: 'staff.manage',
  opens: true,
  area: 'areaPath',
  summary: 'Say from which day on somebody is in no team of the community',
})
export class ReleaseTeamMember {
  @Field(AreaPath) readonly areaPath: string;
  @Field(CleanerId) readonly worker: string;
  @Field(BusinessDay) readonly validTo: string;
}
