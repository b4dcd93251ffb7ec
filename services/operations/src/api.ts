/**
 * What the operations centre answers: the shapes its HTTP API returns and its page reads. Times are ISO 8601 UTC,
 * areas are prefix paths ending in `/`.
 *
 * | GET /v1/operations… | answer | asks with, beside `asOf`, `after`, `area` |
 * |---|---|---|
 * | `/status` | `OperationsStatus` | |
 * | `/feed` | `Page<FeedItem>`, newest first | `cursor` `limit` `category` `standard` `kind` `severity` |
 * | `/incidents/{id}` | `IncidentView` | |
 * | `/grids` | `GridGeometry` with `ETag` | |
 * | `/grids/counts` | `GridCounts` | |
 * | `/clocks` | `Page<ClockItem>`: running and paused, soonest due first | `cursor` `limit` `unit` |
 * | `/overdue` | `Page<ClockItem>`: running and missed, longest overdue first | `cursor` `limit` `unit` |
 * | `/activity` | `ActivityStrip` of one day | `day` (Asia/Shanghai; default: that of the answer's moment) |
 * | `/areas` | `Page<AreaItem>` in order of path | `cursor` `limit` `under` (directly below) `level` `q` |
 * | `/tickets` | `TicketHits`, newest first | `q` (three digits of the number or more) `limit` |
 * | `/catalogue` | `CatalogueView` | |
 * | `/calendar` | `CalendarView` | |
 * | `/stream` | server-sent events, see `StreamEventName` | `after` or `Last-Event-ID` (a cursor) and the filters of `/feed` |
 *
 * `/feed.csv`, `/clocks.csv` and `/grids/counts.csv` are the whole answer of the same question as a file, with its `lang`
 * (`zh`, `en`) and the position it was taken at.
 *
 * `asOf`: a moment (`2026-05-01T01:00:00Z`) or positions (`incidents:184203,residents:1042`). `after`: positions the
 * answer has to include; waited for within a bound, then 503 `not-yet-absorbed`. A page can be shorter than its `limit` and
 * still have a `next`: a narrow filter is looked through a stretch at a time.
 */

/** The answer's place in history: `asOf` back in a query gives the same answer again. */
export interface AsOfStamp {
  /** Per source, the position the answer holds for, as it is written in queries: `incidents:184203,residents:1042`. */
  readonly position: string;
  /** The moment the answer holds for. */
  readonly moment: string;
  /** True when it is the newest the view knows. */
  readonly live: boolean;
}

export interface Page<Item> {
  readonly asOf: AsOfStamp;
  readonly items: readonly Item[];
  /** Opaque; `cursor=` in the next request. Absent on the last page. */
  readonly next?: string;
}

export interface CategoryRef {
  readonly standard: string;
  readonly kind: 'component' | 'matter';
  readonly code: string;
}

/** Stage of an incident as people say it. */
export type Stage =
  | 'reported'
  | 'classified'
  | 'located'
  | 'routed'
  | 'dispatched'
  | 'accepted'
  | 'returned'
  | 'completed'
  | 'checked'
  | 'parked'
  | 'closed'
  | 'voided';

/** One line of the live stream: one event of one incident. */
export interface FeedItem {
  /** Opaque place in the stream; SSE id, `Last-Event-ID` and `cursor`. */
  readonly cursor: string;
  readonly position: number;
  readonly recordedAt: string;
  /** Event type: `IncidentReported`. */
  readonly type: string;
  readonly incidentId: string;
  /** Short number people say on the phone. */
  readonly ticket: string;
  readonly areaPath?: string;
  readonly gridCode?: string;
  readonly category?: CategoryRef;
  readonly severity?: 'normal' | 'urgent';
  readonly channel?: string;
  readonly unit?: string;
  /** For clock events. */
  readonly clock?: { readonly stage: string; readonly due?: string; readonly missed?: boolean };
  readonly reason?: string;
}

export interface IncidentView {
  readonly asOf: AsOfStamp;
  readonly incidentId: string;
  readonly ticket: string;
  readonly stage: Stage;
  readonly areaPath?: string;
  readonly point?: { readonly lon: number; readonly lat: number };
  readonly category?: CategoryRef;
  readonly severity: 'normal' | 'urgent';
  readonly channel: string;
  readonly reportedAt: string;
  readonly leadUnit?: string;
  readonly supportUnits: readonly string[];
  readonly clocks: readonly ClockItem[];
  readonly timeline: readonly FeedItem[];
}

