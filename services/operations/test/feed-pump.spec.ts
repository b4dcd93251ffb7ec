import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FeedPump } from '../src/stream/feed-pump.ts';
import { line, openWorld, Screen, type World } from './stream-world.ts';

let world: World;
let pump: FeedPump;
let failures: unknown[];

beforeEach(async () => {
  failures = [];
  world = await openWorld({ start: { 'incidents/1': 0, 'incidents/2': 0 } });
  const { feed, hub } = world;
  pump = new FeedPump({
    stored: feed,
    live: {
      lines: ({ source, from, to }) =>
        feed.lines.filter((one) => one.source === source && one.position > from && one.position <= to),
      forget: () => undefined,
    },
    hub,
    onFailure: (error) => failures.push(error),
  });
});
afterEach(async () => {
  await pump.close();
  await world.close();
});

/** Stores a line of a partition at each of the positions; what tells of them comes after. */
function store(source: string, positions: readonly number[]): void {
  world.feed.lines.push(...positions.map((position) => ({ ...line(position), source })));
}

const commit = (source: string, from: number, to: number) =>
  pump.committed({ generation: 1, source, from, to, recordedAt: 1, versions: [], late: false });

async function open(): Promise<Screen> {
  const screen = new Screen(world.url);
  await screen.until(({ statuses }) => statuses === 1);
  return screen;
}

test('P11: what was known of a partition before its last commits does not bring their lines again', async () => {
  const screen = await open();
  store('incidents/1', [1, 2]);
  // It does not follow on what has been published, so it is read from the store, and the rest waits.
  commit('incidents/1', 1, 2);
  store('incidents/1', [4, 6]);
  commit('incidents/1', 2, 6);
  store('incidents/2', [3, 5]);
  pump.reached({ 'incidents/1': 2, 'incidents/2': 5 });
  store('incidents/1', [7]);
  commit('incidents/1', 6, 7);
  await screen.until(({ positions }) => positions.includes(7));
  expect(screen.positions).toEqual([1, 2, 4, 6, 3, 5, 7]);
  expect(world.hub.published).toEqual({ 'incidents/1': 7, 'incidents/2': 5 });
  expect(failures).toEqual([]);
});

test('P11: nor does it take the place back where nobody looks', async () => {
  commit('incidents/1', 0, 6);
  pump.reached({ 'incidents/1': 2, 'incidents/2': 5 });
  expect(world.hub.published).toEqual({ 'incidents/1': 6, 'incidents/2': 5 });
});
