import { Type } from 'typebox';
import { defineEvents } from '../define-events.ts';
import { Version } from '../fields.ts';
import { Affairs, Months } from './disclosure.ts';

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
});
