import {
  type EventMap,
  type ContextName,
  type DomainEvent,
  type NewEvent,
  personalFieldsOf,
  publishedLanguage,
} from '@linli/contracts';
import {
  type Actor,
  type Aggregate,
  type Asked,
  type CommandContext,
  type CommandHandler,
  type CommandOf,
  type CommandResult,
  createCommandHandler,
  type Decider,
  type EventStore,
  type Folded,
} from '@linli/event-sourcing';
import { sealEvent, type Vault } from '@linli/privacy';
import { formatPositions, type ViewMoment } from '@linli/read-models';
import type { PolicyBook } from './policy-book.ts';
import type { AnyAggregate, Known, Look, Served } from './serve.ts';

/** Who asks, under which id, and what has to be looked at before anything is decided. */
export interface Asking extends CommandContext {
  /** Default: `actor`, without any role. */
  readonly by?: Actor;
  /** Throws when the asker may not act in the area; asked with that of the stream, or else of the command. */
  readonly authorise?: (areaPath: string | undefined) => void;
  /** Where the command itself says it belongs, by itself and what is known with it. */
  readonly areaPath?: (known: Readonly<Record<string, unknown>>) => string | undefined;
  /** The stream is opened by this very command, so it need not be read first. */
  readonly opens?: boolean;
  /** Position of the event that is answered: views are read once they have absorbed it. */
  readonly after?: string;
}

/** A stream as its own events tell it. */
export interface Reading<State> {
  readonly state: State;
  readonly revision: number;
  readonly position: number;
  /** Recorded time of its first event, milliseconds since 1970 UTC. */
  readonly openedAt: number;
}

/** The one way to ask something of an aggregate of a context: from doors, reactions, timers and seeds alike. */
export interface Desk {
  ask<Commands, Events extends EventMap, State, Facts>(
    aggregate: Aggregate<Commands, Events, State, Facts>,
    id: string,
    command: CommandOf<Commands>,
    asking: Asking,
  ): Promise<CommandResult>;
  /** Where a door looks before it knows which stream it leads to. */
  look(): Look;
  /** Undefined for a stream that does not exist. */
  read<Events extends EventMap, State>(
    aggregate: Aggregate<never, Events, State, never>,
    id: string,
  ): Promise<Reading<State> | undefined>;
}

export interface DeskOptions {
  readonly context: ContextName;
  readonly store: EventStore;
  readonly policies: PolicyBook;
  /** Milliseconds since 1970 UTC, of the engines' clock. */
  readonly now: () => number;
  /** A running view of the context at a place in its history. */
  readonly view: (name: string, after: string | undefined) => Promise<ViewMoment>;
  readonly served: readonly Served[];
  /** Needed where events have personal fields. */
  readonly vault?: Vault | undefined;
}

type AskedHere = Asked & {
  readonly authorise: Asking['authorise'];
  readonly facts: Readonly<Record<string, Known>>;
  readonly policiesAt: number;
};

