import type { FeedItem } from '@linli/operations/api';

export interface FeedRow {
  readonly item: FeedItem;
  /** Real time it came in live, for the soft background; undefined for rows of a snapshot. */
  readonly arrivedAt: number | undefined;
}

export interface FeedState {
  /** Newest first. */
  readonly rows: readonly FeedRow[];
  readonly paused: boolean;
  /** Lines that came in since the pause and are not shown yet. */
  readonly held: number;
  /** More came in during the pause than a screen keeps: resuming has to reload. */
  readonly overflowed: boolean;
  /** Older lines exist behind the last row. */
  readonly older: boolean;
}

/** The live stream of one screen. Bounded: what scrolls out of it is still in the log. */
export interface FeedStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly state: () => FeedState;
  /** Shows a snapshot instead of all rows. */
  readonly replace: (newestFirst: readonly FeedItem[], older: boolean) => void;
  /** Takes lines from the stream, oldest first as in the log. Shown at the next frame. */
  readonly receive: (oldestFirst: readonly FeedItem[]) => void;
  readonly appendOlder: (newestFirst: readonly FeedItem[], older: boolean) => void;
  readonly pause: (paused: boolean) => void;
}

export interface FeedStoreOptions {
  /** Runs the callback at the next animation frame: however many lines come in, a screen draws once a frame. */
  readonly nextFrame: (draw: () => void) => void;
  readonly now: () => number;
  readonly capacity?: number;
}

const empty: FeedState = { rows: [], paused: false, held: 0, overflowed: false, older: false };

export function createFeedStore({ nextFrame, now, capacity = 2_000 }: FeedStoreOptions): FeedStore {
  const listeners = new Set<() => void>();
  const known = new Set<string>();
  let state = empty;
  let waiting: FeedRow[] = [];
  let scheduled = false;

  const publish = (next: FeedState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const trimmed = (rows: readonly FeedRow[]) => {
    for (const row of rows.slice(capacity)) known.delete(row.item.cursor);
    return rows.slice(0, capacity);
  };
  const draw = () => {
    scheduled = false;
    if (waiting.length === 0) return;
    if (state.paused) {
      publish({ ...state, held: waiting.length, overflowed: state.overflowed || waiting.length > capacity });
      if (waiting.length > capacity) waiting = waiting.slice(-capacity);
      return;
    }
    const fresh = waiting.reverse();
    waiting = [];
    const rows = [...fresh, ...state.rows];
    publish({ ...state, rows: trimmed(rows), older: state.older || rows.length > capacity, held: 0 });
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    nextFrame(draw);
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    replace(newestFirst, older) {
      known.clear();
      waiting = [];
      for (const item of newestFirst) known.add(item.cursor);
      const rows = newestFirst.map((item) => ({ item, arrivedAt: undefined }));
      publish({ rows, older, paused: state.paused, held: 0, overflowed: false });
    },
    receive(oldestFirst) {
      const arrivedAt = now();
      for (const item of oldestFirst) {
        if (known.has(item.cursor)) continue;
        known.add(item.cursor);
        waiting.push({ item, arrivedAt });
      }
      if (waiting.length > 0) schedule();
    },
    appendOlder(newestFirst, older) {
      const unknown = newestFirst.filter((item) => !known.has(item.cursor));
      for (const item of unknown) known.add(item.cursor);
      const rows = [...state.rows, ...unknown.map((item) => ({ item, arrivedAt: undefined }))];
      publish({ ...state, rows, older });
    },
    pause(paused) {
      publish({ ...state, paused, held: 0, overflowed: paused ? false : state.overflowed });
      if (!paused && waiting.length > 0) draw();
    },
  };
}
