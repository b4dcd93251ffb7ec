/** What the processes of this bench say to each other. */

export interface AppendOrder {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Acknowledged {
  /** Position of each event and when its append resolved, milliseconds since 1970 with fractions. */
  readonly acknowledged: readonly (readonly [position: number, at: number])[];
  /** Resident set of the service, megabytes. */
  readonly rss: number;
}

export interface WatchOrder {
  readonly origin: string;
  readonly token: string;
  readonly clients: number;
  /** Events each client is to see. */
  readonly events: number;
}

export interface Watched {
  /** Clients that saw every event once, in the order of the log. */
  readonly complete: number;
  /** Bucket n counts events that were seen n milliseconds after the log took them. */
  readonly delays: readonly number[];
  /** Frames a client got, on average. */
  readonly frames: number;
}
