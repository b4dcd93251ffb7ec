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
  /** Where lines older than the last row are to be had; undefined when there are none. */
  readonly older: string | undefined;
}

/** The live stream of one screen. Bounded: what scrolls out of it is still in the log. */
export interface FeedStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly state: () => FeedState;
  /** Shows a snapshot instead of all rows. */
  readonly replace: (newestFirst: readonly FeedItem[], older: string | undefined) => void;
  /** Takes lines from the stream, oldest first as in the log. Shown at the next frame. */
  readonly receive: (oldestFirst: readonly FeedItem[]) => void;
  readonly appendOlder: (newestFirst: readonly FeedItem[], older: string | undefined) => void;
  readonly pause: (paused: boolean) => void;
}

export interface FeedStoreOptions {
  /** Runs the callback at the next animation frame: however many lines come in, a screen draws once a frame. */
  readonly nextFrame: (draw: () => void) => void;
  readonly now: () => number;
  readonly capacity?: number;
}

const empty: FeedState = { rows: [], paused: false, held: 0, overflowed: false, older: undefined };

/**
 * One event of one incident, however it came. Not its cursor: that says how far a reader is, and two ways of reading may
 * say it differently.
 */
export function lineKey(item: Pick<FeedItem, 'incidentId' | 'position'>): string {
  return `${item.incidentId} ${item.position}`;
}

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
  const trimmed = (rows: readonly FeedRow[]): Pick<FeedState, 'rows' | 'older'> => {
    if (rows.length <= capacity) return { rows, older: state.older };
    for (const row of rows.slice(capacity)) known.delete(lineKey(row.item));
    return { rows: rows.slice(0, capacity), older: rows[capacity - 1]?.item.cursor };
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
    publish({ ...state, ...trimmed([...fresh, ...state.rows]), held: 0 });
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
      for (const item of newestFirst) known.add(lineKey(item));
      const rows = newestFirst.map((item) => ({ item, arrivedAt: undefined }));
      publish({ rows, older, paused: state.paused, held: 0, overflowed: false });
    },
    receive(oldestFirst) {
      const arrivedAt = now();
      for (const item of oldestFirst) {
        if (known.has(lineKey(item))) continue;
        known.add(lineKey(item));
        waiting.push({ item, arrivedAt });
      }
      if (waiting.length > 0) schedule();
    },
    appendOlder(newestFirst, older) {
      const unknown = newestFirst.filter((item) => !known.has(lineKey(item)));
      for (const item of unknown) known.add(lineKey(item));
      const rows = [...state.rows, ...unknown.map((item) => ({ item, arrivedAt: undefined }))];
      publish({ ...state, rows, older });
    },
    pause(paused) {
      publish({ ...state, paused, held: 0, overflowed: paused ? false : state.overflowed });
      if (!paused && waiting.length > 0) draw();
    },
  };
}
