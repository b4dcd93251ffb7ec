import { financePolicyEvents, indexInputs, type PayIndexEvent, payIndexEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { versionedPolicy } from '@linli/patterns';
import { indexOf } from './index-of.ts';
import type * as commands from './pay-index.commands.ts';

type Entry = Extract<PayIndexEvent, { type: 'IndexInputRecorded' }>['data'];

/** A year of the index as far as its rules ask. */
interface PayIndex {
  readonly areaPath?: string;
  readonly entries: number;
  /** The latest entry of each input. */
  readonly latest: Readonly<Record<string, Entry>>;
  readonly computations: number;
  /** What the latest computation rests on: its entries and the version of the weights. */
  readonly restsOn?: string;
}

/**
 * What the three count for. The seed names them and no weights: the first version takes them alike. The working budget
 * that grows is that of F-03, 120,000 yuan a year.
 */
export const payIndexWeights = versionedPolicy('pay-index-weights', financePolicyEvents.PayIndexWeightsSet, {
  row: 'F-14',
  judges: 'now',
  first: {
    version: 1,
    weights: indexInputs.map((input) => ({ input, weight: 1 })),
    workBudget: 12_000_000,
  },
  fault({ weights }) {
    const missing = indexInputs.find((input) => !weights.some((one) => one.input === input));
    if (missing !== undefined) return refuse('F-14', 'input-missing', `${missing} has no weight`, 'weights');
    return weights.some(({ weight }) => weight > 0)
      ? undefined
      : refuse('F-14', 'no-weight', 'one of them has to count', 'weights');
  },
});

/** What pay and budgets follow in one year of an area (F-14, F-16), stream `pay-index-<area>-<year>`. */
export const payIndex = aggregate<typeof commands, PayIndex>()('pay-index', payIndexEvents, {
  initial: { entries: 0, latest: {}, computations: 0 },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    IndexInputRecorded: (before, entry) => ({
      ...before,
      areaPath: entry.areaPath,
      entries: entry.entry,
      latest: { ...before.latest, [entry.input]: entry },
    }),
    PayIndexComputed: (before, { computation, entries, policy }) => ({
      ...before,
      computations: computation,
      restsOn: basis(entries, policy),
    }),
  },
  decide: {
    RecordIndexInput(command, { entries, latest }) {
      const last = latest[command.input];
      // F-14: what is known better later is a further entry that cites the one before.
      if (command.corrects !== last?.entry)
        return refuse(
          'F-14',
          'other-entry',
          last === undefined ? 'there is nothing to correct' : `the latest entry is ${last.entry}`,
          'corrects',
        );
      return accept({ type: 'IndexInputRecorded', data: { ...command, entry: entries + 1 } });
    },
    ComputeIndex({ areaPath, year }, { latest, computations, restsOn }, { policy }) {
      const missing = indexInputs.find((input) => latest[input] === undefined);
      if (missing !== undefined)
        return refuse('F-14', 'input-missing', `${missing} of ${year} is not recorded yet`);
      const { version, ...weights } = policy(payIndexWeights);
      const entries = indexInputs.flatMap((input) => latest[input]?.entry ?? []);
      // F-14: late data make a new index; the same data make the same one, which stands already.
      if (restsOn === basis(entries, version))
        return refuse('F-14', 'computed-before', 'the index rests on just these entries');
      const index = indexOf(weights, (input) => latest[input]?.growth ?? 0);
      return accept({
        type: 'PayIndexComputed',
        data: { areaPath, year, computation: computations + 1, ...index, entries, policy: version },
      });
    },
  },
});

const basis = (entries: readonly number[], version: number): string => `${entries.join()} by ${version}`;

/** The id of an index, by its area and year. */
export function indexOfYear({
  areaPath,
  year,
}: {
  readonly areaPath: string;
  readonly year: string;
}): string {
  return `${areaPath.slice(0, -1).replaceAll('/', '.')}-${year}`;
}
