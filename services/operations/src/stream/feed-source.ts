import type { SourceId } from '@linli/event-bus';
import type { FeedItem } from '../api.ts';
import type { FeedFilter } from '../feed-filter.ts';
import type { Positions } from './cursor.ts';

/** A stretch of the stored feed. */
export interface FeedStretch {
  readonly items: readonly FeedItem[];
  /** Everything up to here has been looked at, matching or not: where the next stretch begins. */
  readonly reached: Positions;
}

/** Where a stream's past comes from. */
export interface FeedSource {
  /** Lines behind `after` up to `until`, oldest first, at most about `limit` of them. */
  read(after: Positions, until: Positions, filter: FeedFilter, limit: number): Promise<FeedStretch>;
  /** Names the log behind each source; the same until the log is replaced. */
  marks(): Readonly<Record<SourceId, string>>;
}
