import {
  dayLength,
  type DividendEvent,
  dividendEvents,
  DividendId,
  type Holding,
  listLength,
  startOfShanghaiDay,
} from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { move } from '@linli/patterns';
import type * as commands from './dividend.commands.ts';
import { dividendOf, heldOn } from './record-date.ts';
import type { ShareBook } from './share-book.ts';

/** A dividend as far as its rules ask. */
export interface Dividend {
  readonly areaPath?: string;
  readonly perShare: number;
  /** Who is paid, list by list. */
  readonly lists: readonly (readonly Holding[])[];
}

interface Facts {
  readonly book: ShareBook;
}

/** One dividend of a collective (F-10), stream `dividend-<collective>-<run>`. */
export const dividend = aggregate<typeof commands, Dividend, Facts>()('dividend', dividendEvents, {
  id: DividendId,
  initial: { perShare: 0, lists: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    DividendDeclared: (before, { areaPath, perShare }) => ({ ...before, areaPath, perShare }),
    DividendHoldersListed: (before, { holders }) => ({ ...before, lists: [...before.lists, holders] }),
  },
  decide: {
    DeclareDividend(command, state, { at, known }) {
      const { total, recordDate } = command;
      if (state.areaPath !== undefined)
        return refuse('F-10', 'declared-before', 'the dividend has been declared before', 'run');
      const { areaPath, entries = [] } = known.book ?? {};
      if (areaPath === undefined)
        return refuse('F-10', 'share-book-unknown', 'the collective has no shares', 'collective');
      // F-10: the record date counts as a whole, so it is over.
      if (at < startOfShanghaiDay(recordDate) + dayLength)
        return refuse('F-10', 'record-date-not-over', `${recordDate} is not over`, 'recordDate');
      const { cut, holders } = heldOn(entries, recordDate);
      const shares = holders.reduce((sum, held) => sum + held.shares, 0);
      if (shares === 0)
        return refuse('F-10', 'no-shares', `nobody held shares on ${recordDate}`, 'recordDate');
      const { perShare, remainder } = dividendOf(total, shares);
      if (perShare === 0) return refuse('F-10', 'too-little', `${shares} shares take a fen each`, 'total');
      const postings = [
        ...move(total - remainder, 'profit', 'payable'),
        // F-10: what does not divide is booked, not lost.
        ...(remainder > 0 ? move(remainder, 'profit', 'remainder') : []),
      ];
      return accept<DividendEvent>(
        {
          type: 'DividendDeclared',
          data: { ...command, areaPath, cut, shares, perShare, remainder, postings },
        },
        ...listsOf(holders).map((holders, index): DividendEvent => ({
          type: 'DividendHoldersListed',
          data: { dividend: dividendId(command), areaPath, list: index + 1, holders },
        })),
      );
    },
  },
});

/** The id of a dividend, by its collective and run. */
export function dividendId({
  collective,
  run,
}: {
  readonly collective: string;
  readonly run: string;
}): string {
  return `${collective}-${run}`;
}

function listsOf(holders: readonly Holding[]): readonly Holding[][] {
  const lists = Array.from(
    { length: Math.ceil(holders.length / listLength) },
    (_, index) => index * listLength,
  );
  return lists.map((from) => holders.slice(from, from + listLength));
}
