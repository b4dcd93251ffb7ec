import { BusinessDay, Category, Severity, UnitId, within } from '@linli/contracts';
import { AreaPrefix, Field } from '@linli/service-kit';
import { Type as Read } from 'class-transformer';
import { type Static, type TSchema, Type } from 'typebox';
import { IncidentId } from '../api.ts';

/** A text that may be left out; what is wrong is answered with what would be right. */
const text = (pattern: string, maxLength: number, description: string, example?: string) =>
  Type.Optional(Type.String({ pattern, maxLength, description, ...(example !== undefined && { example }) }));

/** The field with an example for who tries the API out by its description. */
const such = <Schema extends TSchema>(schema: Schema, example: string) =>
  Type.Optional(within(schema, { example }));

const Area = such(within(AreaPrefix, { description: 'an area path that ends in /' }), '42/01/05/011/010/');
const AsOf = text('^[\\w:.,/+ -]+$', 500, 'a moment or positions; left out: now', '2026-05-01T01:00:00Z');
const Positions = text('^[a-z][\\w/.:, -]*$', 500, 'positions the answer has to include', 'incidents:184203');
const Unit = such(UnitId, 'sanitation:420105');
const Cursor = text('^[\\w-]+$', 4_000, 'the `next` of an earlier page');
const limit = (maximum: number, usual: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum, default: usual }));

const mostItems = 500;
const usualItems = 100;
const usualTickets = 20;
const Items = limit(mostItems, usualItems);

/**
 * Whatever a name may hold can be looked for: all that has something to see, and blanks. Control characters, signs that
 * turn the direction of writing and code points that are no characters are in no name.
 */
const searched = '^(?=.*\\S)[^\\p{Cc}\\p{Cs}\\p{Cn}\\p{Co}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+$';

/** What every question asks with: where, and as of when. */
export class WhenQuery {
  @Field(AsOf) readonly asOf?: string;
  @Field(Positions) readonly after?: string;
}

export class ScopeQuery extends WhenQuery {
  @Field(Area) readonly area?: string;
}

const kind = Type.Optional(Category.properties.kind);
const severity = Type.Optional(Severity);

/** Which lines of the feed: the same for the list and for the stream. */
export class FilterQuery {
  @Field(Area) readonly area?: string;
  @Field(text('^[0-9]{1,5}$', 5, 'a prefix of category codes', '06')) readonly category?: string;
  @Field(such(Category.properties.standard, 'GB/T-47678.5')) readonly standard?: string;
  @Field(kind) readonly kind?: Static<typeof kind>;
  @Field(severity) readonly severity?: Static<typeof severity>;
}

export class FeedQuery extends FilterQuery {
  @Field(AsOf) readonly asOf?: string;
  @Field(Positions) readonly after?: string;
  @Field(Cursor) readonly cursor?: string;
  @Read(() => Number) @Field(Items) readonly limit: number = usualItems;
}

export class StreamQuery extends FilterQuery {
  @Field(text('^[\\w:.,/= -]+$', 4_000, 'a cursor or positions to go on behind')) readonly after?: string;
}

export class ClocksQuery extends ScopeQuery {
  @Field(Cursor) readonly cursor?: string;
  @Read(() => Number) @Field(Items) readonly limit: number = usualItems;
  @Field(Unit) readonly unit?: string;
}

export class ActivityQuery extends ScopeQuery {
  @Field(such(BusinessDay, '2026-05-01')) readonly day?: string;
}

export class AreasQuery extends ScopeQuery {
  @Field(Cursor) readonly cursor?: string;
  @Read(() => Number) @Field(Items) readonly limit: number = usualItems;
  @Field(Area) readonly under?: string;
  @Field(text('^[a-z]+$', 20, 'a level of the tree', 'section')) readonly level?: string;
  @Field(text(searched, 80, 'part of a name or a code', '江欣苑（一期）')) readonly q?: string;
}

export class DutiesQuery extends ScopeQuery {
  @Field(Cursor) readonly cursor?: string;
  @Read(() => Number) @Field(Items) readonly limit: number = usualItems;
  @Field(such(BusinessDay, '2026-05-01')) readonly day?: string;
  @Field(text('^[a-z_]+$', 40, 'only grids where nobody holds this post', 'security')) readonly gap?: string;
}

const Digits = Type.String({
  pattern: '^(?:[0-9][ -]?){3,10}$',
  maxLength: 20,
  description: 'three to ten digits of a ticket number',
  example: '2093-7511',
});

export class TicketsQuery extends WhenQuery {
  @Field(Digits) readonly q: string;
  @Read(() => Number) @Field(limit(50, usualTickets)) readonly limit: number = usualTickets;
}

/** The language of a file's headings. */
const Lang = Type.Optional(Type.Enum(['zh', 'en'], { default: 'zh' }));
type Lang = Static<typeof Lang>;

export class FeedFileQuery extends FilterQuery {
  @Field(AsOf) readonly asOf?: string;
  @Field(Positions) readonly after?: string;
  @Field(Lang) readonly lang: Lang = 'zh';
}

export class ClocksFileQuery extends ScopeQuery {
  @Field(Unit) readonly unit?: string;
  @Field(Lang) readonly lang: Lang = 'zh';
}

export class CountsFileQuery extends ScopeQuery {
  @Field(Lang) readonly lang: Lang = 'zh';
}

export class IncidentParam {
  @Field(IncidentId) readonly id: string;
}

const ViewName = Type.String({
  pattern: '^[a-z][a-z-]{0,40}$',
  description: 'the name of a view',
  example: 'incident-board',
});
const StreamId = Type.String({
  pattern: '^[\\w:.-]+$',
  maxLength: 200,
  description: 'the id of a stream',
  example: 'incident-0f0e1a52-0000-5000-8000-000000000000',
});

export class ViewParam {
  @Field(ViewName) readonly view: string;
}

export class StreamParam {
  @Field(StreamId) readonly streamId: string;
}
