import { inspectionDrawEvents, sanitationPolicyEvents, startOfShanghaiDay } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { versionedPolicy } from '@linli/patterns';
import { closingOf, shiftHours } from '../segment-day/segment-day.ts';
import { draw } from './draw.ts';
import type * as commands from './inspection-draw.commands.ts';

/** A draw as far as its rules ask. */
interface InspectionDraw {
  readonly areaPath?: string;
  readonly segments: readonly string[];
  readonly closed?: true;
}

interface Facts {
  /** Random, so that nobody picks it. */
  readonly seed: string;
  /** The segments below the area that there are on the day. */
  readonly segments: readonly string[];
  /** Those of the draw that were inspected on the day. */
  readonly inspected: readonly string[];
}

/** Inspections of the last moment are recorded by then, milliseconds. */
const inFlight = 60_000;

/** How many of a hundred segments are inspected on a day; by the row every one is. */
export const inspectionShare = versionedPolicy(
  'inspection-share',
  sanitationPolicyEvents.InspectionShareSet,
  { row: 'S-03', judges: 'opening', first: { version: 1, percent: 100 } },
);

/** The inspections of an area on a day, and those that were missed (S-03), stream `inspection-draw-<area>-<day>`. */
export const inspectionDraw = aggregate<typeof commands, InspectionDraw, Facts>()(
  'inspection-draw',
  inspectionDrawEvents,
  {
    initial: { segments: [] },
    areaPath: ({ areaPath }) => areaPath,
    evolve: {
      InspectionDrawn: (_, { areaPath, segments }) => ({ areaPath, segments }),
      InspectionMissed: (before) => ({ ...before, closed: true }),
      InspectionDrawCompleted: (before) => ({ ...before, closed: true }),
    },
    decide: {
      DrawInspection({ areaPath, day }, drawn, { at, known, policy }) {
        if (drawn.areaPath !== undefined)
          return refuse('S-03', 'drawn-before', `inspections of ${day} have been drawn before`, 'day');
        // S-03: the seed is recorded before the day begins.
        if (at >= startOfShanghaiDay(day))
          return refuse('S-03', 'day-has-begun', `${day} has begun; draw for a later day`, 'day');
        const { seed, segments = [] } = known;
        if (seed === undefined) return refuse('S-03', 'seed-unknown', 'the draw comes without a seed');
        if (segments.length === 0)
          return refuse('S-03', 'no-segments', `there are no segments in ${areaPath} on ${day}`, 'areaPath');
        const { version, percent } = policy(inspectionShare);
        const from = [...segments].sort();
        const due = new Date(closingOf(day, policy(shiftHours).grace) + inFlight).toISOString();
        return accept({
          type: 'InspectionDrawn',
          data: {
            ...{ areaPath, day, seed, from, due, policy: version },
            segments: [...draw(seed, day, from, percent)],
          },
        });
      },
      CloseInspectionDraw({ areaPath, day }, drawn, { known: { inspected = [] } }) {
        if (drawn.areaPath === undefined || drawn.closed) return accept();
        const segments = drawn.segments.filter((segment) => !inspected.includes(segment));
        // S-03: a day ends with exactly one of the two.
        return segments.length > 0
          ? accept({ type: 'InspectionMissed', data: { areaPath, day, segments } })
          : accept({ type: 'InspectionDrawCompleted', data: { areaPath, day } });
      },
    },
    timers: {
      CloseInspectionDraw: {
        due: { InspectionDrawn: 'due' },
        of: ['areaPath', 'day'],
        ends: ['InspectionMissed', 'InspectionDrawCompleted'],
      },
    },
  },
);

/** The id of a draw, by its area and day. */
export function drawOf({ areaPath, day }: { readonly areaPath: string; readonly day: string }): string {
  return `${areaPath.slice(0, -1).replaceAll('/', '.')}-${day}`;
}
