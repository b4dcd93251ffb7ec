import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { Actor, AreaPath, Reason, Text, Version, within } from '../fields.ts';
import { personal, sealedExample, Subject } from '../personal.ts';
import { ServiceCaseId } from './service-case.ts';

/** One of the six bans (六不让): 不延误 不积压 不搁浅 不影响全局 不因态度 不违纪. */
export const ServiceBan = within(Reason, { description: 'a code of the list of bans, such as no_delay' });

export const disciplineEvents = defineEvents('residents', {
  DisciplineBreachRecorded: {
    title: ['违反六不让登记', 'Discipline breach recorded'],
    description:
      'Somebody who works for residents has broken a ban; `case` where a clock of a case shows it.',
    rows: ['R-09'],
    data: {
      ban: ServiceBan,
      worker: Subject,
      areaPath: AreaPath,
      case: Type.Optional(ServiceCaseId),
      recordedBy: Actor,
      policy: Version,
      grounds: personal(Text, { of: 'worker', group: 'case', class: 3 }),
    },
    shows: ['ban'],
    example: {
      ban: 'no_delay',
      worker: '0198c0de-0000-7000-8000-000000000005',
      areaPath: '42/01/05/011/010/',
      case: '0198c0de-0000-7000-8000-000000000001',
      recordedBy: 'inspector-1',
      policy: 1,
      grounds: sealedExample('case'),
    },
  },
  DisciplineBreachOverturned: {
    title: ['违反六不让撤销', 'Discipline breach overturned'],
    description: 'An appeal has been heard, and the breach counts no longer.',
    rows: ['R-09'],
    data: { reason: Reason },
    shows: ['reason'],
    example: { reason: 'system_was_down' },
  },
});

export type DisciplineEvent = EventsOf<typeof disciplineEvents>;
