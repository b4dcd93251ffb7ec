import { type Static, Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Instant, oneOf, Reason, Text, Version, within } from '../fields.ts';
import { personal, sealedExample, Subject } from '../personal.ts';
import { Sha256 } from './disclosure.ts';

export const MotionId = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9.-]{0,59}$',
  description: 'a motion, of letters, digits, dots and hyphens',
});
/** 拆迁安置, 资产处置, 产业发展, 选举换届, 社会管理 and whatever else a policy lets be voted on. */
export const Matter = within(Reason, {
  description: 'a code of the matters that are voted on, such as land_compensation',
});
/** Who votes: villagers of 18 and more, a voice for each household, or owners, who count by heads and by area. */
export const BallotRule = oneOf('villagers', 'households', 'owners', 'owners_grave');
export const Choice = oneOf('yes', 'no', 'abstain');
export const Stance = oneOf('for', 'against', 'neutral');
/** Place in the roll of those who may vote; who stands there, only the roll on paper tells. */
export const RollNumber = Type.Integer({
  minimum: 1,
  maximum: 100_000,
  description: 'a number in the roll, from 1 on',
});
/** What an owner owns, as his certificate says it: 10,000 are 100 m². */
export const OwnedArea = Type.Integer({
  minimum: 1,
  maximum: 100_000_000,
  'x-unit': 'dm²',
  description: 'an owned area in whole square decimetres',
});
/** What votes are counted by: heads or square decimetres. */
const Votes = Type.Integer({ minimum: 0, description: 'a number of votes, or of square decimetres' });
/** Votes by what they say. An invalid paper is counted as an abstention: its voter was present. */
export const Count = Type.Object({ yes: Votes, no: Votes, abstain: Votes });
export const Tally = Type.Object({ voters: Count, area: Type.Optional(Count) });
/** Those who may vote, numbered from 1; where owners vote, what each of them owns, in the order of the numbers. */
export const Roll = Type.Object({
  voters: RollNumber,
  areas: Type.Optional(Type.Array(OwnedArea, { minItems: 1, maxItems: 7_000 })),
});
const Cut = Type.Integer({ minimum: 1, description: 'the position of the log that votes count up to' });

export type Tally = Static<typeof Tally>;

const speaker = '0190a8c4-7b1e-4d53-9c1a-2f6e8b0d4a11';
const tally = { voters: { yes: 208, no: 200, abstain: 6 } };
const sha256 = '598ca817084056dc07bb6f979a9cae687e0ac5c20cfcf0a8b2a2b47615a00db9';
const declared = {
  subject: Sha256,
  rule: BallotRule,
  roll: RollNumber,
  tally: Tally,
  cut: Cut,
  policy: Version,
};
const households = { subject: sha256, rule: 'households' as const, roll: 621, cut: 4_711, policy: 1 };

