import {
  AreaPath,
  BusinessDay,
  Category,
  ChiefId,
  ClockKind,
  HolderId,
  IncidentStage,
  Instant,
  LocalCode,
  Name,
  Point,
  Ring,
  Rung,
  Severity,
  TimeOfDay,
  type Unchanged,
  UnitId,
} from '@linli/contracts';
import { type Static, type TSchema, type TUnsafe, Type } from 'typebox';

/**
 * What the operations centre answers: the shapes its HTTP API describes and returns and its page reads. Times are
 * ISO 8601 UTC, areas are prefix paths ending in `/`.
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
 * | `/grid-directory` | `Page<DutyItem>` in order of path | `cursor` `limit` `day` `gap` (only grids with this gap) |
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

type Answer<Schema extends TSchema> = Unchanged<Static<Schema>>;

/** The answer's place in history: `asOf` back in a query gives the same answer again. */
export const AsOfStamp = Type.Object(
  {
    position: Type.String({
      description: 'per source, the position the answer holds for: incidents:184203,residents:1042',
    }),
    moment: Type.String({ format: 'date-time', description: 'the moment the answer holds for' }),
    live: Type.Boolean({ description: 'it is the newest the view knows' }),
  },
  { description: 'the place in history the answer is of; `asOf=` its position gives the same answer again' },
);
export type AsOfStamp = Answer<typeof AsOfStamp>;

/** A page of a list. */
export const pageOf = <Item extends TSchema>(item: Item) =>
  Type.Object({
    asOf: AsOfStamp,
    items: Type.Array(item),
    next: Type.Optional(
      Type.String({ description: 'opaque; `cursor=` of the next request; absent on the last page' }),
    ),
  });
export type Page<Item> = Answer<ReturnType<typeof pageOf<TUnsafe<Item>>>>;

export type CategoryRef = Answer<typeof Category>;

export const IncidentId = Type.String({
  format: 'uuid',
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'an incident id is a UUID in small letters',
});

const Ticket = Type.String({ description: 'the short number people say on the phone: 48-2093-7511' });

/** Stage of an incident as people say it. */
export const Stage = IncidentStage;
export type Stage = Answer<typeof Stage>;

/** One line of the live stream: one event of one incident. */
export const FeedItem = Type.Object({
  cursor: Type.String({
    description: 'opaque place in the stream; SSE id, `Last-Event-ID` and `cursor`',
  }),
  position: Type.Integer(),
  recordedAt: Instant,
  type: Type.String({ description: 'event type: IncidentReported' }),
  incidentId: IncidentId,
  ticket: Ticket,
  areaPath: Type.Optional(AreaPath),
  gridCode: Type.Optional(LocalCode),
  category: Type.Optional(Category),
  severity: Type.Optional(Severity),
  channel: Type.Optional(Type.String()),
  unit: Type.Optional(UnitId),
  clock: Type.Optional(
    Type.Object(
      {
        stage: Type.String(),
        due: Type.Optional(Instant),
        missed: Type.Optional(Type.Boolean()),
      },
      { description: 'for clock events' },
    ),
  ),
  reason: Type.Optional(Type.String()),
});
export type FeedItem = Answer<typeof FeedItem>;

export const ClockItem = Type.Object({
  incidentId: IncidentId,
  ticket: Ticket,
  stage: Type.String(),
  round: Type.Integer(),
  kind: ClockKind,
  amount: Type.Number(),
  startedAt: Instant,
  due: Instant,
  state: Type.Enum(['running', 'paused', 'stopped']),
  missed: Type.Boolean({ description: 'DeadlineMissed stands in the log' }),
  usedShare: Type.Optional(
    Type.Number({
      description:
        "of a running clock, the share of its amount that is used up at the answer's moment, in its own kind of time: a night uses nothing of office hours; 1 when it is due, more when it is over",
    }),
  ),
  left: Type.Optional(
    Type.Number({
      description: 'of a running clock, what is left in units of its kind; negative by what it is over',
    }),
  ),
  unit: Type.Optional(UnitId),
  areaPath: Type.Optional(AreaPath),
  category: Type.Optional(Category),
});
export type ClockItem = Answer<typeof ClockItem>;

export const IncidentView = Type.Object({
  asOf: AsOfStamp,
  incidentId: IncidentId,
  ticket: Ticket,
  stage: Stage,
  areaPath: Type.Optional(AreaPath),
  point: Type.Optional(Point),
  category: Type.Optional(Category),
  severity: Severity,
  channel: Type.String(),
  reportedAt: Instant,
  leadUnit: Type.Optional(UnitId),
  supportUnits: Type.Array(UnitId),
  clocks: Type.Array(ClockItem),
  timeline: Type.Array(FeedItem),
});
export type IncidentView = Answer<typeof IncidentView>;

/** An incident by what people say on the phone. */
export const TicketItem = Type.Object({
  incidentId: IncidentId,
  ticket: Ticket,
  stage: Stage,
  severity: Severity,
  areaPath: Type.Optional(AreaPath),
  category: Type.Optional(Category),
});
export type TicketItem = Answer<typeof TicketItem>;

