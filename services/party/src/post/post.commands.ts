import { AreaPath, BusinessDay, HolderId, LeaderStandard, oneOf, PromotedTo } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const Standards = Type.Array(LeaderStandard, { maxItems: 10 });
/** Posts of the chain below its head; leaders have doors of their own. */
const AppointedKind = oneOf(
  'branch_committee',
  'group_leader',
  'party_member',
  'building_contact',
  'unit_observer',
);

@Door('POST /v1/posts', {
  may: 'post.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Give a post of the chain that nobody holds to somebody',
})
export class AppointToPost {
  @Field(AppointedKind) readonly kind: Static<typeof AppointedKind>;
  @Field(AreaPath) readonly areaPath: string;
  @Field(HolderId) readonly holder: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/secretaries', {
  may: 'post.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Appoint the secretary of a community, who meets the standards of a leader',
})
export class AppointSecretary {
  @Field(AreaPath) readonly areaPath: string;
  @Field(HolderId) readonly holder: string;
  @Field(Standards) readonly standards: Static<typeof Standards>;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/directors', {
  may: 'post.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Appoint the director of a community, who meets the standards of a leader',
})
export class AppointDirector {
  @Field(AreaPath) readonly areaPath: string;
  @Field(HolderId) readonly holder: string;
  @Field(Standards) readonly standards: Static<typeof Standards>;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/committee-members', {
  may: 'post.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Say that somebody was elected into the committee of a community',
})
export class ElectCommitteeMember {
  @Field(AreaPath) readonly areaPath: string;
  @Field(HolderId) readonly holder: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/area-duties', {
  may: 'post.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Give an area or a group to an officer; who answered for it until then does so no longer',
})
export class AssignAreaDuty {
  @Field(AreaPath) readonly areaPath: string;
  @Field(HolderId) readonly holder: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/security-responsibilities', {
  may: 'post.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Say who answers for public security in a grid; who did until then does so no longer',
})
export class AssignSecurityResponsibility {
  @Field(AreaPath) readonly areaPath: string;
  @Field(HolderId) readonly holder: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/posts/:id/transfer', {
  may: 'post.keep',
  summary: 'Give a post that is held to somebody else, at once',
})
export class TransferPost {
  @Field(HolderId) readonly holder: string;
  @Field(Type.Optional(Standards)) readonly standards?: Static<typeof Standards>;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/posts/:id/relieve', {
  may: 'post.keep',
  summary: 'Say from which day on somebody no longer holds the post',
})
export class RelievePost {
  @Field(HolderId) readonly holder: string;
  @Field(BusinessDay) readonly validTo: string;
}

@Door('POST /v1/posts/:id/promotion', {
  may: 'post.keep',
  summary: 'Say that who holds the post is called to a higher one; the post falls vacant',
})
export class RecordPromotion {
  @Field(HolderId) readonly holder: string;
  @Field(PromotedTo) readonly to: Static<typeof PromotedTo>;
  @Field(BusinessDay) readonly validFrom: string;
}
