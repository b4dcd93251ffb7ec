import { Type } from 'typebox';
import { defineEvents } from '../define-events.ts';
import { Actor, oneOf, TimeOfDay, Version, within } from '../fields.ts';
import { CareSlot } from './care.ts';
import { Affairs, Months } from './disclosure.ts';
import { BallotRule, Matter } from './motion.ts';
import { ContactHeart, ContactKind, PersonCategory, VisitPart } from './grid-book.ts';
import { ServiceBan } from './discipline.ts';
import { LeaderLine, ServiceClass } from './service-case.ts';

const Days = Type.Integer({ minimum: 1, maximum: 365, 'x-unit': 'day', description: 'a number of days' });

const HourOfDay = within(TimeOfDay, { pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });

/** So many of so many, reached by exactly that share (`at_least`) or only above it (`more_than`). */
export const Share = Type.Object({
  part: Type.Integer({ minimum: 1, maximum: 100 }),
  of: Type.Integer({ minimum: 1, maximum: 100 }),
  reached: Type.Enum(['at_least', 'more_than']),
});

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
  BallotRulesSet: {
    title: ['听证与表决规则启用', 'Ballot rules set'],
    description:
      'A version of what is heard and voted on, by whom, with how many days of notice, and of how many are enough, is in force for the motions that begin from now on.',
    rows: ['R-20', 'R-21'],
    data: {
      version: Version,
      noticeDays: Type.Integer({ minimum: 0, maximum: 365, 'x-unit': 'day' }),
      graceSeconds: Type.Integer({ minimum: 1, maximum: 86_400, 'x-unit': 's' }),
      matters: Type.Array(
        Type.Object({
          matter: Matter,
          heard: Type.Boolean(),
          rules: Type.Array(BallotRule, { minItems: 1, maxItems: 10 }),
        }),
        { minItems: 1, maxItems: 100 },
      ),
      rules: Type.Array(
        Type.Object({ rule: BallotRule, byArea: Type.Boolean(), quorum: Share, majority: Share }),
        { minItems: 1, maxItems: 10 },
      ),
    },
    example: {
      version: 1,
      noticeDays: 10,
      graceSeconds: 60,
      matters: [{ matter: 'land_compensation', heard: true, rules: ['villagers', 'households'] }],
      rules: [
        {
          rule: 'villagers',
          byArea: false,
          quorum: { part: 1, of: 2, reached: 'more_than' },
          majority: { part: 1, of: 2, reached: 'more_than' },
        },
        {
          rule: 'households',
          byArea: false,
          quorum: { part: 2, of: 3, reached: 'at_least' },
          majority: { part: 1, of: 2, reached: 'more_than' },
        },
      ],
    },
  },
  PersonCategoriesSet: {
    title: ['人员类别目录启用', 'Person categories set'],
    description: 'A version of the categories that a resident may be of is in force.',
    rows: ['R-03'],
    data: { version: Version, categories: Type.Array(PersonCategory, { minItems: 1, maxItems: 40 }) },
    example: { version: 1, categories: ['hardship', 'living_alone', 'floating'] },
  },
});
