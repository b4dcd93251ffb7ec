import { type EventMap, isOfPerson, personalFieldsOf } from '@linli/contracts';
import type { Aggregate, CommandsOf } from '@linli/event-sourcing';
import type { ViewMoment } from '@linli/read-models';
import { describeCommands, type CommandModule, type DescribedCommand } from './door.ts';

/** A fact of another stream or context, and how far its source was known when it was looked up. */
export interface Known<Value = unknown> {
  readonly value: Value;
  /** `party:42`, `residents:1042`; absent for what is worked out of the command alone. */
  readonly position?: string;
}

/** Where facts are looked up before a command is decided. */
export interface Look {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** The state of another stream of this context's log; undefined when it does not exist. */
  stream<Events extends EventMap, State>(
    aggregate: Aggregate<never, Events, State, never>,
    id: string,
  ): Promise<Known<State> | undefined>;
  /** A view of this context, once it has absorbed the event that the command answers, where it answers one. */
  view(name: string): Promise<ViewMoment>;
}

type Fact<Command, Value> = (
  command: Command,
  look: Look,
) => Promise<Known<Value> | undefined> | Known<Value> | undefined;

/** By command, the facts it is decided with and how each is looked up. */
export type KnownFacts<Commands, Facts> = {
  readonly [Name in keyof Commands]?: { readonly [Key in keyof Facts]?: Fact<Commands[Name], Facts[Key]> };
};

/** By command that opens a stream, the id of the one it has opened already or opens; nothing where only its key tells. */
export type OpenedAs<Commands> = {
  readonly [Name in keyof Commands]?: (
    command: Commands[Name],
    tenant: string,
    look: Look,
  ) => string | undefined | Promise<string | undefined>;
};

export interface ServeOptions<Commands, Facts> {
  readonly known?: KnownFacts<Commands, Facts>;
  /** What an answer says besides, by the id of the stream: the number that people know it by. */
  readonly answer?: (id: string) => Readonly<Record<string, string>>;
  /** The stream that a command with this key opened before keys were scoped by who sends them. */
  readonly openedBefore?: (tenant: string, key: string) => string;
  /** What is told twice under two keys, and is one thing all the same. */
  readonly openedAs?: OpenedAs<Commands>;
}

/** An aggregate whatever its types are. */
export type AnyAggregate = Aggregate<unknown, EventMap, unknown, unknown>;

/** An aggregate with its commands: what a context module serves. */
export interface Served {
  readonly aggregate: AnyAggregate;
  readonly commands: readonly DescribedCommand[];
  readonly classes: CommandModule;
  readonly options: ServeOptions<Record<string, unknown>, Record<string, unknown>>;
}

/** Puts an aggregate and the module of its command classes together, with what each command has to know. */
export function serve<Module extends CommandModule, Events extends EventMap, State, Facts>(
  aggregate: Aggregate<CommandsOf<Module>, Events, State, Facts>,
  commands: Module,
  options: ServeOptions<CommandsOf<Module>, Facts> = {},
): Served {
  const described = describeCommands(commands);
  checkPersons(aggregate as unknown as AnyAggregate, described);
  return {
    aggregate: aggregate as unknown as AnyAggregate,
    commands: described,
    classes: commands,
    options: options as Served['options'],
  };
}

/** A datum that is encrypted in the event must not stand in the digest of the command. */
function checkPersons({ name, events }: AnyAggregate, commands: readonly DescribedCommand[]): void {
  const personal = new Set(
    Object.values(events).flatMap((definition) => personalFieldsOf(definition).map(({ field }) => field)),
  );
  for (const command of commands)
    for (const [field, schema] of Object.entries(command.fields))
      if (personal.has(field) && !isOfPerson(schema))
        throw new Error(
          `${field} of ${command.name} is personal in the events of ${name}: say it by ofPerson`,
        );
}
