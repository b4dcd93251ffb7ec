import { type CleanerEvent, cleanerEvents, type StaffKind } from '@linli/contracts';
import { accept, aggregate, refuse, type Refusal } from '@linli/event-sourcing';
import type { Static } from 'typebox';
import type * as commands from './cleaner.commands.ts';

/** Somebody on the roll as far as the rules ask. */
export interface Cleaner {
  readonly areaPath?: string;
  readonly kind?: Static<typeof StaffKind>;
  /** The day of the latest change. */
  readonly since: string;
  /** From which day on he stands on the roll no longer. */
  readonly leftOn?: string;
}

interface Facts {
  /** Segments that he holds. */
  readonly segments: readonly string[];
}

/** Who stands on the roll of those who clean, where and as what (S-18), stream `cleaner-<id>`. */
export const cleaner = aggregate<typeof commands, Cleaner, Facts>()('cleaner', cleanerEvents, {
  initial: { since: '' },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    CleanerHired: (_, { kind, areaPath, validFrom }) => ({ kind, areaPath, since: validFrom }),
    CleanerTransferred: (before, { kind, areaPath, validFrom }) => ({
      ...before,
      kind,
      areaPath,
      since: validFrom,
    }),
    CleanerDismissed: (before, { validTo }) => ({ ...before, leftOn: validTo }),
    CleanerReleased: (before) => before,
  },
  decide: {
    HireCleaner(command, { areaPath }, { id }) {
      if (areaPath !== undefined) return refuse('S-18', 'hired-before', 'he stands on the roll');
      return accept({ type: 'CleanerHired', data: { cleaner: id, ...command } });
    },
    TransferCleaner(job, before, { known }) {
      const fault = changeFault(before, job.validFrom, 'validFrom');
      if (fault) return fault;
      if (job.areaPath === before.areaPath && job.kind === before.kind)
        return refuse('S-18', 'nothing-changes', 'he works there already, and as that', 'areaPath');
      const leaves = job.areaPath !== before.areaPath;
      return accept<CleanerEvent>(
        { type: 'CleanerTransferred', data: { ...job, before: before.areaPath ?? '' } },
        // S-01: who works elsewhere gives up his segments.
        ...(leaves ? released(job.cleaner, job.validFrom, known.segments) : []),
      );
    },
    DismissCleaner(command, before, { known }) {
      const { cleaner, validTo } = command;
      const fault = changeFault(before, validTo, 'validTo');
      if (fault) return fault;
      return accept<CleanerEvent>(
        { type: 'CleanerDismissed', data: { ...command, before: before.areaPath ?? '' } },
        ...released(cleaner, validTo, known.segments),
      );
    },
  },
});

function changeFault({ areaPath, since, leftOn }: Cleaner, day: string, field: string): Refusal | undefined {
  if (areaPath === undefined)
    return refuse('S-18', 'cleaner-unknown', 'nobody of this pseudonym has been hired');
  if (leftOn !== undefined) return refuse('S-18', 'has-left', `he has left the roll on ${leftOn}`);
  if (day <= since) return refuse('S-18', 'day-too-early', `the day must be later than ${since}`, field);
  return undefined;
}

function released(
  cleaner: string,
  validTo: string,
  segments: readonly string[] = [],
): readonly CleanerEvent[] {
  return segments.map((segment) => ({ type: 'CleanerReleased', data: { cleaner, segment, validTo } }));
}
