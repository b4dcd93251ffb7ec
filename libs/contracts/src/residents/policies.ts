import { Type } from 'typebox';
import { defineEvents } from '../define-events.ts';
import { Version } from '../fields.ts';
import { CareSlot } from './care.ts';
import { Affairs, Months } from './disclosure.ts';
import { ContactHeart, ContactKind, PersonCategory, VisitPart } from './grid-book.ts';

export const residentsPolicyEvents = defineEvents('residents', {
  DisclosureRhythmSet: {
    title: ['公开周期启用', 'Rhythm of disclosure set'],
    description:
      'A version of how many months lie between two publications of each kind of affairs is in force.',
    rows: ['R-22'],
    data: {
      version: Version,
      rhythms: Type.Array(Type.Object({ affairs: Affairs, months: Months }), { minItems: 1, maxItems: 40 }),
    },
    example: {
      version: 1,
      rhythms: [
        { affairs: 'residents', months: 3 },
        { affairs: 'finance', months: 1 },
      ],
    },
  },
  CareSlotsSet: {
    title: ['照管时段启用', 'Care slots set'],
    description:
      'A version of the times at which each kind of care is due, and of how long after a slot it is still told, is in force.',
    rows: ['R-48'],
    data: {
      version: Version,
      grace: Type.Integer({ minimum: 0, maximum: 720, 'x-unit': 'minute' }),
      slots: Type.Array(CareSlot, { minItems: 1, maxItems: 60 }),
    },
    example: {
      version: 1,
      grace: 120,
      slots: [
        {
          care: 'living_alone',
          slot: 'daily_call',
          from: '08:00',
          to: '18:00',
          weekdays: [1, 2, 3, 4, 5, 6, 7],
        },
      ],
    },
  },
  GridBookRulesSet: {
    title: ['网格台账规则启用', 'Rules of grid books set'],
    description:
      'A version of who is to be visited every month, of what a visit has to make clear, of the kinds of contact acts, and of how long after a month its facts are taken, is in force.',
    rows: ['R-05', 'R-06', 'R-08'],
    data: {
      version: Version,
      categories: Type.Array(PersonCategory, { minItems: 1, maxItems: 40 }),
      parts: Type.Array(VisitPart, { minItems: 1, maxItems: 20 }),
      acts: Type.Array(Type.Object({ kind: ContactKind, heart: ContactHeart }), {
        minItems: 1,
        maxItems: 20,
      }),
      grace: Type.Integer({ minimum: 0, maximum: 240, 'x-unit': 'hour' }),
    },
    example: {
      version: 1,
      categories: ['hardship', 'living_alone'],
      parts: ['family', 'persons', 'facilities', 'hazards'],
      acts: [{ kind: 'enter_home', heart: 'patience' }],
      grace: 12,
    },
  },
});