export const TicketHits = Type.Object({
  asOf: AsOfStamp,
  items: Type.Array(TicketItem),
  more: Type.Boolean({ description: 'there are others with these digits' }),
});
export type TicketHits = Answer<typeof TicketHits>;

export const GridCount = Type.Object({
  code: Type.String({ description: 'local code: G0431' }),
  areaPath: AreaPath,
  open: Type.Integer(),
  overdue: Type.Integer(),
  today: Type.Integer({ description: "reported on the Asia/Shanghai day of the answer's moment" }),
});
export type GridCount = Answer<typeof GridCount>;

export const GridCounts = Type.Object({ asOf: AsOfStamp, items: Type.Array(GridCount) });
export type GridCounts = Answer<typeof GridCounts>;

/** GeoJSON; changes only when the area tree changes, so it is cached by its ETag. */
export const GridGeometry = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(
    Type.Object({
      type: Type.Literal('Feature'),
      id: Type.Integer(),
      geometry: Type.Object({ type: Type.Literal('Polygon'), coordinates: Type.Array(Ring) }),
      properties: Type.Object({ code: LocalCode, areaPath: AreaPath }),
    }),
  ),
});
export type GridGeometry = Answer<typeof GridGeometry>;

/** An area of the tree, for the breadcrumb and the filter. */
export const AreaItem = Type.Object({
  areaPath: AreaPath,
  code: Type.String({ description: 'the national code, or the local one within the community' }),
  level: Type.String({ description: 'a level of the tree: section' }),
  name: Name,
});
export type AreaItem = Answer<typeof AreaItem>;

/** A grid, who answers there on a day, and which posts nobody holds. */
export const DutyItem = Type.Object({
  areaPath: AreaPath,
  code: Type.String({ description: 'local code: G0431' }),
  chain: Type.Array(
    Type.Object({
      rung: Rung,
      kind: Type.String({ description: 'the post: building_contact' }),
      areaPath: Type.Optional(AreaPath),
      holder: Type.Optional(HolderId),
    }),
    { description: 'six rungs, from the top' },
  ),
  answers: Type.Optional(HolderId),
  officer: Type.Optional(HolderId),
  security: Type.Optional(HolderId),
  streetChief: Type.Optional(ChiefId),
  gaps: Type.Array(Type.String(), { description: 'posts that nobody holds: building_contact, security' }),
});
export type DutyItem = Answer<typeof DutyItem>;

/** Reports per ten minutes, for the heat strip of the time machine. */
export const ActivityBucket = Type.Object({
  from: Instant,
  reported: Type.Integer(),
  missed: Type.Integer(),
});
export type ActivityBucket = Answer<typeof ActivityBucket>;

export const ActivityStrip = Type.Object({
  asOf: AsOfStamp,
  bucketMinutes: Type.Integer(),
  items: Type.Array(ActivityBucket),
});
export type ActivityStrip = Answer<typeof ActivityStrip>;

export const CatalogueView = Type.Object({
  version: Type.Integer({ description: '0 before the first was activated' }),
  classes: Type.Array(Type.Object({ category: Category, zh: Type.String(), en: Type.String() })),
});
export type CatalogueView = Answer<typeof CatalogueView>;

/** Which time counts for a clock of office hours or working days (C-4.2); days and times of day are Asia/Shanghai. */
export const CalendarView = Type.Object({
  asOf: AsOfStamp,
  version: Type.Integer(),
  officeHours: Type.Array(Type.Object({ from: TimeOfDay, to: TimeOfDay })),
  holidays: Type.Array(BusinessDay, { description: 'days off, whatever their day of the week' }),
  makeUpWorkDays: Type.Array(BusinessDay, { description: 'weekend days that are worked instead' }),
});
export type CalendarView = Answer<typeof CalendarView>;

export const OperationsStatus = Type.Object({
  city: Type.Object({ name: Type.String(), areaPath: AreaPath }),
  asOf: AsOfStamp,
  sources: Type.Array(
    Type.Object({
      source: Type.String(),
      head: Type.Integer(),
      position: Type.Integer(),
      lagMs: Type.Number({
        description: 'age of the oldest event not yet absorbed; 0 when caught up',
      }),
    }),
    { description: 'per source: where the log is and how far this view has absorbed it' },
  ),
  clock: Type.Object(
    { now: Instant, rate: Type.Number() },
    {
      description: "the city's clock: what it shows and how fast it runs against real time (1 in production)",
    },
  ),
  parked: Type.Integer(),
  rebuild: Type.Optional(
    Type.Object({ view: Type.String(), position: Type.Integer(), head: Type.Integer() }),
  ),
});
export type OperationsStatus = Answer<typeof OperationsStatus>;

/**
 * Server-sent events of `GET /v1/operations/stream`:
 * `feed` (id: cursor; data: FeedItem[]), `status` (no id; data: OperationsStatus), `reset` (data: {reason}; reload the
 * snapshot), and comment lines as heartbeat.
 */
export type StreamEventName = 'feed' | 'status' | 'reset';
