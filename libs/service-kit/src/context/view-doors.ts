import { AreaPath, BusinessDay, shanghaiDay, within } from '@linli/contracts';
import type { Condition, Facet, Scalar, ViewMoment, ViewStamp } from '@linli/read-models';
import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Query, Res, type Type as NestType } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type TProperties, type TSchema, Type } from 'typebox';
import { CurrentCaller, Requires } from '../auth/access.ts';
import { type Caller, requireArea } from '../auth/caller.ts';
import type { FastifyReply } from 'fastify';
import { openApiOf, requestClass } from '../fields/field.ts';
import { csvChunks, type CsvCell } from '../http/csv.ts';
import type { Persons } from '../persons/persons.ts';
import { Problem } from '../problems/problem.ts';
import { RequestValidationPipe } from '../validation/validation.pipe.ts';
import type { RunningView } from '../views/running-view.ts';
import { objectOf } from './command-doors.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { addRoute, camel } from './decorate.ts';
import { addPlain, maskOf, personalOf, sealedMark } from './plain-door.ts';
import { VIEW } from './tokens.ts';
import type { View } from './view.ts';

/** What a list answers. */
export interface Page<Item> {
  readonly asOf: ViewStamp;
  /** The Asia/Shanghai day the answer holds for. */
  readonly on: string;
  readonly items: readonly Item[];
  /** `cursor=` of the next request; absent on the last page. */
  readonly next?: string;
}

const pipe = new RequestValidationPipe();
const text = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ maxLength, description }));

/** Where in history a question is asked. */
export const When = {
  asOf: text(200, 'a moment (2026-05-01T01:00:00Z) or positions (party:42)'),
  after: text(200, 'positions the answer has to include, as a command answered them'),
  on: Type.Optional(BusinessDay),
} as const;

/** The area a question is narrowed to. */
export const AreaPrefix = within(AreaPath, {
  pattern: '^([0-9A-Za-z]+/)*$',
  description: 'an area: codes that each end in /; empty for everywhere',
});

/** The controller of a view's doors: a list and the single document. */
export function viewController(view: View, persons: Persons | undefined): NestType {
  const { doors, projection } = view;

  @ApiTags(projection.view)
  @Controller()
  class ViewController {
    readonly view: RunningView;

    constructor(@Inject(VIEW(projection.view)) running: RunningView) {
      this.view = running;
    }
  }
  Object.defineProperty(ViewController, 'name', { value: `${projection.view} view` });
  if (doors?.list !== undefined) addList(ViewController, view, doors.list.slice('GET '.length));
  if (doors?.one !== undefined) addOne(ViewController, view, doors.one.slice('GET '.length));
  if (doors?.plain !== undefined) addPlain(ViewController, view, doors.plain, persons);
  return ViewController;
}

type Class = new (view: RunningView) => { readonly view: RunningView };
type Doors = NonNullable<View['doors']>;

interface ListQuery {
  readonly asOf?: string;
  readonly after?: string;
  readonly on?: string;
  readonly area?: string;
  readonly cursor?: string;
  readonly limit?: number;
  readonly format?: 'json' | 'csv';
  readonly [filter: string]: unknown;
}

