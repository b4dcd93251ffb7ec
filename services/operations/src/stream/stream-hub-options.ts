import type { OperationsStatus } from '../api.ts';
import type { Positions } from './cursor.ts';
import type { FeedSource } from './feed-source.ts';

export interface StreamHubOptions {
  readonly feed: FeedSource;
  readonly cityPath: string;
  /** Where the feed stands when the hub starts. */
  readonly start: Positions;
  /** How the city's views stand now. */
  readonly status: () => OperationsStatus;
  /** The generation of the view whose lines these are; left out where there is but one. */
  readonly generation?: () => number | undefined;
  /** How many of the view's events are parked; none when left out. */
  readonly parked?: () => number;
  /** Told how many connections are open, whenever that changes. */
  readonly onSize?: (size: number) => void;
  /** Shortest time between two writes to the same client under load. Default 10 ms. */
  readonly tickMs?: number;
  /** Default 15 s. */
  readonly heartbeatMs?: number;
  /** What a client is told to wait before it reconnects. Default 1 s. */
  readonly retryMs?: number;
  /** Bytes that may wait for one client. Default 256 KiB. */
  readonly maxBuffered?: number;
  /** How long a client may leave its buffer untouched before it is cut. Default 30 s. */
  readonly stallMs?: number;
  /** A client that is further behind reloads its snapshot instead. Default 20,000 events. */
  readonly maxBehind?: number;
  /** Lines kept in memory for clients that come back. Default 4,000. */
  readonly recent?: number;
}
