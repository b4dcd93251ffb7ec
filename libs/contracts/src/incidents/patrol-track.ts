import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Instant, Point } from '../fields.ts';
import { LocalCode } from '../residents/territory.ts';

/** A patrol goes by a pseudonym: where people are is recorded, not who they are. */
export const PatrolId = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9.]{0,39}$',
  description: 'the pseudonym of a patrol: letters, digits and dots',
});

export const patrolTrackEvents = defineEvents('incidents', {
  PatrolPositionRecorded: {
    title: ['巡查位置', 'Patrol position recorded'],
    description: 'A patrol was in a grid at a moment; positions are samples, minutes apart by policy.',
    rows: ['I-08'],
    data: { patrol: PatrolId, takenAt: Instant, point: Point, gridCode: LocalCode, areaPath: AreaPath },
    shows: ['patrol', 'takenAt'],
    example: {
      patrol: 'p7c21',
      takenAt: '2026-05-11T01:05:00.000Z',
      point: { lon: 114.2005, lat: 30.5505 },
      gridCode: 'G0431',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
    },
  },
});

export type PatrolTrackEvent = EventsOf<typeof patrolTrackEvents>;
