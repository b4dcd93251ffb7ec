import { describe, expect, test } from '@jest/globals';
import type { ShareBookEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './share-book.commands.ts';
import { shareBook } from './share-book.ts';

type Command = CommandOf<CommandsOf<typeof commands>>;

const areaPath = '42/01/05/011/010/';
const at = '2026-06-10T09:00:00+08:00';
const issue = (on: string, ...holders: [string, number][]) => ({
  ...({ type: 'IssueShare', areaPath, on } as const),
  holders: holders.map(([holder, shares]) => ({ holder, shares })),
});
const transfer = (from: string, to: string, shares: number, on = '2026-06-01') =>
  ({ type: 'TransferShare', from, to, shares, on }) as const;
const fact = ({ type, ...data }: Command): ShareBookEvent =>
  ({ type: type === 'IssueShare' ? 'ShareIssued' : 'ShareTransferred', data }) as ShareBookEvent;
const first = issue('2026-05-01', ['a', 20], ['b', 30]);
const book = given(shareBook).events(fact(first));

describe('F-10: the share book', () => {
  test('F-10: shares are issued in lists, in which each holder stands once', () => {
    given(shareBook).when(first, { at }).then(fact(first));
    const more = issue('2026-05-01', ['a', 1]);
    book.when(more, { at }).then(fact(more));
    book.when(issue('2026-05-01', ['a', 1], ['a', 2]), { at }).thenRefused('F-10', 'holder-twice', 'holders');
    book.when({ ...more, areaPath: '42/01/' }, { at }).thenRefused('F-10', 'other-area', 'areaPath');
  });

  test('F-10: nobody gives away more than he holds', () => {
    book.when(transfer('a', 'c', 20), { at }).then(fact(transfer('a', 'c', 20)));
    book.when(transfer('a', 'c', 21), { at }).thenRefused('F-10', 'not-held', 'shares');
    book.when(transfer('c', 'a', 1), { at }).thenRefused('F-10', 'not-held', 'shares');
    book.when(transfer('a', 'a', 1), { at }).thenRefused('F-10', 'same-holder', 'to');
    book
      .events(fact(transfer('a', 'c', 15)))
      .when(transfer('a', 'c', 6), { at })
      .thenRefused('F-10', 'not-held');
    given(shareBook)
      .when(transfer('a', 'c', 1), { at })
      .thenRefused('F-10', 'share-book-unknown');
  });

  test('F-10: entries come in the order of their days, and none ahead of time', () => {
    const sold = book.events(fact(transfer('a', 'c', 5)));
    sold.when(transfer('a', 'c', 5, '2026-05-31'), { at }).thenRefused('F-10', 'out-of-order', 'on');
    sold.when(issue('2026-05-31', ['d', 1]), { at }).thenRefused('F-10', 'out-of-order', 'on');
    sold.when(transfer('a', 'c', 5, '2026-06-10'), { at }).then(fact(transfer('a', 'c', 5, '2026-06-10')));
    sold.when(transfer('a', 'c', 5, '2026-06-11'), { at }).thenRefused('F-10', 'day-to-come', 'on');
  });

  const holder = fc.constantFrom('a', 'b', 'c');
  const day = fc.constantFrom('2026-05-01', '2026-05-02', '2026-05-03');
  const shares = fc.integer({ min: 1, max: 9 });
  const step: fc.Arbitrary<Command> = fc.oneof(
    fc.tuple(day, holder, shares).map(([on, ...held]) => issue(on, held)),
    fc.tuple(holder, holder, shares, day).map((sold) => transfer(...sold)),
  );

  test('F-10: whatever is asked, nobody holds less than nothing, transfers make no shares, and days do not go back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const recorded: ShareBookEvent[] = [];
        for (const command of steps) {
          const { decision } = given(shareBook)
            .events(...recorded)
            .when(command, { at });
          if (decision.outcome === 'accepted') recorded.push(...decision.events);
        }
        const held = new Map<string, number>();
        const put = (name: string, more: number) => held.set(name, (held.get(name) ?? 0) + more);
        let issued = 0;
        let last = '';
        for (const { type, data } of recorded) {
          expect(data.on >= last).toBe(true);
          last = data.on;
          if (type === 'ShareIssued')
            for (const { holder, shares } of data.holders) {
              put(holder, shares);
              issued += shares;
            }
          else {
            put(data.from, -data.shares);
            put(data.to, data.shares);
          }
          for (const shares of held.values()) expect(shares).toBeGreaterThanOrEqual(0);
          expect([...held.values()].reduce((sum, shares) => sum + shares, 0)).toBe(issued);
        }
      }),
    );
  });
});
