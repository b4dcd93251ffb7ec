import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Reason, Version, within } from '../fields.ts';
import { Sha256 } from '../residents/disclosure.ts';
import { MotionId } from '../residents/motion.ts';
import { Amount, Postings } from './fund.ts';

/** 养老补助, 社会保险, 投资: what compensation for land is used for. */
export const CompensationUse = within(Reason, {
  description: 'a code of what compensation is used for, such as social_insurance',
});
export const AllocationLines = Type.Array(Type.Object({ use: CompensationUse, amount: Amount }), {
  minItems: 1,
  maxItems: 40,
});

const sha256 = '598ca817084056dc07bb6f979a9cae687e0ac5c20cfcf0a8b2a2b47615a00db9';
const postings = [
  { account: 'held', amount: -1_723_000_000 },
  { account: 'used:allowance', amount: 500_000_000 },
  { account: 'used:social_insurance', amount: 400_000_000 },
  { account: 'used:investment', amount: 823_000_000 },
];

export const compensationEvents = defineEvents('finance', {
  CompensationReceived: {
    title: ['征地补偿款到账', 'Compensation received'],
    description: 'A collective has been paid for land that was taken; nothing of it is used yet.',
    rows: ['F-09'],
    data: {
      amount: Amount,
      areaPath: AreaPath,
      receivedOn: BusinessDay,
      policy: Version,
      postings: Postings,
    },
    shows: ['amount'],
    example: {
      amount: 1_723_000_000,
      areaPath: '42/01/05/011/010/',
      receivedOn: '2004-09-01',
      policy: 1,
      postings: [
        { account: 'received', amount: -1_723_000_000 },
        { account: 'held', amount: 1_723_000_000 },
      ],
    },
  },
  AllocationProposed: {
    title: ['补偿款分配方案', 'Allocation proposed'],
    description:
      'A proposal what the whole of a compensation is used for, to the fen; what is voted on is its hash.',
    rows: ['F-09'],
    data: { lines: AllocationLines, sha256: Sha256 },
    example: {
      lines: [
        { use: 'allowance', amount: 500_000_000 },
        { use: 'social_insurance', amount: 400_000_000 },
        { use: 'investment', amount: 823_000_000 },
      ],
      sha256,
    },
  },
  AllocationApproved: {
    title: ['补偿款分配批准', 'Allocation approved'],
    description:
      'The proposal with this hash holds: by a motion that was carried, or, of an earlier time, by a decision that names none.',
    rows: ['F-09'],
    data: {
      sha256: Sha256,
      motion: Type.Optional(MotionId),
      decidedOn: Type.Optional(BusinessDay),
      postings: Postings,
    },
    shows: ['motion'],
    example: { sha256, motion: 'm-2026-3', postings },
    further: [{ sha256, decidedOn: '2004-12-20', postings }],
  },
});

export type CompensationEvent = EventsOf<typeof compensationEvents>;
