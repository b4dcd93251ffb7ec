import { Type } from 'typebox';
import { defineEvents } from '../define-events.ts';
import { oneOf, Version } from '../fields.ts';
import { Score } from './assessment.ts';
import { SignKind, signKinds } from './estate.ts';
import { DayHours, InspectionItem, InspectorKind } from './segment-day.ts';
import { Surfaces } from './segment.ts';
import { TeamKind, teamKinds } from './team.ts';

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
  ShiftHoursSet: {
    title: ['保洁作业时间启用', 'Shift hours set'],
    description:
      'A version of the hours in which segments are to be kept, and of how long facts of a day are taken after it, is in force.',
    rows: ['S-02'],
    data: {
      version: Version,
      hours: DayHours,
      grace: Type.Integer({ minimum: 0, maximum: 168, 'x-unit': 'hour' }),
    },
    example: { version: 1, hours: { from: '06:00', to: '18:00' }, grace: 24 },
  },
  InspectionShareSet: {
    title: ['检查抽签比例启用', 'Inspection share set'],
    description: 'A version of how many of a hundred segments are inspected on a day is in force.',
    rows: ['S-03'],
    data: { version: Version, percent: Type.Integer({ minimum: 1, maximum: 100, 'x-unit': '%' }) },
    example: { version: 1, percent: 100 },
  },
  AssessmentFormulaSet: {
    title: ['考核计分办法启用', 'Assessment formula set'],
    description:
      'A version of how the inspections of a month make its result, and how long after its end it is closed, is in force.',
    rows: ['S-04'],
    data: {
      version: Version,
      grace: Type.Integer({ minimum: 0, maximum: 480, 'x-unit': 'hour' }),
      weights: Type.Array(
        Type.Object({ inspector: InspectorKind, weight: Type.Integer({ minimum: 1, maximum: 100 }) }),
        { minItems: 1, maxItems: 3 },
      ),
      unseen: Score,
    },
    example: {
      version: 1,
      grace: 48,
      weights: [
        { inspector: 'township', weight: 50 },
        { inspector: 'community', weight: 50 },
      ],
      unseen: 10_000,
    },
  },
  TeamNormSet: {
    title: ['队伍配备标准启用', 'Team norm set'],
    description: 'A version of which teams a community has, and how many people at least, is in force.',
    rows: ['S-15'],
    data: {
      version: Version,
      teams: Type.Array(
        Type.Object({
          team: TeamKind,
          least: Type.Integer({ minimum: 1, maximum: 1_000, 'x-unit': 'person' }),
        }),
        { minItems: 1, maxItems: 10 },
      ),
    },
    example: { version: 1, teams: teamKinds.map((team) => ({ team, least: 1 })) },
  },
  InspectionItemsSet: {
    title: ['保洁检查项目启用', 'Inspection items set'],
    description: 'A version of what segments are inspected for, by surface, is in force.',
    rows: ['S-14'],
    data: {
      version: Version,
      items: Type.Array(Type.Object({ item: InspectionItem, surfaces: Surfaces }), {
        minItems: 1,
        maxItems: 30,
      }),
    },
    example: { version: 1, items: [{ item: 'no_dust', surfaces: ['road', 'stairs'] }] },
  },
});
