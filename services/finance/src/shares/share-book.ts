import { CollectiveId, shareBookEvents, startOfShanghaiDay } from '@linli/contracts';
import { accept, aggregate, refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble } from '@linli/patterns';
import { type Entry, heldOn } from './record-date.ts';
import type * as commands from './share-book.commands.ts';

/** The shares of a collective as far as its rules ask. */
export interface ShareBook {
  readonly areaPath?: string;
  readonly entries: readonly Entry[];
}

/** No day comes behind this one. */
const latestDay = '9999-12-31';

/** Who holds how many shares of a collective from which day on (F-10), stream `share-book-<collective>`. */
export const shareBook = aggregate<typeof commands, ShareBook>()('share-book', shareBookEvents, {
  id: CollectiveId,
  initial: { entries: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    ShareIssued: ({ entries }, { areaPath, on, holders }, { position = 0 }) => ({
      areaPath,
      entries: [...entries, { on, position, changes: holders }],
    }),
    ShareTransferred: (book, { from, to, shares, on }, { position = 0 }) => ({
      ...book,
      entries: [
        ...book.entries,
        {
          ...{ on, position },
          changes: [
            { holder: from, shares: -shares },
            { holder: to, shares },
          ],
        },
      ],
    }),
  },
  decide: {
    IssueShare(command, book, { at }) {
      const { areaPath, on, holders } = command;
      const fault = dayFault(book, on, at);
      if (fault) return fault;
      if (book.areaPath !== undefined && areaPath !== book.areaPath)
        return refuse('F-10', 'other-area', `the book is of ${book.areaPath}`, 'areaPath');
      const twice = firstDouble(holders.map(({ holder }) => holder));
      if (twice !== undefined)
        return refuse('F-10', 'holder-twice', `${twice} stands in the list twice`, 'holders');
      return accept({ type: 'ShareIssued', data: command });
    },
    TransferShare(command, book, { at }) {
      const { from, to, shares, on } = command;
      if (book.areaPath === undefined)
        return refuse('F-10', 'share-book-unknown', 'no shares have been issued yet');
      const fault = dayFault(book, on, at);
      if (fault) return fault;
      if (from === to) return refuse('F-10', 'same-holder', 'the shares stay where they are', 'to');
      const held = heldOn(book.entries, latestDay).holders.find(({ holder }) => holder === from)?.shares ?? 0;
      // F-10: nobody gives away more than he holds.
      if (shares > held) return refuse('F-10', 'not-held', `${from} holds ${held} shares`, 'shares');
      return accept({ type: 'ShareTransferred', data: command });
    },
  },
});

/** F-10: entries come in the order of their days, so that a record date is a place in the book; none is ahead of time. */
function dayFault({ entries }: ShareBook, on: string, at: number): Refusal | undefined {
  if (startOfShanghaiDay(on) > at) return refuse('F-10', 'day-to-come', `${on} has not come yet`, 'on');
  const last = entries.at(-1)?.on;
  if (last === undefined || on >= last) return undefined;
  return refuse('F-10', 'out-of-order', `the book has an entry of ${last}`, 'on');
}
