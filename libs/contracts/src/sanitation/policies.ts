import { Type } from 'typebox';
import { defineEvents } from '../define-events.ts';
import { oneOf, Version } from '../fields.ts';
import { SignKind, signKinds } from './estate.ts';

/** By continuous time alone: clocks of office hours and work days take the work calendar, which is not here yet. */
const TimeLimit = Type.Object({
  kind: oneOf('urgent_hours', 'natural_days'),
  amount: Type.Integer({ minimum: 1, maximum: 1_000, 'x-unit': 'hour or day, by kind' }),
});

export const sanitationPolicyEvents = defineEvents('sanitation', {
  RoadDefectClocksSet: {
    title: ['道路病害时限启用', 'Road defect clocks set'],
    description:
      'A version of how soon defects of roads are to be repaired is in force for those reported from now on.',
    rows: ['S-09'],
    data: { version: Version, emergency: TimeLimit, road: TimeLimit },
    example: {
      version: 1,
      emergency: { kind: 'urgent_hours', amount: 2 },
      road: { kind: 'natural_days', amount: 7 },
    },
  },
  RequiredSignsSet: {
    title: ['标识标牌配置标准启用', 'Required signs set'],
    description:
      'A version of which kinds of signs an estate needs is in force for what happens in it from now on.',
    rows: ['S-13'],
    data: { version: Version, kinds: Type.Array(SignKind, { minItems: 1, maxItems: 20 }) },
    example: { version: 1, kinds: [...signKinds] },
  },
});