export function createDesk(options: DeskOptions): Desk {
  const { context, store, policies, now, view, vault } = options;
  const served = new Map(options.served.map((entry) => [entry.aggregate.name, entry]));
  const handlers = new Map<string, Readonly<Record<'handle' | 'open', CommandHandler<AskedHere>>>>();
  const personal = options.served.find(({ aggregate }) => holdPersonalFields(aggregate));
  if (vault === undefined && personal !== undefined)
    throw new Error(`events of ${personal.aggregate.name} have personal fields: ${context} needs a vault`);

  function handlersOf(aggregate: AnyAggregate) {
    let found = handlers.get(aggregate.name);
    if (found === undefined) {
      const rules = {
        ...publishedLanguage,
        decider: authorised(aggregate),
        areaPathOf: (folded: Folded<unknown>) => aggregate.areaPathOf(folded),
        knownAtOf: knownAt,
        ...(vault !== undefined &&
          holdPersonalFields(aggregate) && {
            seal: (stream: string, event: NewEvent) => sealEvent(vault, stream, event),
          }),
      };
      const handle = createCommandHandler({ ...rules, store });
      found = { handle, open: createCommandHandler({ ...rules, store, opens: true }) };
      handlers.set(aggregate.name, found);
    }
    return found;
  }

  async function read<Events extends EventMap, State>(
    aggregate: Aggregate<never, Events, State, never>,
    id: string,
  ) {
    const events = await store.readStream(aggregate.streamOf(id));
    const [first, last] = [events[0], events.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    const { decider } = aggregate;
    const folded = events.reduce<Folded<State>>(
      // What stands in a stream of the aggregate are its own facts.
      (before, event) => decider.evolve(before, publishedLanguage.upcast(event) as never),
      decider.initialState,
    );
    const { revision, position } = last;
    return { state: folded.state, revision, position, openedAt: first.recordedAt };
  }

  function lookAs({ after }: { readonly after?: string }, at: number): Look {
    return {
      at,
      async stream(aggregate, id) {
        const found = await read(aggregate, id);
        return found && { value: found.state, position: `${context}:${found.position}` };
      },
      view: (name) => view(name, after),
    };
  }

  return {
    read,
    look: () => lookAs({}, now()),
    async ask(typed, id, command, asking) {
      const aggregate = typed as unknown as AnyAggregate;
      const at = now();
      const facts = await lookUp(
        served.get(aggregate.name)?.options.known?.[command.type as string],
        command,
        lookAs(asking, at),
      );
      const known = Object.fromEntries(Object.entries(facts).map(([name, { value }]) => [name, value]));
      const areaPath = asking.areaPath?.(known);
      // Where the command says it belongs is asked for beside where its stream lies.
      if (areaPath !== undefined) asking.authorise?.(areaPath);
      const { handle, open } = handlersOf(aggregate);
      return (asking.opens ? open : handle)(
        aggregate.streamOf(id),
        {
          id,
          command,
          at,
          by: asking.by ?? { subject: asking.actor, roles: [] },
          policies: policies.snapshot(),
          policiesAt: policies.position,
          known,
          facts,
          authorise: asking.authorise,
          ...(areaPath !== undefined && { areaPath }),
        },
        asking,
      );
    },
  };
}

function holdPersonalFields({ events }: AnyAggregate): boolean {
  return Object.values(events).some((definition) => personalFieldsOf(definition).length > 0);
}

/** The facts a command is decided with, looked up side by side; what is not known is left out. */
async function lookUp(
  lookups: Readonly<Record<string, unknown>> | undefined,
  command: unknown,
  look: Look,
): Promise<Readonly<Record<string, Known>>> {
  if (lookups === undefined) return {};
  const found = await Promise.all(
    Object.entries(lookups as Record<string, (command: unknown, look: Look) => unknown>).map(
      async ([name, fact]) => [name, await fact(command, look)] as const,
    ),
  );
  return Object.fromEntries(found.filter(([, fact]) => fact !== undefined)) as Record<string, Known>;
}

function authorised(aggregate: AnyAggregate): Decider<AskedHere, DomainEvent, Folded<unknown>> {
  const { decider } = aggregate;
  return {
    ...decider,
    decide(asked, folded) {
      const areaPath = aggregate.areaPathOf(folded) ?? asked.areaPath;
      asked.authorise?.(areaPath);
      return decider.decide(asked as never, folded);
    },
  };
}

/** What the event's metadata says of the decision: the policies' place where a stream begins, and that of every fact. */
function knownAt({ facts, policiesAt }: AskedHere, { opened }: Folded<unknown>): string | undefined {
  const places = [
    ...(opened === undefined && policiesAt > 0 ? [`policies:${policiesAt}`] : []),
    ...new Set(Object.values(facts).flatMap(({ position }) => position ?? [])),
  ];
  return places.length === 0 ? undefined : places.join(',');
}

/** Positions of a view as a fact names them. */
export function factOf<Value>(view: ViewMoment, value: Value | undefined): Known<Value> | undefined {
  return value === undefined ? undefined : { value, position: formatPositions(view.positions) };
}
