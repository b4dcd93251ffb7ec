import type { EventMap, EventDefinition, EventOf, RecordedEvent } from '@linli/contracts';
import type { Aggregate, CommandOf } from '@linli/event-sourcing';
import type { AnyAggregate, Look } from './serve.ts';

/** A recorded event of one of these definitions. */
type RecordedOneOf<Definition> =
  EventOf<Definition> extends infer Event
    ? Event extends { readonly type: infer Type extends string; readonly data: infer Data }
      ? RecordedEvent<Type, Data>
      : never
    : never;

export interface ReactionSource<Definition, Commands, Events extends EventMap, State, Facts> {
  /** The events that are answered, of whichever contexts. */
  readonly on: readonly Definition[];
  readonly ask: Aggregate<Commands, Events, State, Facts>;
  /** The stream that is asked: of the event alone, never of now, or a repetition would ask another. */
  readonly id: (event: RecordedOneOf<Definition>) => string;
  /**
   * What is asked; nothing where the event needs no answer. Throws where something is not known yet that must be: the
   * event is then answered later.
   */
  readonly command: (
    event: RecordedOneOf<Definition>,
    look: Look,
  ) => NoInfer<CommandOf<Commands>> | undefined | Promise<NoInfer<CommandOf<Commands>> | undefined>;
  /** Where the very first start begins; later ones go on where they stopped. */
  readonly startAt: 'beginning' | 'now';
  /** Streams answered side by side. Default 16. */
  readonly concurrency?: number;
}

/** When this event, then that command: never in a rebuild, once for each event. */
export interface Reaction {
  /** kebab-case and never changed: the ids of its commands derive from it. */
  readonly name: string;
  readonly on: readonly EventDefinition[];
  readonly ask: AnyAggregate;
  readonly id: (event: RecordedEvent) => string;
  readonly command: (event: RecordedEvent, look: Look) => unknown;
  readonly startAt: 'beginning' | 'now';
  readonly concurrency: number | undefined;
}

export function reaction<
  const Definition extends EventDefinition,
  Commands,
  Events extends EventMap,
  State,
  Facts,
>(name: string, source: ReactionSource<Definition, Commands, Events, State, Facts>): Reaction {
  const { on, ask, id, command, startAt, concurrency } = source;
  return {
    name,
    on,
    startAt,
    concurrency,
    ask: ask as unknown as AnyAggregate,
    // It is subscribed to these events alone.
    id: (event) => id(event as never),
    command: (event, look) => command(event as never, look),
  };
}
