import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Id, Instant, oneOf, Reason, UnitId, Version, within } from '../fields.ts';

/** The id that an event has in its log. */
export const EventId = Type.String({
  pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
  description: 'the id of an event, a UUID',
});
export const EventName = Type.String({
  pattern: '^[A-Z][A-Za-z0-9]{0,79}$',
  description: 'the name of an event, such as DeadlineMissed',
});
/** An event that a case rests on; anybody can look it up in its log. */
export const CitedEvent = Type.Object({ event: EventId, type: EventName });
export const AccountabilityOutcome = oneOf('accountable', 'not_accountable');
/** What follows for who is accountable, the mildest first: 通报, 诫勉, 组织调整, 纪律处分. */
export const Measure = oneOf('notice', 'admonition', 'reassignment', 'disciplinary_action');
export const AppealOutcome = oneOf('upheld', 'changed', 'revoked');
/** Who is called to account besides his unit. */
export const OfficerId = within(Id, { description: 'the pseudonym of an officer' });

export const accountabilityEvents = defineEvents('party', {
  AccountabilityCaseOpened: {
    title: ['启动问责', 'Accountability case opened'],
    description: 'A unit, and perhaps an officer of it, is called to account on the evidence of events.',
    rows: ['P-18'],
    data: {
      areaPath: AreaPath,
      unit: UnitId,
      officer: Type.Optional(OfficerId),
      reason: Reason,
      evidence: Type.Array(CitedEvent, { minItems: 1 }),
      policy: Version,
    },
    shows: ['unit', 'reason'],
    example: {
      areaPath: '42/01/05/011/010/',
      unit: 'enforcement:420105',
      reason: 'deadline_missed',
      evidence: [{ event: '01980000-0000-7000-8000-000000000001', type: 'DeadlineMissed' }],
      policy: 1,
    },
  },
  AccountabilityDecided: {
    title: ['问责决定', 'Accountability decided'],
    description: 'It is settled whether who was called is accountable, and what follows; it can be appealed.',
    rows: ['P-18'],
    data: { outcome: AccountabilityOutcome, measure: Type.Optional(Measure), appealBy: Instant },
    shows: ['outcome', 'measure', 'appealBy'],
    example: { outcome: 'accountable', measure: 'notice', appealBy: '2026-06-10T01:00:00.000Z' },
    further: [{ outcome: 'not_accountable', appealBy: '2026-06-10T01:00:00.000Z' }],
  },
  AccountabilityAppealed: {
    title: ['问责申诉', 'Accountability appealed'],
    description: 'Who was found accountable has appealed in time.',
    rows: ['P-18'],
    data: { reason: Reason },
    shows: ['reason'],
    example: { reason: 'not_our_duty' },
  },
  AppealDecided: {
    title: ['申诉决定', 'Appeal decided'],
    description: 'The decision stands, has another measure, or is revoked; the case is over.',
    rows: ['P-18'],
    data: { outcome: AppealOutcome, measure: Type.Optional(Measure) },
    shows: ['outcome', 'measure'],
    example: { outcome: 'upheld' },
    further: [{ outcome: 'changed', measure: 'notice' }],
  },
});

export type AccountabilityEvent = EventsOf<typeof accountabilityEvents>;
