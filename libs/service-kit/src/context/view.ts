import type { ContextName, DataOf, EventMap, RecordedEvent } from '@linli/contracts';
import type { CollectionProjection, Facet, Projection, Scalar } from '@linli/read-models';
import type { Static, TObject, TProperties, TSchema } from 'typebox';
import { placed } from '../persons/placed.ts';
import type { AnyAggregate } from './serve.ts';

/** A recorded event of a map of definitions. */
export type RecordedOf<Events extends EventMap> = {
  [Type in keyof Events & string]: RecordedEvent<Type, DataOf<Events[Type]>>;
}[keyof Events & string];

type Fold<Body, Event> = (body: Body | undefined, event: Event, key: string) => Body | null | undefined;

export interface CollectionSource<Events extends EventMap, Body> {
  readonly name: string;
  readonly of: Events;
  /** Raised when the fold would answer differently: this collection alone is folded anew. */
  readonly version?: number;
  readonly immutable?: boolean;
  /** Values it can be found by; each is the body's own of that name unless `index` says otherwise. */
  readonly fields?: CollectionProjection['fields'];
  readonly indexes?: CollectionProjection['indexes'];
  /** The documents an event touches. Default: one for each stream of `stream`, under its id. */
  readonly key?: (event: RecordedOf<Events>) => string | readonly string[] | undefined;
  /** The aggregate whose streams have a document each. */
  readonly stream?: Pick<AnyAggregate, 'idOf'>;
  /** The document after each event; an event that is not named changes nothing. */
  readonly on: {
    readonly [Type in keyof Events & string]?: Fold<Body, RecordedEvent<Type, DataOf<Events[Type]>>>;
  };
  readonly index?: (body: Body, event: RecordedOf<Events>) => Readonly<Record<string, Scalar>>;
}

/** A collection as a fold over named events: `collection<Area>()({ name, of, on … })`. */
export function collection<Body>() {
  return <const Events extends EventMap>(source: CollectionSource<Events, Body>): TypedCollection => {
    const { name, of, on, fields = {}, indexes = [], key, stream, index, immutable, version } = source;
    const named = new Set(Object.keys(on));
    const keyOf = key ?? (({ streamId }: RecordedEvent) => stream?.idOf(streamId));
    const indexed = Object.keys(fields);
    const folds = on as unknown as Readonly<Record<string, Fold<Body, RecordedOf<Events>>>>;
    const typed: CollectionProjection<Body> = {
      name,
      fields,
      indexes,
      ...(immutable && { immutable }),
      ...(version !== undefined && { version }),
      keys(event) {
        if (!named.has(event.type)) return [];
        const keys = keyOf(event as RecordedOf<Events>);
        return keys === undefined ? [] : typeof keys === 'string' ? [keys] : keys;
      },
      evolve: (body, event, at) =>
        (folds[event.type] as Fold<Body, RecordedOf<Events>>)(
          body,
          placed(of, event) as RecordedOf<Events>,
          at,
        ),
      index: (body, event) =>
        index?.(body, event as RecordedOf<Events>) ??
        Object.fromEntries(indexed.map((field) => [field, scalar((body as Record<string, unknown>)[field])])),
    };
    return {
      projection: typed as CollectionProjection<never>,
      types: [...named],
      contexts: contextsOf(of, named),
    };
  };
}

function scalar(value: unknown): Scalar {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function contextsOf(events: EventMap, named: ReadonlySet<string>): readonly ContextName[] {
  return Object.values(events).flatMap(({ type, context }) => (named.has(type) ? [context] : []));
}

/** A collection with what it takes to feed it. */
export interface TypedCollection {
  readonly projection: CollectionProjection<never>;
  readonly types: readonly string[];
  readonly contexts: readonly ContextName[];
}

/** Collections that are fed, read and rebuilt together; they subscribe to what their folds name. */
export function projectionOf(
  view: string,
  version: number,
  collections: readonly TypedCollection[],
): Projection {
  return {
    view,
    version,
    contexts: [...new Set(collections.flatMap(({ contexts }) => contexts))],
    types: [...new Set(collections.flatMap(({ types }) => types))],
    collections: collections.map(({ projection }) => projection),
  };
}

/** How personal fields of a view are asked for in plain text. */
export interface PlainDoor {
  readonly path: `POST /${string}`;
  readonly may: string;
  /** Field of the document that names the one caller who may read it; whoever may where it is left out. */
  readonly only?: string;
}

/** How a view is asked over HTTP. */
export interface ViewDoors<Body, Item> {
  /** `GET /v1/party-orgs`: documents below an area, with `asOf`, `after`, a cursor, CSV and the filters. */
  readonly list?: `GET /${string}`;
  /** `GET /v1/party-orgs/:code`: the one document under a key. */
  readonly one?: `GET /${string}`;
  /** `POST /v1/residents/plain`: the personal fields of some documents, recorded before they are shown. */
  readonly plain?: PlainDoor;
  readonly may: string;
  readonly summary: string;
  /** Code of the problem where there is no such document. */
  readonly unknown?: string;
  /** Fields that `?field=` picks by their value. */
  readonly filters?: Readonly<Record<string, TSchema>>;
  /** Default: the key. */
  readonly orderBy?: string;
  readonly limit?: { readonly most: number; readonly usual: number };
  /** What is shown of a document on an Asia/Shanghai day (`?on=`), where it is not the document itself. */
  readonly show?: (body: Body, on: string) => Item | undefined;
}

export interface View<Body = unknown, Item = unknown> {
  readonly projection: Projection;
  /** The one collection, where the view is declared as one. */
  readonly collection: string;
  /** Schema of what the doors answer. */
  readonly document: TProperties;
  readonly fields: readonly string[];
  readonly doors?: ViewDoors<Body, Item>;
}

export interface ViewSource<
  Events extends EventMap,
  Document extends TProperties,
  Item extends TProperties,
> extends Omit<CollectionSource<Events, Static<TObject<Document>>>, 'name' | 'version'> {
  /** The shape of its documents. */
  readonly document: Document;
  /** The shape of what is shown of them, where `show` says that it is another. */
  readonly item?: Item;
  readonly doors?: ViewDoors<Static<TObject<Document>>, Static<TObject<Item>>>;
}

/** A view of one collection, called as the view is. */
export function view<
  const Events extends EventMap,
  Document extends TProperties,
  Item extends TProperties = Document,
>(name: string, version: number, source: ViewSource<Events, Document, Item>): View {
  const { document, item, doors, ...folds } = source;
  const findable = new Set(['key', 'position', ...(source.indexes ?? []).flat()]);
  const asked = [
    ...Object.keys(doors?.filters ?? {}),
    ...(doors?.orderBy === undefined ? [] : [doors.orderBy]),
  ];
  const unfindable = asked.filter((field) => !findable.has(field));
  if (unfindable.length > 0)
    throw new Error(`${name} is asked for ${unfindable.join(', ')}: \`indexes\` has to name that`);
  if ('position' in (source.fields ?? {}))
    throw new Error(`${name} has a field called position, which every document has already`);
  return {
    projection: projectionOf(name, version, [collection<Static<TObject<Document>>>()({ ...folds, name })]),
    collection: name,
    document: item ?? document,
    fields: Object.keys(source.fields ?? {}),
    ...(doors && { doors: doors as ViewDoors<unknown, unknown> }),
  };
}

/** The bodies of facets. */
export function bodies<Body>(facets: readonly Facet<Body>[]): readonly Body[] {
  return facets.map(({ body }) => body);
}
