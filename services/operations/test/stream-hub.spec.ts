import { afterEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { matches } from '../src/feed-filter.ts';
import { encodeCursor, shownBy } from '../src/stream/cursor.ts';
import { cityPath, line, openWorld, Screen, type World } from './stream-world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, n) => first + n);

describe('the stream', () => {
  test('begins with the place it starts at and how the views stand', async () => {
    world = await openWorld();
    world.append([line(1), line(2)]);
    const screen = new Screen(world.url);
    await screen.until(({ statuses }) => statuses === 1);
    expect(screen.items).toEqual([]);
    world.append([line(3)]);
    await screen.until(({ items }) => items.length === 1);
    expect(screen.positions).toEqual([3]);
    expect(screen.lastEventId).toBe(line(3).item.cursor);
  });

  test('brings what was committed together in one frame, in order', async () => {
    world = await openWorld();
    const screen = new Screen(world.url);
    await screen.until(({ statuses }) => statuses === 1);
    world.append(upTo(700).map((position) => line(position)));
    await screen.until(({ items }) => items.length === 700);
    expect(screen.positions).toEqual(upTo(700));
  });

  test('goes on behind Last-Event-ID out of the stored feed, then live', async () => {
    world = await openWorld({ recent: 1 });
    world.append(upTo(2_000).map((position) => line(position)));
    const screen = new Screen(world.url, line(250).item.cursor);
    await screen.until(({ items }) => items.length > 0);
    world.append([line(2_001)]);
    await screen.until(({ items }) => items.at(-1)?.position === 2_001);
    expect(screen.positions).toEqual(upTo(2_001, 251));
  });

  test('goes on out of memory after a short cut, without looking into the store', async () => {
    world = await openWorld();
    const other = new Screen(world.url);
    await other.until(({ statuses }) => statuses === 1);
    world.append([line(1), line(2), line(3)]);
    await other.until(({ items }) => items.length === 3);
    const screen = new Screen(world.url, line(1).item.cursor);
    await screen.until(({ items }) => items.length === 2);
    expect(screen.positions).toEqual([2, 3]);
    expect(world.feed.reads).toBe(0);
  });

  test('waits for a cursor that a snapshot was a moment ahead with', async () => {
    world = await openWorld();
    world.append([line(1)]);
    const screen = new Screen(world.url, line(2).item.cursor);
    await screen.until(({ statuses }) => statuses === 1);
    world.append([line(2)]);
    world.append([line(3)]);
    await screen.until(({ items }) => items.length > 0);
    expect(screen.positions).toEqual([3]);
    expect(screen.resets).toEqual([]);
  });

  test.each([
    ['unknown', 'not-a-cursor', 'unknown-cursor'],
    [
      'of another log',
      encodeCursor({ positions: { incidents: 3 }, marks: { incidents: 'other' } }),
      'foreign-cursor',
    ],
    [
      'of a source that is none of ours',
      encodeCursor({ positions: { finance: 3 }, marks: {} }),
      'foreign-cursor',
    ],
    [
      'too far behind',
      encodeCursor({ positions: { incidents: 1 }, marks: { incidents: 'log' } }),
      'too-far-behind',
    ],
  ])('answers a cursor that is %s with reset, and goes on live', async (_what, cursor, reason) => {
    world = await openWorld({ maxBehind: 5 });
    world.append(upTo(10).map((position) => line(position)));
    const screen = new Screen(world.url, cursor);
    await screen.until(({ resets }) => resets.length > 0);
    expect(screen.resets).toEqual([reason]);
    world.append([line(11)]);
    await screen.until(({ items }) => items.length > 0);
    expect(screen.positions).toEqual([11]);
  });

  test('has a screen that followed another generation load its snapshot again, and goes on where it was cut', async () => {
    world = await openWorld({ generation: () => 2 });
    world.append(upTo(5).map((position) => line(position)));
    const other = new Screen(world.url, line(4).item.cursor);
    await other.until(({ items }) => items.length > 0);
    const screen = new Screen(world.url, shownBy({ generation: 1 }, line(3).item.cursor));
    await screen.until(({ items }) => items.length === 2);
    expect(screen.resets).toEqual(['history-changed']);
    expect(screen.positions).toEqual([4, 5]);
    const again = new Screen(world.url, screen.lastEventId);
    world.append([line(6)]);
    await again.until(({ items }) => items.length > 0);
    expect(again.resets.concat(other.resets)).toEqual([]);
    expect(again.positions).toEqual([6]);
  });

  test('P11: has a screen that was away when parked events were applied load its snapshot again, once', async () => {
    let parked = 2;
    world = await openWorld({ parked: () => parked });
    const away = new Screen(world.url);
    await away.opened;
    world.append([line(1), line(3)]);
    await away.until(({ items }) => items.length === 2);
    away.cut();
    world.feed.lines.splice(1, 0, line(2));
    parked = 0;
    world.hub.resetAll('history-changed');
    const back = new Screen(world.url, away.lastEventId);
    await back.until(({ resets, statuses }) => resets.length > 0 || statuses > 0);
    expect(back.resets).toEqual(['history-changed']);
    const again = new Screen(world.url, back.lastEventId);
    world.append([line(4)]);
    await again.until(({ items }) => items.length > 0);
    expect(again.resets).toEqual([]);
    expect(again.positions).toEqual([4]);
  });

  test('P11: has a screen whose process is gone load its snapshot again only where something was parked', async () => {
    const resets: string[][] = [];
    for (const parked of [0, 1]) {
      world = await openWorld({ parked: () => parked });
      const screen = new Screen(world.url);
      await screen.opened;
      world.append([line(1)]);
      await screen.until(({ items }) => items.length === 1);
      await world.close();
      world = await openWorld({ start: { incidents: 1 } });
      const back = new Screen(world.url, screen.lastEventId);
      await back.until(({ statuses }) => statuses > 0);
      resets.push(back.resets);
      await world.close();
    }
    expect(resets).toEqual([[], ['history-changed']]);
  });

  test('P11: gives a screen that is behind what was applied late out of the store, not out of memory', async () => {
    world = await openWorld();
    const other = new Screen(world.url);
    await other.opened;
    world.append([line(1)]);
    await other.until(({ items }) => items.length === 1);
    const cursor = other.lastEventId;
    world.append([line(3)]);
    await other.until(({ items }) => items.length === 2);
    world.feed.lines.splice(1, 0, line(2));
    world.hub.resetAll('history-changed');
    const back = new Screen(world.url, cursor);
    await back.until(({ items }) => items.length === 2);
    expect(back.positions).toEqual([2, 3]);
  });

  test('gives each client the lines its filter lets through, and a place to resume at', async () => {
    world = await openWorld({ heartbeatMs: 20 });
    const all = new Screen(world.url);
    const urgent = new Screen(`${world.url}?severity=urgent`);
    await Promise.all([all, urgent].map((screen) => screen.until(({ statuses }) => statuses === 1)));
    world.append([line(1, { severity: 'normal' }), line(2, { severity: 'urgent' }), line(3)]);
    await Promise.all([
      all.until(({ items }) => items.length === 3),
      urgent.until(({ items }) => items.length === 1),
    ]);
    expect(urgent.positions).toEqual([2]);
    await urgent.until(({ comments }) => comments > 1);
  });

  test('an incident without a place belongs to the city, not to an area of it', () => {
    const { areaPath: _, ...unlocated } = line(1).item;
    expect(matches({ areas: [cityPath] }, unlocated, cityPath)).toBe(true);
    expect(matches({ areas: [`${cityPath}A1/`] }, unlocated, cityPath)).toBe(false);
  });

  test('P11: cut at any message it resumes without gap or repeat, under live traffic', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 50 }),
        async (cuts, bursts, recent) => {
          const own = await openWorld({ recent });
          try {
            const total = bursts.reduce((sum, burst) => sum + burst, 0);
            const seen: number[] = [];
            const traffic = (async () => {
              let position = 0;
              for (const burst of bursts) {
                const lines = upTo(position + burst, position + 1).map((at) => line(at));
                own.append(lines);
                position += burst;
                await new Promise(setImmediate);
              }
            })();
            let cursor = encodeCursor({ positions: { incidents: 0 }, marks: {} });
            for (let n = 0; seen.length < total; n += 1) {
              const stopAfter = n < cuts.length ? (cuts[n] as number) : total;
              const screen = new Screen(own.url, cursor);
              await screen.until(({ items }) => items.length >= Math.min(stopAfter, total - seen.length));
              screen.cut();
              seen.push(...screen.positions);
              cursor = screen.items.at(-1)?.cursor ?? cursor;
              expect(screen.resets).toEqual([]);
            }
            await traffic;
            expect(seen).toEqual(upTo(total));
          } finally {
            await own.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a client that stops reading costs a bounded amount of memory, harms nobody, and catches up without a gap', async () => {
    world = await openWorld({ maxBuffered: 64 * 1_024, recent: 100, tickMs: 1 });
    const slow = new Screen(world.url);
    const quick = new Screen(world.url);
    await Promise.all([slow, quick].map((screen) => screen.until(({ statuses }) => statuses === 1)));
    slow.stopReading();
    const padding = 'x'.repeat(8_000);
    const total = 4_000;
    for (let from = 1; from <= total; from += 100) {
      world.append(upTo(from + 99, from).map((position) => line(position, {}, padding)));
      await quick.until(({ items }) => items.length === from + 99);
    }
    expect(quick.positions).toEqual(upTo(total));
    const waiting = world.buffered();
    // The bound and at most one frame on top; 32 MB have been sent to the other one.
    expect(waiting).toBeLessThan(64 * 1_024 + 2 * 100 * 8_500);
    slow.readOn();
    await slow.until(({ items }) => items.at(-1)?.position === total);
    expect(slow.positions).toEqual(upTo(total));
    expect(slow.resets).toEqual([]);
  });

  test('a client that never reads again is cut', async () => {
    world = await openWorld({ maxBuffered: 1_024, stallMs: 50, tickMs: 1 });
    const stuck = new Screen(world.url);
    const quick = new Screen(world.url);
    await Promise.all([stuck, quick].map((screen) => screen.until(({ statuses }) => statuses === 1)));
    stuck.stopReading();
    const padding = 'x'.repeat(50_000);
    for (let position = 1; world.hub.size === 2; position += 1) {
      world.append([line(position, {}, padding)]);
      await quick.until(({ items }) => items.at(-1)?.position === position);
    }
    expect(world.hub.size).toBe(1);
    expect(quick.ended).toBe(false);
  });

  test('a client that does not read is cut when its token ends', async () => {
    world = await openWorld({ maxBuffered: 1_024, stallMs: 600_000, tickMs: 1 });
    const stuck = new Screen(`${world.url}?expires=${Date.now() + 500}`);
    const quick = new Screen(world.url);
    await Promise.all([stuck.opened, quick.until(({ statuses }) => statuses === 1)]);
    stuck.stopReading();
    const padding = 'x'.repeat(50_000);
    for (let position = 1; world.hub.size === 2; position += 1) {
      world.append([line(position, {}, padding)]);
      await quick.until(({ items }) => items.at(-1)?.position === position);
    }
    expect(world.hub.size).toBe(1);
    expect(quick.ended).toBe(false);
  });

  test('a vanished client is forgotten', async () => {
    const sizes: number[] = [];
    world = await openWorld({ onSize: (size) => sizes.push(size) });
    const gone = new Screen(world.url);
    const other = new Screen(world.url);
    await Promise.all([gone, other].map((screen) => screen.until(({ statuses }) => statuses === 1)));
    gone.cut();
    while (world.hub.size > 1) await new Promise(setImmediate);
    world.append([line(1)]);
    await other.until(({ items }) => items.length === 1);
    expect(sizes).toEqual([1, 2, 1]);
  });

  test('ends every stream when the service stops, with the last lines out', async () => {
    world = await openWorld({ tickMs: 1_000 });
    const screen = new Screen(world.url);
    await screen.until(({ statuses }) => statuses === 1);
    world.append([line(1)]);
    world.append([line(2)]);
    world.hub.close();
    await screen.until(({ ended }) => ended);
    expect(screen.positions).toEqual([1, 2]);
  });
});