/** An incident by what people say on the phone. */
export interface TicketItem {
  readonly incidentId: string;
  readonly ticket: string;
  readonly stage: Stage;
  readonly severity: 'normal' | 'urgent';
  readonly areaPath?: string;
  readonly category?: CategoryRef;
}

export interface TicketHits {
  readonly asOf: AsOfStamp;
  readonly items: readonly TicketItem[];
  /** There are others with these digits. */
  readonly more: boolean;
}

export interface ClockItem {
  readonly incidentId: string;
  readonly ticket: string;
  readonly stage: string;
  readonly round: number;
  readonly kind: 'urgent_hours' | 'work_hours' | 'work_days' | 'natural_days';
  readonly amount: number;
  readonly startedAt: string;
  readonly due: string;
  readonly state: 'running' | 'paused' | 'stopped';
  /** DeadlineMissed stands in the log. */
  readonly missed: boolean;
  /**
   * Of a running clock, the share of its amount that is used up at the answer's moment, in its own kind of time: a night
   * uses nothing of office hours. 1 when it is due, more when it is over.
   */
  readonly usedShare?: number;
  /** Of a running clock, what is left in units of its kind; negative by what it is over. */
  readonly left?: number;
  readonly unit?: string;
  readonly areaPath?: string;
  readonly category?: CategoryRef;
}

export interface GridCount {
  /** Local code: `G0431`. */
  readonly code: string;
  readonly areaPath: string;
  readonly open: number;
  readonly overdue: number;
  /** Reported on the Asia/Shanghai day of the answer's moment. */
  readonly today: number;
}

export interface GridCounts {
  readonly asOf: AsOfStamp;
  readonly items: readonly GridCount[];
}

/** GeoJSON; changes only when the area tree changes, so it is cached by its ETag. */
export interface GridGeometry {
  readonly type: 'FeatureCollection';
  readonly features: readonly {
    readonly type: 'Feature';
    readonly id: number;
    readonly geometry: {
      readonly type: 'Polygon';
      readonly coordinates: readonly (readonly (readonly number[])[])[];
    };
    readonly properties: { readonly code: string; readonly areaPath: string };
  }[];
}

/** An area of the tree, for the breadcrumb and the filter. */
export interface AreaItem {
  readonly areaPath: string;
  readonly code: string;
  readonly level: string;
  readonly name: string;
}

/** Reports per ten minutes, for the heat strip of the time machine. */
export interface ActivityBucket {
  readonly from: string;
  readonly reported: number;
  readonly missed: number;
}

export interface ActivityStrip {
  readonly asOf: AsOfStamp;
  readonly bucketMinutes: number;
  readonly items: readonly ActivityBucket[];
}

export interface CatalogueView {
  readonly version: number;
  readonly classes: readonly { readonly category: CategoryRef; readonly zh: string; readonly en: string }[];
}

/** Which time counts for a clock of office hours or working days (C-4.2); days and times of day are Asia/Shanghai. */
export interface CalendarView {
  readonly asOf: AsOfStamp;
  readonly version: number;
  readonly officeHours: readonly { readonly from: string; readonly to: string }[];
  /** Days off, whatever their day of the week. */
  readonly holidays: readonly string[];
  /** Weekend days that are worked instead. */
  readonly makeUpWorkDays: readonly string[];
}

export interface OperationsStatus {
  readonly city: { readonly name: string; readonly areaPath: string };
  readonly asOf: AsOfStamp;
  /** Per source: where the log is and how far this view has absorbed it. */
  readonly sources: readonly {
    readonly source: string;
    readonly head: number;
    readonly position: number;
    /** Age of the oldest event not yet absorbed; 0 when caught up. */
    readonly lagMs: number;
  }[];
  /** The city's clock: what it shows and how fast it runs against real time (1 in production). */
  readonly clock: { readonly now: string; readonly rate: number };
  readonly parked: number;
  readonly rebuild?: { readonly view: string; readonly position: number; readonly head: number };
}

/**
 * Server-sent events of `GET /v1/operations/stream`:
 * `feed` (id: cursor; data: FeedItem[]), `status` (no id; data: OperationsStatus), `reset` (data: {reason}; reload the
 * snapshot), and comment lines as heartbeat.
 */
export type StreamEventName = 'feed' | 'status' | 'reset';
