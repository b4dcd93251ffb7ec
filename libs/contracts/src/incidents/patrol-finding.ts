import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Category, Instant, oneOf, Point, Reason, Severity, UnitId, Version } from '../fields.ts';

/** What a word on the spot has come to; while it is `pending` the dissuasion clock runs on. */
export const DissuasionResult = oneOf('succeeded', 'failed', 'pending');
/** How often somebody has been spoken to about the finding so far. */
export const Attempt = Type.Integer({ minimum: 1, description: 'a number of attempts, from 1 on' });

export const patrolFindingEvents = defineEvents('incidents', {
  PatrolFindingLogged: {
    title: ['巡查发现', 'Patrol finding logged'],
    description: 'A patrol has seen a matter; whoever causes it is to be dissuaded until the due time.',
    rows: ['I-01', 'I-02'],
    data: {
      category: Category,
      severity: Severity,
      point: Point,
      areaPath: AreaPath,
      due: Instant,
      policy: Version,
    },
    shows: ['category', 'severity', 'due'],
    example: {
      category: { standard: 'GB/T-47678.5', kind: 'matter', code: '09006' },
      severity: 'normal',
      point: { lon: 114.2005, lat: 30.5505 },
      areaPath: '42/01/05/011/010/',
      due: '2026-05-01T02:05:00.000Z',
      policy: 1,
    },
  },
  DissuasionAttempted: {
    title: ['劝阻', 'Dissuasion attempted'],
    description: 'Whoever causes the matter was asked on the spot to stop.',
    rows: ['I-01'],
    data: { attempt: Attempt },
    shows: ['attempt'],
    example: { attempt: 1 },
  },
  DissuasionSucceeded: {
    title: ['劝阻有效', 'Dissuasion succeeded'],
    description: 'The matter has ended at a word.',
    rows: ['I-01'],
    data: { attempt: Attempt },
    shows: ['attempt'],
    example: { attempt: 1 },
  },
  DissuasionFailed: {
    title: ['劝阻无效', 'Dissuasion failed'],
    description: 'The matter goes on in spite of words; it is for the enforcement now.',
    rows: ['I-01'],
    data: { attempt: Attempt },
    shows: ['attempt'],
    example: { attempt: 2 },
  },
  DissuasionDeadlineMissed: {
    title: ['劝阻超期', 'Dissuasion deadline missed'],
    description: 'At the due time the dissuasion had come to nothing yet; recorded once, by the timer.',
    rows: ['I-02'],
    data: { due: Instant },
    shows: ['due'],
    example: { due: '2026-05-01T02:05:00.000Z' },
  },
  ReportedToEnforcement: {
    title: ['上报城管执法', 'Reported to enforcement'],
    description:
      'The finding is with the enforcement: since words have failed, or at once in an emergency, with the reason.',
    rows: ['I-01'],
    data: { unit: UnitId, emergency: Type.Optional(Reason) },
    shows: ['unit', 'emergency'],
    example: { unit: 'enforcement:420105' },
    further: [{ unit: 'enforcement:420105', emergency: 'danger_to_life' }],
  },
});

export type PatrolFindingEvent = EventsOf<typeof patrolFindingEvents>;
