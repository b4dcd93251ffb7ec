import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, oneOf, Version, within } from '../fields.ts';

/** 党委书记, 支部委员, 党小组长, 党员, 楼栋联系员, 单元观察员: those of the chain (P-02), from the top. */
export const chainKinds = [
  'secretary',
  'branch_committee',
  'group_leader',
  'party_member',
  'building_contact',
  'unit_observer',
] as const;
/** Besides: 主任 and 两委委员 (P-11), 包片干部 (P-17), 综治责任人 (P-20). */
export const PostKind = oneOf(...chainKinds, 'director', 'committee_member', 'area_officer', 'security');
export const HolderId = within(Id, { description: 'the pseudonym of who holds a post' });
/** What a leader has to be (一好双强, P-11): of good conduct, strong in party work, strong in leading others to wealth. */
export const leaderStandards = ['good_conduct', 'strong_in_party_work', 'strong_in_livelihood'] as const;
export const LeaderStandard = oneOf(...leaderStandards);
/** Rung of the chain, 1 at the top. */
export const Rung = Type.Integer({
  minimum: 1,
  maximum: 6,
  description: 'a rung of the chain, 1 at the top',
});
/** Where a cadre is promoted to: 街道班子, 街道机关, 村 (一村一大). */
export const PromotedTo = oneOf('street_team', 'street_office', 'village');

const slot = { kind: PostKind, areaPath: AreaPath };
const begun = { holder: HolderId, validFrom: BusinessDay };
const ended = { holder: HolderId, validTo: BusinessDay };
const building = { kind: 'building_contact', areaPath: '42/01/05/011/010/A1/B07/' } as const;
const community = { areaPath: '42/01/05/011/010/' };

export const postEvents = defineEvents('party', {
  PostAppointed: {
    title: ['任职', 'Post appointed'],
    description: 'Somebody holds the post of an area from a day on.',
    rows: ['P-02', 'P-11'],
    data: { ...slot, ...begun, standards: Type.Optional(Type.Array(LeaderStandard)) },
    shows: ['kind'],
    example: { ...building, holder: 'h-7c21', validFrom: '2012-06-01' },
    further: [
      {
        kind: 'secretary',
        ...community,
        holder: 'h-1a02',
        validFrom: '2012-06-01',
        standards: [...leaderStandards],
      },
    ],
  },
  PostRelieved: {
    title: ['免职', 'Post relieved'],
    description: 'Somebody no longer holds the post of an area, from a day on.',
    rows: ['P-02', 'P-11', 'P-20'],
    data: { ...slot, ...ended },
    shows: ['kind'],
    example: { ...building, holder: 'h-7c21', validTo: '2014-03-01' },
  },
  ResponsibilityChainChanged: {
    title: ['管理链变更', 'Responsibility chain changed'],
    description:
      'On a rung of the chain of every grid below the area, somebody else answers, or nobody; one event a change.',
    rows: ['P-02'],
    data: { ...slot, rung: Rung, vacant: Type.Boolean(), holder: Type.Optional(HolderId), policy: Version },
    shows: ['kind', 'rung', 'vacant'],
    example: { ...building, rung: 5, vacant: true, policy: 1 },
    further: [{ ...building, rung: 5, vacant: false, holder: 'h-7c21', policy: 1 }],
  },
  CommitteeMemberElected: {
    title: ['两委委员当选', 'Committee member elected'],
    description: 'Somebody has a seat in the committee of a community from a day on.',
    rows: ['P-11'],
    data: { areaPath: AreaPath, ...begun },
    example: { ...community, holder: 'h-33d0', validFrom: '2012-06-01' },
  },
  AreaDutyAssigned: {
    title: ['包片包组', 'Area duty assigned'],
    description: 'An officer answers for an area or a group from a day on.',
    rows: ['P-17'],
    data: { areaPath: AreaPath, ...begun },
    example: { areaPath: '42/01/05/011/010/A1/', holder: 'h-5b19', validFrom: '2012-06-01' },
  },
  AreaDutyEnded: {
    title: ['包片包组结束', 'Area duty ended'],
    description: 'An officer no longer answers for an area or a group, from a day on.',
    rows: ['P-17'],
    data: { areaPath: AreaPath, ...ended },
    example: { areaPath: '42/01/05/011/010/A1/', holder: 'h-5b19', validTo: '2013-01-01' },
  },
  SecurityResponsibilityAssigned: {
    title: ['综治责任落实', 'Security responsibility assigned'],
    description: 'Somebody answers for public security in a grid from a day on.',
    rows: ['P-20'],
    data: { areaPath: AreaPath, ...begun },
    example: {
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      holder: 'h-90fe',
      validFrom: '2012-06-01',
    },
  },
  CadrePromoted: {
    title: ['干部提拔', 'Cadre promoted'],
    description: 'Who holds the post has been called to a higher one; his time in this one ends on that day.',
    rows: ['P-24'],
    data: { ...slot, ...begun, to: PromotedTo },
    shows: ['kind', 'to'],
    example: {
      kind: 'secretary',
      ...community,
      holder: 'h-1a02',
      validFrom: '2016-10-01',
      to: 'street_team',
    },
  },
});

export type PostEvent = EventsOf<typeof postEvents>;
