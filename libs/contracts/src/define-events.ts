import { type Static, type TObject, type TProperties, Type } from 'typebox';
import type { DomainEvent } from './recorded-event.ts';

export type ContextName = 'residents' | 'party' | 'incidents' | 'sanitation' | 'finance';

/** The one source of an event: its TypeScript type, its JSON Schema 2020-12, its example and its documentation. */
export interface EventDefinition<Type extends string = string, Schema extends TObject = TObject> {
  readonly context: ContextName;
  /** Name in the past tense, PascalCase; unique in the whole language. */
  readonly type: Type;
  /** Major version; an incompatible change makes a new one and an upcaster. */
  readonly version: number;
  /** What it is called on a screen. */
  readonly title: { readonly zh: string; readonly en: string };
  /** One sentence: what has happened when this event stands in the log. */
  readonly description: string;
  /** Requirement rows it serves. */
  readonly rows: readonly string[];
  /** Schema of `data`: closed when written, open when read. */
  readonly data: Schema;
  /** At least one valid `data`, used in documentation and golden files. */
  readonly examples: readonly Static<Schema>[];
  /** Fields of `data` that a line of the live feed shows; none where the title says it all. */
  readonly shows: readonly string[];
}

/** An event as it is written in the file of its aggregate; its name is the key it stands under. */
interface EventSource<Fields extends TProperties> {
  /** What it is called on a screen, in Chinese and in English. */
  readonly title: readonly [zh: string, en: string];
  readonly description: string;
  readonly rows: readonly string[];
  /** Default 1. */
  readonly version?: number;
  readonly data: Fields;
  readonly shows?: readonly (keyof Fields & string)[];
  readonly example: Static<TObject<Fields>>;
  /** Where one example does not show all there is. */
  readonly further?: readonly Static<TObject<Fields>>[];
}

/** Event definitions by name. */
export type EventMap = Readonly<Record<string, EventDefinition>>;

/** Defines the events of one aggregate, each under its name: the shapes, once, for writers, readers and documents. */
export function defineEvents<const Sources extends Record<string, TProperties>>(
  context: ContextName,
  sources: { readonly [Type in keyof Sources]: EventSource<Sources[Type]> },
): { readonly [Type in keyof Sources & string]: EventDefinition<Type, TObject<Sources[Type]>> } {
  const definitions = Object.entries(sources as unknown as Record<string, EventSource<TProperties>>).map(
    ([type, { title, version, data, shows, example, further, description, rows }]): EventDefinition => ({
      context,
      type,
      version: version ?? 1,
      title: { zh: title[0], en: title[1] },
      description,
      rows,
      data: Type.Object(data),
      examples: [example, ...(further ?? [])],
      shows: shows ?? [],
    }),
  );
  // Each definition was made of the source that stands under its name.
  return Object.fromEntries(definitions.map((definition) => [definition.type, definition])) as never;
}

/** The fact a definition describes, as a decider returns it and a projection receives it. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Schema> ? DomainEvent<Type, Static<Schema>> : never;

/** Any fact of a map of definitions. */
export type EventsOf<Events> = { [Type in keyof Events]: EventOf<Events[Type]> }[keyof Events];

/** What an event says: the type of its `data`. */
export type DataOf<Definition> =
  Definition extends EventDefinition<string, infer Schema> ? Static<Schema> : never;
