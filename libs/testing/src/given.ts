import { deepStrictEqual, fail, strictEqual } from 'node:assert/strict';
import {
  asSealed,
  definitionOf,
  type DomainEvent,
  eventDefinitions,
  type EventMap,
  type EventsOf,
  validateEvent,
} from '@linli/contracts';
import type {
  Actor,
  Aggregate,
  Asked,
  CommandOf,
  Decider,
  Decision,
  Folded,
  Moment,
  PoliciesInForce,
  Policy,
} from '@linli/event-sourcing';

/** A stream's past, ready to be asked something. */
export interface Given<Command, Event extends DomainEvent> {
  /** What has happened before, in order; calls add up. */
  events(...events: readonly Event[]): Given<Command, Event>;
  when(command: Command): Outcome<Event>;
}

/** An aggregate's past, ready to be asked something at a moment. */
export interface GivenAggregate<Commands, Event extends DomainEvent, Facts> {
  /** What has happened before, in order; calls add up. A fact may say when it was recorded, and where. */
  events(...events: readonly (Event & Recorded)[]): GivenAggregate<Commands, Event, Facts>;
  when(command: CommandOf<Commands>, moment?: GivenMoment<Facts>): Outcome<Event>;
}

interface Recorded {
  readonly recordedAt?: number;
  readonly position?: number;
}

/** When, by whom and with what knowledge a command is asked; what is left out is of no account to the rule. */
export interface GivenMoment<Facts = object> {
  readonly id?: string;
  /** Milliseconds since 1970 UTC, or an instant. */
  readonly at?: number | string;
  readonly by?: Partial<Actor>;
  readonly known?: Moment<Facts>['known'];
  /** Contents other than the first versions of policies. */
  readonly policies?: readonly (readonly [Policy, unknown])[];
  readonly areaPath?: string;
}

/** What the decider answered, to be compared with what the rule book says. */
export interface Outcome<Event extends DomainEvent> {
  /** Accepted with exactly these events, in order. Not a promise: do not `await` an outcome. */
  then(...events: readonly Event[]): void;
  /** Accepted, and nothing to record. */
  thenNothing(): void;
  /** Refused by this rule and, when given, under this code and for this field. */
  thenRefused(rule: string, code?: string, field?: string): void;
  /** The plain decision, for what the above cannot say. */
  readonly decision: Decision<Event>;
}

const published = new Set(eventDefinitions.map(({ type }) => type));

/**
 * Given events, when a command, then events or a refusal.
 *
 * Beside the comparison it holds the decider to two promises: events of the published language keep their schema (given
 * ones too, so that no spec starts from a past that cannot be), and neither `decide` nor `evolve` changes what it is
 * given: states, events and commands come frozen.
 */
export function given<Commands, Events extends EventMap, State, Facts>(
  aggregate: Aggregate<Commands, Events, State, Facts>,
): GivenAggregate<Commands, EventsOf<Events>, Facts>;
export function given<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
): Given<Command, Event>;
export function given(rules: Decider<unknown, DomainEvent, unknown> | Aggregate): unknown {
  return 'decider' in rules ? afterOf(rules, []) : after(rules, []);
}

function afterOf<Commands, Event extends DomainEvent, Facts>(
  { decider }: Pick<Aggregate<Commands, EventMap, unknown, Facts>, 'decider'>,
  past: readonly Event[],
): GivenAggregate<Commands, Event, Facts> {
  return {
    events: (...events) => afterOf({ decider }, [...past, ...events]),
    when: (command, moment = {}) =>
      after(
        decider as unknown as Decider<Asked<CommandOf<Commands>, Facts>, Event, Folded<unknown>>,
        past,
      ).when(askedAt(command, moment)),
  };
}

function askedAt<Command, Facts>(command: Command, moment: GivenMoment<Facts>): Asked<Command, Facts> {
  const { id = 'x', at = 0, by, known = {}, policies = [], areaPath } = moment;
  return {
    id,
    command,
    at: typeof at === 'string' ? Date.parse(at) : at,
    by: { subject: 'someone', roles: [], ...by },
    known,
    policies: policiesOf(policies),
    ...(areaPath !== undefined && { areaPath }),
  };
}

/** Policies as they are in force: in the version that is named (the first one of several), or else in the first. */
export function policiesOf(named: readonly (readonly [Policy, unknown])[]): PoliciesInForce {
  return {
    inForce<Content>(policy: Policy<Content>, { version }: { readonly version?: number | undefined } = {}) {
      const found = named.find(
        ([other, content]) =>
          other.name === policy.name &&
          (version === undefined || (content as { readonly version: number }).version === version),
      );
      return found === undefined ? policy.first : (found[1] as Content);
    },
  };
}

/** The same with the past at once: `givenEvents(decider, reported, located).when(command)`. */
export function givenEvents<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
  ...events: readonly Event[]
): Given<Command, Event> {
  return after(decider, events);
}

function after<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
  past: readonly Event[],
): Given<Command, Event> {
  return {
    events: (...events) => after(decider, [...past, ...events]),
    when(command) {
      const state = fold(decider, frozen(decider.initialState), past);
      const decision = decider.decide(frozen(command), state);
      // What was decided must also be foldable: an event that breaks `evolve` would lock its stream for ever.
      if (decision.outcome === 'accepted') fold(decider, state, decision.events);
      return outcomeOf(decision);
    },
  };
}

function fold<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
  start: State,
  events: readonly Event[],
): State {
  return events.reduce((state, event) => {
    if (published.has(event.type)) {
      const definition = definitionOf(event.type);
      validateEvent(event.type, definition.version, asSealed(definition, event.data));
    }
    return frozen(decider.evolve(state, frozen(event)));
  }, start);
}

function outcomeOf<Event extends DomainEvent>(decision: Decision<Event>): Outcome<Event> {
  const expectEvents = (events: readonly Event[]): void => {
    if (decision.outcome === 'refused')
      fail(`refused by ${decision.rule} (${decision.code}: ${decision.message}), expected ${named(events)}`);
    deepStrictEqual(decision.events, events);
  };
  return {
    decision,
    then: (...events) => expectEvents(events),
    thenNothing: () => expectEvents([]),
    thenRefused(rule, code, field) {
      if (decision.outcome === 'accepted')
        fail(`accepted with ${named(decision.events)}, expected a refusal by ${rule}`);
      strictEqual(decision.rule, rule);
      if (code !== undefined) strictEqual(decision.code, code);
      if (field !== undefined) strictEqual(decision.field, field);
    },
  };
}

function named(events: readonly DomainEvent[]): string {
  return events.length === 0 ? 'no event' : events.map(({ type }) => type).join(', ');
}

/** Freezes plain objects and arrays all the way down; a decider that changes its input then throws where it does so. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !ArrayBuffer.isView(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