function addList(controller: Class, view: View, path: string): void {
  const doors = view.doors as Doors;
  const { most, usual } = doors.limit ?? { most: 1_000, usual: 200 };
  const filters = Object.entries(doors.filters ?? {}).map(
    ([name, schema]) => [name, Type.Optional(schema)] as const,
  );
  const query: Readonly<Record<string, TSchema>> = {
    ...When,
    area: Type.Optional(AreaPrefix),
    cursor: text(800, 'where the page before ended: its `next`'),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: most })),
    format: Type.Optional(Type.Enum(['json', 'csv'], { description: 'csv: the whole list as a table' })),
    ...Object.fromEntries(filters),
  };
  const Asked = requestClass('ListQuery', query);

  const columns = Object.keys(view.document);
  const show = showOf(view);

  /** One page of the answer at a place in history: what is behind `after`. */
  async function page(at: ViewMoment, asked: ListQuery, on: string, after?: Place) {
    const { area = '', limit = usual } = asked;
    const field = doors.orderBy ?? 'key';
    const where: Condition[] = filters.flatMap(([name]) =>
      asked[name] === undefined ? [] : [{ field: name, op: 'eq', value: asked[name] as Scalar }],
    );
    if (view.fields.includes('areaPath')) where.push({ field: 'areaPath', op: 'prefix', value: area });
    const facets = await at.find<Record<string, Scalar>>(view.collection, {
      where,
      orderBy: { field, direction: 'asc' },
      ...(after && { after }),
      limit,
    });
    const items = facets.flatMap(({ body }) => show(body, on) ?? []);
    const last = facets.length === limit ? facets.at(-1) : undefined;
    return { items, ...(last && { last: placeOf(last, field) }) };
  }

  /** Every item of the answer, page by page as it is taken. */
  async function* rows(at: ViewMoment, asked: ListQuery, on: string): AsyncGenerator<readonly CsvCell[]> {
    let after: Place | undefined;
    do {
      const { items, last } = await page(at, { ...asked, limit: most }, on, after);
      for (const item of items) yield columns.map((name) => cellOf((item as Record<string, unknown>)[name]));
      after = last;
    } while (after !== undefined);
  }

  async function list(
    running: RunningView,
    raw: Readonly<Record<string, unknown>>,
    caller: Caller,
    reply: FastifyReply,
  ): Promise<Page<object> | Readable> {
    const asked = (await queried(Asked, raw)) as ListQuery;
    requireArea(caller, doors.may, asked.area ?? '');
    // A later page is answered for the position and the day of the first, so that pages neither overlap nor gape.
    const earlier = asked.cursor === undefined ? undefined : readCursor(asked.cursor);
    const at = await running.at(earlier ? { asOf: earlier.position } : asked);
    const on = earlier?.on ?? asked.on ?? dayOf(at);
    const { position } = at.stamp;
    if (asked.format === 'csv') {
      const name = `${view.projection.view}-${position.replaceAll(/[^\w.-]+/g, '-')}.csv`;
      reply.header('content-type', 'text/csv; charset=utf-8');
      reply.header('content-disposition', `attachment; filename="${name}"`);
      return Readable.from(csvChunks(columns, rows(at, asked, on)));
    }
    const { items, last } = await page(at, asked, on, earlier);
    return { asOf: at.stamp, on, items, ...(last && { next: writeCursor({ position, on, ...last }) }) };
  }

  addRoute(
    controller,
    `list-${view.projection.view}`,
    function (this: InstanceType<Class>, raw: never, caller: Caller, reply: FastifyReply) {
      return list(this.view, raw, caller, reply);
    },
    [Query(), CurrentCaller(), Res({ passthrough: true })],
    Get(path),
    Requires(doors.may),
    ApiOperation({ summary: doors.summary, operationId: camel(`list-${view.projection.view}`) }),
    ...Object.entries(query).map(([name, schema]) => queryOf(name, schema)),
    ApiOkResponse({ schema: pageOf(view.document) }),
  );
}

