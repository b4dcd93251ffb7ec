import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Instant, Reason, Text, within } from '../fields.ts';
import { personal, sealedExample, Subject } from '../personal.ts';

/** Why somebody is under supervision, such as community_correction (社区矫正) or drug_rehabilitation (社区禁毒). */
export const SupervisionKind = within(Reason, {
  description: 'a code of a kind of supervision, such as community_correction',
});
/** The pseudonym of a record alone: whom it is about as a resident is encrypted, under a key of the record's own. */
const record = Subject;
const sealed = { of: 'record', group: 'case', class: 4 } as const;
const example = { record: '5c0f7f0e-2f5b-5b0a-9a53-0f6a3c1e7b22' } as const;

export const supervisionEvents = defineEvents('residents', {
  SupervisionRecordOpened: {
    title: ['重点人员建档', 'Supervision record opened'],
    description: 'Somebody is under supervision; who and why only those with clearance read.',
    rows: ['R-55'],
    data: {
      record,
      areaPath: AreaPath,
      resident: personal(Subject, sealed),
      kind: personal(SupervisionKind, sealed),
    },
    example: {
      ...example,
      areaPath: '42/01/05/011/010/',
      resident: sealedExample('case'),
      kind: sealedExample('case'),
    },
  },
  SupervisionCheckInRecorded: {
    title: ['重点人员报到', 'Supervision check-in recorded'],
    description: 'The person has reported, or was seen.',
    rows: ['R-55'],
    data: { record, occurredAt: Instant, note: Type.Optional(personal(Text, sealed)) },
    example: { ...example, occurredAt: '2026-05-06T01:30:00.000Z', note: sealedExample('case') },
  },
  SupervisionRecordClosed: {
    title: ['重点人员销档', 'Supervision record closed'],
    description: 'The supervision has ended.',
    rows: ['R-55'],
    data: { record, outcome: personal(Reason, sealed) },
    example: { ...example, outcome: sealedExample('case') },
  },
});

export type SupervisionEvent = EventsOf<typeof supervisionEvents>;
