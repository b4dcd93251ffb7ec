import { incidentsPolicyEvents, patrolTrackEvents, shanghaiDay } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { versionedPolicy } from '@linli/patterns';
import type * as commands from './patrol-track.commands.ts';

const minute = 60_000;
/** Milliseconds that a phone's clock may be ahead. */
const fastClocks = 10 * minute;

/** Positions of people are sampled, never followed: five minutes apart at the least, ten as our default (I-08). */
export const patrolSampling = versionedPolicy('patrol-sampling', incidentsPolicyEvents.PatrolSamplingSet, {
  row: 'I-08',
  judges: 'opening',
  first: { version: 1, minutes: 10 },
});

/** The stream of a patrol on an Asia/Shanghai day. */
export function trackOf({ patrol, takenAt }: { readonly patrol: string; readonly takenAt: string }): string {
  return `${patrol}-${shanghaiDay(Date.parse(takenAt))}`;
}

/** Where a patrol was on a day (I-08), stream `patrol-track-<patrol>-<day>`; the state is when its samples were taken. */
export const patrolTrack = aggregate<typeof commands, readonly number[], commands.PatrolFacts>()(
  'patrol-track',
  patrolTrackEvents,
  {
    initial: [],
    evolve: { PatrolPositionRecorded: (taken, { takenAt }) => [...taken, Date.parse(takenAt)] },
    decide: {
      RecordUnitPosition({ patrol, takenAt }, taken, { at, known: { grid }, policy }) {
        const moment = Date.parse(takenAt);
        if (moment > at + fastClocks)
          return refuse('I-08', 'taken-later', 'no position is known of a time to come', 'takenAt');
        if (grid === undefined)
          return refuse('I-08', 'outside-every-grid', 'the point lies in no grid of the city', 'point');
        const apart = policy(patrolSampling).minutes * minute;
        if (taken.some((other) => Math.abs(other - moment) < apart)) return accept();
        const { point, code: gridCode, areaPath } = grid;
        return accept({
          type: 'PatrolPositionRecorded',
          data: { patrol, takenAt: new Date(moment).toISOString(), point, gridCode, areaPath },
        });
      },
    },
  },
);
