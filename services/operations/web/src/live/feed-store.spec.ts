import { describe, expect, test } from '@jest/globals';
import type { FeedItem } from '@linli/operations/api';
import { createFeedStore } from './feed-store.ts';

const line = (position: number): FeedItem => ({
  cursor: `incidents:${position}`,
  position,
  recordedAt: new Date(position * 1_000).toISOString(),
  type: 'IncidentReported',
  incidentId: `i${position}`,
  ticket: `JX-${position}`,
});

function screen(capacity = 100) {
  const frames: (() => void)[] = [];
  const store = createFeedStore({ nextFrame: (draw) => frames.push(draw), now: () => 7, capacity });
  const frame = () => frames.splice(0).forEach((draw) => draw());
  const shown = () => store.state().rows.map((row) => row.item.position);
  return { store, frames, frame, shown };
}

describe('the stream of one screen', () => {
  test('shows the newest line first and draws once a frame however many messages came', () => {
    const { store, frames, frame, shown } = screen();
    store.replace([line(2), line(1)], undefined);
    let draws = 0;
    store.subscribe(() => draws++);
    store.receive([line(3), line(4)]);
    store.receive([line(5)]);
    expect(frames).toHaveLength(1);
    frame();
    expect(shown()).toEqual([5, 4, 3, 2, 1]);
    expect(draws).toBe(1);
  });

  test('shows a line once, though snapshot and stream both carry it', () => {
    const { store, frame, shown } = screen();
    store.replace([line(2), line(1)], undefined);
    store.receive([line(2), line(3)]);
    store.receive([line(3)]);
    frame();
    expect(shown()).toEqual([3, 2, 1]);
  });

  test('holds and counts new lines while it is paused, and shows them when it goes on', () => {
    const { store, frame, shown } = screen();
    store.replace([line(1)], undefined);
    store.pause(true);
    store.receive([line(2)]);
    frame();
    store.receive([line(3)]);
    frame();
    expect(shown()).toEqual([1]);
    expect(store.state().held).toBe(2);
    store.pause(false);
    expect(shown()).toEqual([3, 2, 1]);
    expect(store.state().held).toBe(0);
  });

  test('keeps no more than its capacity and says that older lines exist', () => {
    const { store, frame, shown } = screen(3);
    store.replace([line(2), line(1)], undefined);
    store.receive([line(3), line(4)]);
    frame();
    expect(shown()).toEqual([4, 3, 2]);
    expect(store.state().older).toBe('incidents:2');
  });

  test('says that a pause outgrew it, since going on would leave a gap', () => {
    const { store, frame } = screen(2);
    store.pause(true);
    store.receive([line(1), line(2), line(3)]);
    frame();
    expect(store.state().overflowed).toBe(true);
  });

  test('marks live lines with the time they came in, and lines of a snapshot not', () => {
    const { store, frame } = screen();
    store.replace([line(1)], undefined);
    store.receive([line(2)]);
    frame();
    expect(store.state().rows.map((row) => row.arrivedAt)).toEqual([7, undefined]);
  });

  test('adds older lines behind the last row', () => {
    const { store, shown } = screen();
    store.replace([line(4), line(3)], 'older');
    store.appendOlder([line(3), line(2), line(1)], undefined);
    expect(shown()).toEqual([4, 3, 2, 1]);
    expect(store.state().older).toBeUndefined();
  });
});
