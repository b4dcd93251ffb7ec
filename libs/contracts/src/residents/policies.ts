import { Type } from 'typebox';
import { defineEvents } from '../define-events.ts';
import { Version } from '../fields.ts';
import { Affairs, Months } from './disclosure.ts';
import { ServiceClass } from './service-case.ts';

const Days = Type.Integer({ minimum: 1, maximum: 365, 'x-unit': 'day', description: 'a number of days' });

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
  CaseClocksSet: {
    title: ['服务事项时限启用', 'Clocks of service cases set'],
    description:
      'A version of how soon a request is answered, a case is done, and how long one owner keeps it, is in force.',
    rows: ['R-09'],
    data: { version: Version, reply: Days, task: Days, queue: Days },
    example: { version: 1, reply: 3, task: 7, queue: 5 },
  },
  ServiceClassesSet: {
    title: ['服务类别启用', 'Service classes set'],
    description: 'A version of the classes of service cases is in force for those that open from now on.',
    rows: ['R-58'],
    data: { version: Version, classes: Type.Array(ServiceClass, { minItems: 1, maxItems: 40 }) },
    example: { version: 1, classes: ['convenience', 'benefit', 'safety', 'recreation', 'education'] },
  },
});
