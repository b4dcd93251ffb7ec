import type { Static, TObject } from 'typebox';
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
}

export function defineEvent<const Type extends string, Schema extends TObject>(
  definition: EventDefinition<Type, Schema>,
): EventDefinition<Type, Schema> {
  return definition;
}

/** The fact a definition describes, as a decider returns it and a projection receives it. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Schema> ? DomainEvent<Type, Static<Schema>> : never;
