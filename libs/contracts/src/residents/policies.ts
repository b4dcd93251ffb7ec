import { Type } from 'typebox';
import { defineEvents } from '../define-events.ts';
import { Actor, oneOf, TimeOfDay, Version, within } from '../fields.ts';
import { Affairs, Months } from './disclosure.ts';
import { ServiceBan } from './discipline.ts';
import { LeaderLine, ServiceClass } from './service-case.ts';

const Days = Type.Integer({ minimum: 1, maximum: 365, 'x-unit': 'day', description: 'a number of days' });

const HourOfDay = within(TimeOfDay, { pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });

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
  ServiceHoursSet: {
    title: ['服务时间启用', 'Service hours set'],
    description:
      'A version of the regular hours of the service is in force; what is done beyond them is extended.',
    rows: ['R-12', 'G-19'],
    data: {
      version: Version,
      weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7, description: '1 for Monday to 7' }), {
        minItems: 1,
        maxItems: 7,
      }),
      from: HourOfDay,
      to: HourOfDay,
    },
    example: { version: 1, weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
  },
  LeaderLinesSet: {
    title: ['直通车设置启用', 'Leader lines set'],
    description: 'A version of who answers which direct line is in force.',
    rows: ['R-14'],
    data: {
      version: Version,
      lines: Type.Array(Type.Object({ line: LeaderLine, leader: Actor }), { maxItems: 40 }),
    },
    example: { version: 2, lines: [{ line: 'party_secretary', leader: 'secretary-1' }] },
  },
  ServiceBansSet: {
    title: ['六不让启用', 'Service bans set'],
    description:
      'A version of the bans, and of the marks of cases that show a breach of some of them, is in force.',
    rows: ['R-09'],
    data: {
      version: Version,
      bans: Type.Array(
        Type.Object({
          ban: ServiceBan,
          mark: Type.Optional(oneOf('delayed', 'backlogged', 'stranded')),
        }),
        { minItems: 1, maxItems: 40 },
      ),
    },
    example: { version: 1, bans: [{ ban: 'no_delay', mark: 'delayed' }, { ban: 'no_bad_attitude' }] },
  },
});
