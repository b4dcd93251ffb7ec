import { type SegmentEvent, segmentEvents, type Surfaces } from '@linli/contracts';
import { accept, aggregate, type Decision, refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble } from '@linli/patterns';
import type { Static } from 'typebox';
import type * as commands from './segment.commands.ts';

/** What holds from a day on, until the day before `validTo` where that is said; days of Asia/Shanghai. */
interface Dated {
  readonly validFrom: string;
  readonly validTo?: string;
}

export interface Drawn extends Dated {
  readonly drawing: number;
  readonly surfaces: Static<typeof Surfaces>;
}

interface Held extends Dated {
  readonly cleaner: string;
}

/** A segment as far as its rules and those of its days ask. */
export interface Segment {
  readonly areaPath?: string;
  /** In the order of their days. */
  readonly drawings: readonly Drawn[];
  /** In the order of their days; no two overlap. */
  readonly holders: readonly Held[];
}

/** A section with one cleaner, its bounds and its standard (S-01), stream `segment-<id>`. */
export const segment = aggregate<typeof commands, Segment>()('segment', segmentEvents, {
  initial: { drawings: [], holders: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    SegmentDefined: (before, { areaPath, surfaces, validFrom }) => ({
      ...before,
      areaPath,
      drawings: [{ drawing: 1, surfaces, validFrom }],
    }),
    SegmentAssigned: (before, { cleaner, validFrom }) => ({
      ...before,
      holders: [...before.holders, { cleaner, validFrom }],
    }),
    SegmentVacated: (before, { validTo }) => ({
      ...before,
      holders: before.holders.map((held) => (held.validTo === undefined ? { ...held, validTo } : held)),
    }),
    SegmentRedrawn: (before, { drawing, surfaces, validFrom }) => ({
      ...before,
      drawings: [...before.drawings, { drawing, surfaces, validFrom }],
    }),
  },
  decide: {
    DefineSegment(command, { areaPath }) {
      if (areaPath !== undefined)
        return refuse('S-01', 'defined-before', 'the segment has been defined before');
      return faultOf(command, command.areaPath) ?? accept({ type: 'SegmentDefined', data: command });
    },
    AssignSegment({ cleaner, validFrom }, { drawings: [first], holders }) {
      if (first === undefined) return unknown();
      const last = holders.at(-1);
      const holder = last?.validTo === undefined ? last : undefined;
      if (holder?.cleaner === cleaner)
        return refuse('S-01', 'holds-it', `the cleaner has held it since ${holder.validFrom}`, 'cleaner');
      // S-01: at most one cleaner holds it on a day, and whoever held it has held it for a day at least.
      if (holder !== undefined && validFrom <= holder.validFrom)
        return tooEarly(`later than ${holder.validFrom}`, 'validFrom');
      const free = last?.validTo ?? first.validFrom;
      if (validFrom < free) return tooEarly(`${free} or later`, 'validFrom');
      const assigned: SegmentEvent = { type: 'SegmentAssigned', data: { cleaner, validFrom } };
      if (holder === undefined) return accept(assigned);
      // S-01: a change of holder is an end and a start at once.
      const data = { cleaner: holder.cleaner, validTo: validFrom };
      return accept<SegmentEvent>({ type: 'SegmentVacated', data }, assigned);
    },
    VacateSegment({ cleaner, validTo }, { areaPath, holders }) {
      if (areaPath === undefined) return unknown();
      const last = holders.at(-1);
      if (last === undefined || last.validTo !== undefined)
        return refuse('S-01', 'vacant', 'nobody holds the segment');
      // S-01: who leaves gives up what is his, and not what somebody else holds meanwhile.
      if (cleaner !== undefined && cleaner !== last.cleaner)
        return refuse('S-01', 'held-by-another', 'somebody else holds the segment', 'cleaner');
      if (validTo <= last.validFrom) return tooEarly(`later than ${last.validFrom}`, 'validTo');
      // S-01: a gap is shown, never forbidden.
      return accept({ type: 'SegmentVacated', data: { cleaner: last.cleaner, validTo } });
    },
    RedrawSegment(command, { areaPath, drawings }) {
      const last = drawings.at(-1);
      if (areaPath === undefined || last === undefined) return unknown();
      if (command.validFrom <= last.validFrom) return tooEarly(`later than ${last.validFrom}`, 'validFrom');
      const data = { drawing: last.drawing + 1, ...command };
      return faultOf(command, areaPath) ?? accept({ type: 'SegmentRedrawn', data });
    },
  },
});

/** What holds on a day, of what is in the order of its days. */
export function inForceOn<Kind extends Dated>(day: string, dated: readonly Kind[]): Kind | undefined {
  const last = dated.findLast(({ validFrom }) => validFrom <= day);
  return last?.validTo === undefined || day < last.validTo ? last : undefined;
}

function faultOf(
  { grids, surfaces }: { readonly grids: readonly string[]; readonly surfaces: readonly string[] },
  areaPath: string,
): Refusal | undefined {
  const outside = grids.find((grid) => !grid.startsWith(areaPath));
  if (outside !== undefined)
    return refuse('S-01', 'grid-outside', `${outside} does not lie in ${areaPath}`, 'grids');
  const grid = firstDouble(grids);
  if (grid !== undefined) return refuse('S-01', 'grid-twice', `${grid} is named twice`, 'grids');
  const surface = firstDouble(surfaces);
  if (surface !== undefined) return refuse('S-01', 'surface-twice', `${surface} is named twice`, 'surfaces');
  return undefined;
}

function unknown(): Decision<SegmentEvent> {
  return refuse('S-01', 'segment-unknown', 'no such segment has been defined');
}

function tooEarly(right: string, field: string): Refusal {
  return refuse('S-01', 'day-too-early', `the day must be ${right}`, field);
}
