import { type ContextName, type DataOf, type EventMap, type EventsOf, Id } from '@linli/contracts';
import type { TSchema } from 'typebox';
import type { Decider, Decision } from '../decider.ts';
import type { Actor, Moment, PoliciesInForce, RecordedMark } from './moment.ts';

/** The commands of a module of command classes, by name; `typeof import('./x.commands.ts')` keeps deciders free of them. */
export type CommandsOf<Module> = {
  readonly [
    Name in keyof Module as Module[Name] extends abstract new (...args: never) => unknown ? Name : never
  ]: Module[Name] extends abstract new (...args: never) => infer Command ? Command : never;
};

/** One of the commands as it is asked: its fields and its name. */
export type CommandOf<Commands> = {
  [Name in keyof Commands]: { readonly type: Name } & Commands[Name];
}[keyof Commands];

/** A command on its way to the decider, with all that a decider must not find out by itself. */
export interface Asked<Command = unknown, Facts = unknown> {
  readonly id: string;
  readonly command: Command;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly by: Actor;
  readonly policies: PoliciesInForce;
  readonly known: Moment<Facts>['known'];
  /** Where a stream that does not exist yet is about to be opened. */
  readonly areaPath?: string;
}

/** A stream folded: its state, and what every aggregate has to know of its own past. */
export interface Folded<State> {
  readonly state: State;
  /** The latest recorded time, milliseconds since 1970 UTC; time never goes back within a stream. */
  readonly latest: number;
  /** The position whose policies judge it for good: that of its first event, or what its decision knew of the log. */
  readonly opened?: number;
}

/** When a duty that an event has begun falls due, and which events end it (`contexts.md` 1.1 rule 2). */
export interface Timer<Events = EventMap, Command = unknown> {
  /** By event that sets a due time (again), the field of its data that holds it; an instant. */
  readonly due: { readonly [Type in keyof Events]?: string };
  /** Fields that tell apart several duties of one stream: those of every event named here, and of the command. */
  readonly of?: readonly (keyof Command & string)[];
  readonly ends: readonly (keyof Events & string)[];
}

export interface AggregateRules<Commands, Events extends EventMap, State, Facts> {
  readonly initial: State;
  /** Schema of the id behind the name of the aggregate; any id when left out. */
  readonly id?: TSchema;
  /** Where it lies: who may act there, and the area its events carry. */
  readonly areaPath?: (state: State) => string | undefined;
  /** The state after each event; all in one function where every event is treated alike. */
  readonly evolve:
    | {
        readonly [Type in keyof Events]: (
          state: State,
          data: DataOf<Events[Type]>,
          recorded: RecordedMark,
        ) => State;
      }
    | ((state: State, event: EventsOf<Events>, recorded: RecordedMark) => State);
  /** The answer to each command: one branch, one rule. */
  readonly decide: {
    readonly [Name in keyof Commands]: (
      command: Commands[Name],
      state: State,
      moment: Moment<Facts>,
    ) => Decision<EventsOf<Events>>;
  };
  /** By the command that is asked once a due time has gone by. */
  readonly timers?: { readonly [Name in keyof Commands]?: Timer<Events, Commands[Name]> };
}

/** The rules of one kind of stream, under its name: what a context module is made of. */
export interface Aggregate<
  Commands = unknown,
  Events extends EventMap = EventMap,
  State = unknown,
  Facts = unknown,
> {
  /** kebab-case; its streams are `<name>-<id>`. */
  readonly name: string;
  readonly context: ContextName;
  readonly events: Events;
  readonly id: TSchema;
  readonly timers: Readonly<Record<string, Timer>>;
  readonly decider: Decider<Asked<CommandOf<Commands>, Facts>, EventsOf<Events>, Folded<State>>;
  areaPathOf(folded: Folded<State>): string | undefined;
  streamOf(id: string): string;
  /** The id behind the name; undefined for a stream of another kind. */
  idOf(streamId: string): string | undefined;
}

/** The state an aggregate folds. */
export type StateOf<A> = A extends Aggregate<never, never, infer State, never> ? State : never;

/** Leaves the state as it is: for events that no rule asks about. */
export function unchanged<State>(state: State): State {
  return state;
}

/**
 * Makes an aggregate of its rules: `aggregate<typeof commands, State>()('party-org', partyOrgEvents, { … })`. The state
 * and, where it has to know of other streams, the facts are named; events and commands are inferred.
 */
export function aggregate<Module, State, Facts = object>() {
  type Commands = CommandsOf<Module>;
  return <const Events extends EventMap>(
    name: string,
    events: Events,
    rules: AggregateRules<Commands, Events, State, Facts>,
  ): Aggregate<Commands, Events, State, Facts> => {
    const prefix = `${name}-`;
    return {
      name,
      context: contextOf(name, events),
      events,
      id: rules.id ?? Id,
      timers: (rules.timers ?? {}) as Readonly<Record<string, Timer>>,
      decider: deciderOf(rules),
      areaPathOf: ({ state }) => rules.areaPath?.(state),
      streamOf: (id) => prefix + id,
      idOf: (streamId) => (streamId.startsWith(prefix) ? streamId.slice(prefix.length) : undefined),
    };
  };
}

function contextOf(name: string, events: EventMap): ContextName {
  const [first] = Object.values(events);
  if (first === undefined) throw new TypeError(`${name} has no events`);
  return first.context;
}

type Marked<Event> = Event & {
  readonly recordedAt?: number;
  readonly position?: number;
  readonly metadata?: { readonly knownAt?: string };
};

function deciderOf<Commands, Events extends EventMap, State, Facts>(
  rules: AggregateRules<Commands, Events, State, Facts>,
): Decider<Asked<CommandOf<Commands>, Facts>, EventsOf<Events>, Folded<State>> {
  type Event = EventsOf<Events>;
  const { evolve } = rules;
  const evolveState: (
    state: State,
    event: Event & { type: string; data: never },
    mark: RecordedMark,
  ) => State =
    typeof evolve === 'function'
      ? evolve
      : (state, event, mark) => evolve[event.type as keyof Events]?.(state, event.data, mark) ?? state;

  return {
    initialState: { state: rules.initial, latest: -Infinity },
    decide(asked, { state, latest, opened }) {
      const { id, by, known, policies } = asked;
      const { type, ...command } = asked.command as { readonly type: keyof Commands };
      const place = rules.areaPath?.(state) ?? asked.areaPath;
      const moment: Moment<Facts> = {
        id,
        by,
        known,
        // A process clock may step back, a stream's time does not.
        at: Math.max(asked.at, latest),
        policy: (policy, version) => policies.inForce(policy, { opened, areaPath: place, version }),
      };
      return rules.decide[type](command as Commands[keyof Commands], state, moment);
    },
    evolve({ state, latest, opened }, event) {
      const { recordedAt, position, metadata } = event as Marked<Event>;
      const now = Math.max(latest, recordedAt ?? latest);
      const after = evolveState(state, event as never, { at: now, position });
      const began = opened ?? policiesAt(metadata?.knownAt, event, position);
      return { state: after, latest: now, ...(began !== undefined && { opened: began }) };
    },
  };
}

/** How far the decision that opened the stream knew the log of its own context; the event's own place where it knew all. */
function policiesAt(knownAt: string | undefined, event: object, position: number | undefined) {
  const known = /(?:^|,)policies:(\d+)/.exec(knownAt ?? '')?.[1];
  return known === undefined ? position : Number(known);
}
