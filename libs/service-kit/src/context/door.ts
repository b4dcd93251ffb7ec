import type { TSchema } from 'typebox';
import { fieldsOf } from '../fields/field.ts';

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface DoorOptions {
  /** Permission that it takes, declared by the context: `party.plan`. */
  readonly may: string;
  /** One line for the API description. */
  readonly summary: string;
  readonly description?: string;
  /** Field that names the stream. Default: the part of the path that is no field of the command. */
  readonly id?: string;
  /** Opens a stream whose id derives from the command's: sent again, it finds what it has opened. */
  readonly opens?: true;
  /**
   * Where the caller has to be at home before the stream is known: a field that holds an area path, or what is worked out
   * of the command and what is known with it. Where the stream lies itself is asked in any case.
   */
  readonly area?: string | ((command: never, known: never) => string | undefined);
  /** Only for callers who act for a unit. */
  readonly unit?: true;
}

/** A door as the kit opens it. */
export interface Door extends DoorOptions {
  readonly method: Method;
  /** With parameters as Nest has them: `/v1/party-orgs/:code/upgrade`. */
  readonly path: string;
}

/** A class whose instances are commands. */
export type CommandClass = new () => object;
/** What `import * as commands from './x.commands.ts'` gives. */
export type CommandModule = Readonly<Record<string, unknown>>;

const DOOR = 'linli:door';

/** The address at which a command can be asked for over HTTP. */
export function Door(route: `${Method} /${string}`, options: DoorOptions): (target: CommandClass) => void {
  const [method, path] = route.split(' ') as [Method, string];
  return (target) => Reflect.defineMetadata(DOOR, { ...options, method, path } satisfies Door, target);
}

/** One command of an aggregate, its fields, and its door where it has one: others are asked by reactions and timers. */
export interface DescribedCommand {
  readonly name: string;
  readonly fields: Readonly<Record<string, TSchema>>;
  readonly door: Door | undefined;
  /** Parts of the path that are fields of the command. */
  readonly inPath: readonly string[];
  /** The part of the path that names the stream, where one does. */
  readonly idInPath: string | undefined;
}

/** Throws for a door that leaves open which stream it leads to. */
export function describeCommands(commands: CommandModule): readonly DescribedCommand[] {
  return Object.entries(commands).flatMap(([name, command]) =>
    typeof command === 'function' ? [describe(name, command as CommandClass)] : [],
  );
}

function describe(name: string, command: CommandClass): DescribedCommand {
  const fields = fieldsOf(command.prototype as object);
  const door = Reflect.getMetadata(DOOR, command) as Door | undefined;
  const parts = [...(door?.path.matchAll(/:(\w+)/g) ?? [])].map(([, part]) => part as string);
  const inPath = parts.filter((part) => part in fields);
  const others = parts.filter((part) => !(part in fields));
  const ways = [door?.opens, door?.id, others[0]].filter((way) => way !== undefined).length;
  if (door !== undefined && (ways !== 1 || others.length > 1))
    throw new Error(`${name}: ${door.path} names its stream in ${ways} ways; one of path, id and opens does`);
  for (const field of [door?.id, door?.area])
    if (typeof field === 'string' && field !== '' && !(field in fields))
      throw new Error(`${name} has no field ${field}, which its door names`);
  return { name, fields, door, inPath, idInPath: others[0] };
}
