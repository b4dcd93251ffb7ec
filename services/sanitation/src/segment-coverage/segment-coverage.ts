import { type SegmentCoverageEvent, segmentCoverageEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import type * as commands from './segment-coverage.commands.ts';

/** The grids of a community that no segment runs through, as far as it has been told. */
interface SegmentCoverage {
  readonly areaPath?: string;
  readonly uncleaned: readonly string[];
}

interface Facts {
  /** The grids that there are. */
  readonly grids: readonly string[];
  /** Those that a segment runs through, as it is drawn last. */
  readonly cleaned: readonly string[];
}

/** Whether every grid of a community is cleaned (S-31), stream `segment-coverage-<community>`: a crossing is told, once. */
export const segmentCoverage = aggregate<typeof commands, SegmentCoverage, Facts>()(
  'segment-coverage',
  segmentCoverageEvents,
  {
    initial: { uncleaned: [] },
    areaPath: ({ areaPath }) => areaPath,
    evolve: {
      GridUncleanedDetected: ({ uncleaned }, { areaPath, grids }) => ({
        areaPath,
        uncleaned: [...uncleaned, ...grids],
      }),
      GridCleaningCovered: ({ uncleaned }, { areaPath, grids }) => ({
        areaPath,
        uncleaned: uncleaned.filter((grid) => !grids.includes(grid)),
      }),
    },
    decide: {
      CheckSegmentCoverage({ areaPath }, { uncleaned }, { known: { grids, cleaned } }) {
        if (grids === undefined || cleaned === undefined)
          return refuse('S-31', 'grids-unknown', 'grids and segments are not known');
        const open = new Set(grids);
        for (const grid of cleaned) open.delete(grid);
        const found = [...open].filter((grid) => !uncleaned.includes(grid)).sort();
        const covered = uncleaned.filter((grid) => !open.has(grid));
        return accept<SegmentCoverageEvent>(
          ...(found.length > 0
            ? [{ type: 'GridUncleanedDetected' as const, data: { areaPath, grids: found } }]
            : []),
          ...(covered.length > 0
            ? [{ type: 'GridCleaningCovered' as const, data: { areaPath, grids: covered } }]
            : []),
        );
      },
    },
  },
);