function addOne(controller: Class, view: View, path: string): void {
  const doors = view.doors as Doors;
  const [part = 'id'] = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
  const Asked = requestClass('OneQuery', When);
  const Key = Type.String({ pattern: '^[^/\\p{Cc}\\p{Cs}]{1,200}$', description: 'a key' });
  const Parts = requestClass('Parts', { [part]: Key });
  const show = showOf(view);

  async function one(
    running: RunningView,
    params: Readonly<Record<string, string>>,
    raw: Readonly<Record<string, unknown>>,
    caller: Caller,
  ) {
    const key =
      ((await pipe.transform(params, { type: 'param', metatype: Parts })) as Record<string, string>)[part] ??
      '';
    const asked = (await queried(Asked, raw)) as ListQuery;
    const at = await running.at(asked);
    const on = asked.on ?? dayOf(at);
    const [facet] = await at.get<Record<string, Scalar>>(view.collection, key);
    const areaPath = facet?.body['areaPath'];
    if (typeof areaPath === 'string') requireArea(caller, doors.may, areaPath);
    const item = facet && show(facet.body, on);
    if (item === undefined)
      throw new Problem({
        status: 404,
        code: doors.unknown ?? `${view.projection.view}-unknown`,
        detail: `There is no such document on ${on}.`,
      });
    return { asOf: at.stamp, on, ...item };
  }

  addRoute(
    controller,
    `get-${view.projection.view}`,
    function (this: InstanceType<Class>, params: never, raw: never, caller: Caller) {
      return one(this.view, params, raw, caller);
    },
    [Param(), Query(), CurrentCaller()],
    Get(path),
    Requires(doors.may),
    ApiOperation({
      summary: `${doors.summary}: one of them`,
      operationId: camel(`get-${view.projection.view}`),
    }),
    ApiParam({ name: part, schema: openApiOf(Key) }),
    ...Object.entries(When).map(([name, schema]) => queryOf(name, schema)),
    ApiOkResponse({
      schema: objectSchema({ ...stamp, ...properties(view.document) }, [...Object.keys(stamp)]),
    }),
  );
}

/** A query as its class checks it; numbers come as text and are read as what the field is. */
function queried(type: new () => object, raw: Readonly<Record<string, unknown>>): Promise<object> {
  const limit = raw['limit'];
  const read = typeof limit === 'string' && /^\d{1,9}$/.test(limit) ? { ...raw, limit: Number(limit) } : raw;
  return Promise.resolve(pipe.transform({ ...read }, { type: 'query', metatype: type })) as Promise<object>;
}

/** What is shown of a view's documents on a day. */
function showOf({ doors, document }: View) {
  const mask = maskOf(document);
  return (body: Record<string, Scalar>, on: string): object | undefined => {
    const item = doors?.show === undefined ? body : (doors.show(body, on) as object | undefined);
    return item && mask(item);
  };
}

type Place = Pick<ReturnType<typeof readCursor>, 'key' | 'source' | 'value'>;

/** A cell of a table: what is no single value is shown as JSON. */
function cellOf(value: unknown): CsvCell {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}

function placeOf({ key, source, position, body }: Facet<Record<string, Scalar>>, field: string) {
  const value = field === 'key' ? key : field === 'position' ? position : (body[field] ?? null);
  return { key, source, value };
}

function dayOf({ stamp }: ViewMoment): string {
  return shanghaiDay(Date.parse(stamp.moment));
}

function queryOf(name: string, schema: TSchema): MethodDecorator {
  return ApiQuery({ name, required: false, schema: openApiOf(schema) });
}

/** Schemas of what every answer of a view begins with. */
export const stamp = {
  asOf: {
    type: 'object',
    description: 'The place in history the answer is of; `asOf=` its position gives the same answer again.',
    properties: {
      position: { type: 'string' },
      moment: { type: 'string', format: 'date-time' },
      live: { type: 'boolean' },
    },
    required: ['position', 'moment', 'live'],
  },
  on: { ...openApiOf(BusinessDay), description: 'The Asia/Shanghai day it holds for.' },
} as const;

function properties(document: TProperties): Readonly<Record<string, unknown>> {
  return objectOf(Object.entries(asShown(document)))['properties'] as Readonly<Record<string, unknown>>;
}

/** The shape of a document as it is answered: what only a person's key opens is not in it. */
function asShown(document: TProperties): TProperties {
  const marks = Object.keys(personalOf(document)).map((name) => [
    name,
    Type.Optional(Type.Literal(sealedMark)),
  ]);
  return { ...document, ...Object.fromEntries(marks) };
}

function objectSchema(
  own: Readonly<Record<string, unknown>>,
  required: readonly string[],
): Record<string, unknown> {
  return { type: 'object', properties: own, required };
}

function pageOf(document: TProperties): Record<string, unknown> {
  const { additionalProperties: _, ...item } = objectOf(Object.entries(asShown(document)));
  return objectSchema({ ...stamp, items: { type: 'array', items: item }, next: { type: 'string' } }, [
    'asOf',
    'on',
    'items',
  ]);
}