export const motionEvents = defineEvents('residents', {
  HearingCalled: {
    title: ['听证会召开通知', 'Hearing called'],
    description: 'A matter is going to be heard at a moment, before anybody votes on it.',
    rows: ['R-20'],
    data: { matter: Matter, areaPath: AreaPath, heldAt: Instant },
    shows: ['matter'],
    example: {
      matter: 'land_compensation',
      areaPath: '42/01/05/011/010/',
      heldAt: '2026-05-10T01:00:00.000Z',
    },
  },
  SpeakerRegistered: {
    title: ['听证发言登记', 'Speaker registered'],
    description: 'Somebody is going to speak at a hearing.',
    rows: ['R-20'],
    data: { speaker: Subject },
    example: { speaker },
  },
  TestimonyRecorded: {
    title: ['听证陈述', 'Testimony recorded'],
    description: 'A registered speaker has been heard, and what he said was written down.',
    rows: ['R-20'],
    data: {
      speaker: Subject,
      stance: Stance,
      testimony: personal(Text, { of: 'speaker', group: 'case', class: 2 }),
    },
    shows: ['stance'],
    example: { speaker, stance: 'against', testimony: sealedExample('case') },
  },
  HearingClosed: {
    title: ['听证会结束', 'Hearing closed'],
    description: 'The hearing has been held; the matter may be voted on.',
    rows: ['R-20'],
    data: { heard: Type.Integer({ minimum: 0, description: 'how many have been heard' }) },
    shows: ['heard'],
    example: { heard: 12 },
  },
  BallotOpened: {
    title: ['表决公告', 'Ballot opened'],
    description:
      'A ballot is announced: on what, by whom, under which rule, and from when until when; votes are cut off at a moment behind its end.',
    rows: ['R-21'],
    data: {
      matter: Matter,
      areaPath: AreaPath,
      subject: Sha256,
      rule: BallotRule,
      secret: Type.Boolean(),
      roll: Roll,
      opensAt: Instant,
      closesAt: Instant,
      cutAt: Instant,
      policy: Version,
    },
    shows: ['matter', 'rule'],
    example: {
      matter: 'land_compensation',
      areaPath: '42/01/05/011/010/',
      subject: sha256,
      rule: 'households',
      secret: false,
      roll: { voters: 621 },
      opensAt: '2026-05-21T00:00:00.000Z',
      closesAt: '2026-05-21T10:00:00.000Z',
      cutAt: '2026-05-21T10:01:00.000Z',
      policy: 1,
    },
    further: [
      {
        matter: 'repair_fund',
        areaPath: '42/01/05/011/010/',
        subject: sha256,
        rule: 'owners',
        secret: true,
        roll: { voters: 2, areas: [9_050, 12_010] },
        opensAt: '2026-05-21T00:00:00.000Z',
        closesAt: '2026-05-21T10:00:00.000Z',
        cutAt: '2026-05-21T10:01:00.000Z',
        policy: 1,
      },
    ],
  },
  BallotClosed: {
    title: ['表决截止', 'Ballot closed'],
    description:
      'The position of this event is the cut: the votes that stand before it count, and no others.',
    rows: ['R-21'],
    data: { secret: Type.Boolean() },
    example: { secret: false },
  },
  MotionCarried: {
    title: ['表决通过', 'Motion carried'],
    description: 'Enough voted, and enough of them for it; the tally is that of the votes before the cut.',
    rows: ['R-21'],
    data: declared,
    shows: ['rule'],
    example: { ...households, tally },
  },
  MotionRejected: {
    title: ['表决未通过', 'Motion rejected'],
    description: 'Enough voted, and not enough of them for it.',
    rows: ['R-21'],
    data: declared,
    shows: ['rule'],
    example: { ...households, tally: { voters: { yes: 207, no: 207, abstain: 0 } } },
  },
  QuorumNotMet: {
    title: ['未达法定人数', 'Quorum not met'],
    description: 'Not enough voted, so nothing is decided.',
    rows: ['R-21'],
    data: declared,
    shows: ['rule'],
    example: { ...households, tally: { voters: { yes: 413, no: 0, abstain: 0 } } },
  },
});

export const voteEvents = defineEvents('residents', {
  VoteCast: {
    title: ['投票', 'Vote cast'],
    description:
      'A number of the roll has voted, once. In a secret ballot only this stands here: what was voted is counted by hand.',
    rows: ['R-21'],
    data: {
      motion: MotionId,
      voter: RollNumber,
      areaPath: AreaPath,
      choice: Type.Optional(Choice),
      area: Type.Optional(OwnedArea),
    },
    example: { motion: 'm-2026-3', voter: 17, areaPath: '42/01/05/011/010/', choice: 'yes' },
    further: [{ motion: 'm-2026-4', voter: 2, areaPath: '42/01/05/011/010/', area: 12_010 }],
  },
});

export type MotionEvent = EventsOf<typeof motionEvents>;
export type VoteEvent = EventsOf<typeof voteEvents>;
