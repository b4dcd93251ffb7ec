import type { SourceId } from '@linli/event-bus';
import type { FeedItem } from '../api.ts';
import type { FeedFilter } from '../feed-filter.ts';
import type { Positions } from './cursor.ts';

/** One line of the feed and the place it has in its log. */
export interface FeedLine {
  readonly source: SourceId;
  readonly position: number;
  readonly item: FeedItem;
}

/** A stretch of the stored feed. */
export interface FeedStretch {
  /** Oldest first. */
  readonly lines: readonly FeedLine[];
  /** Everything up to here has been looked at, matching or not: where the next stretch begins. */
  readonly reached: Positions;
}

/** Where a stream's lines come from: the stored feed, for the past and for what has just been committed alike. */
export interface FeedSource {
  /** Lines behind `after` up to `until`, at most `limit` of them; all areas and categories without a filter. */
  read(after: Positions, until: Positions, limit: number, filter?: FeedFilter): Promise<FeedStretch>;
  /** Names the log behind each source; the same until the log is replaced. A source without a line has no mark yet. */
  marks(): Readonly<Record<SourceId, string>>;
}
