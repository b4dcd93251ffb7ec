import { hash } from 'node:crypto';
import { type ContextName, isOfPerson } from '@linli/contracts';
import type { CommandContext } from '@linli/event-sourcing';
import { Body, Controller, Delete, Inject, Param, Patch, Post, Put, Res, type Type } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { TSchema } from 'typebox';
import { CurrentCaller, Requires } from '../auth/access.ts';
import { type Caller, requireArea } from '../auth/caller.ts';
import { answer, type CommandAnswer } from '../commands/answer.ts';
import { Command } from '../commands/command.ts';
import { fieldsOf, isOptional, openApiOf, requestClass } from '../fields/field.ts';
import { Problem } from '../problems/problem.ts';
import { invalidRequest, RequestValidationPipe } from '../validation/validation.pipe.ts';
import { addRoute } from './decorate.ts';
import { derivedId } from './derived-id.ts';
import type { Asking, Desk } from './desk.ts';
import type { CommandClass, DescribedCommand, Door } from './door.ts';
import type { Served } from './serve.ts';
import { DESK } from './tokens.ts';

const routes = { POST: Post, PUT: Put, PATCH: Patch, DELETE: Delete };
const pipe = new RequestValidationPipe();
const toldBefore = 'This was told before under another key; nothing of what was sent now was recorded.';

/** The controller of an aggregate's doors: every command with a door is a route of it. */
export function commandController(context: ContextName, served: Served): Type {
  @ApiTags(served.aggregate.name)
  @Controller()
  class CommandController {
    readonly desk: Desk;

    constructor(@Inject(DESK(context)) desk: Desk) {
      this.desk = desk;
    }
  }
  Object.defineProperty(CommandController, 'name', { value: `${served.aggregate.name} commands` });
  for (const command of served.commands) {
    if (command.door === undefined) continue;
    const handle = handlerOf(context, served, command, command.door);
    addRoute(
      CommandController,
      operationIdOf(command),
      function (
        this: CommandController,
        ...args: Parameters<typeof handle> extends [Desk, ...infer Rest] ? Rest : never
      ) {
        return handle(this.desk, ...args);
      },
      [Param(), Body(), CurrentCaller(), Command(), Res({ passthrough: true })],
      routes[command.door.method](command.door.path),
      Requires(command.door.may),
      ...described(served, command, command.door),
    );
  }
  return CommandController;
}

/** `EstablishPartyOrg` is the operation `establishPartyOrg`. */
function operationIdOf({ name }: DescribedCommand): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function described(served: Served, command: DescribedCommand, door: Door): readonly MethodDecorator[] {
  const { summary, description = '' } = door;
  const inBody = Object.entries(command.fields).filter(([name]) => !command.inPath.includes(name));
  const parts: (readonly [string, TSchema])[] = command.inPath.map((name) => [
    name,
    command.fields[name] as TSchema,
  ]);
  if (command.idInPath !== undefined) parts.push([command.idInPath, served.aggregate.id]);
  return [
    ApiOperation({ summary, description, operationId: operationIdOf(command) }),
    ...parts.map(([name, schema]) => ApiParam({ name, schema: openApiOf(schema) })),
    ...(inBody.length === 0 ? [] : [ApiBody({ schema: objectOf(inBody), required: true })]),
  ];
}

/** The schema of an object with these fields and no others. */
export function objectOf(fields: readonly (readonly [string, TSchema])[]): Record<string, unknown> {
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, schema]) => [name, openApiOf(schema)])),
    required: fields.filter(([, schema]) => !isOptional(schema)).map(([name]) => name),
    additionalProperties: false,
  };
}

function handlerOf(context: ContextName, served: Served, described: DescribedCommand, door: Door) {
  const { aggregate, classes, options } = served;
  const { name, inPath, idInPath } = described;
  const commandClass = classes[name] as CommandClass;
  const idClass = requestClass('Id', { id: aggregate.id });
  const withoutPersons = withoutPersonsOf(described);

  async function commandOf(
    params: Readonly<Record<string, string>>,
    body: unknown,
  ): Promise<Record<string, unknown>> {
    if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body)))
      throw invalidRequest([{ field: '', rule: 'isObject', message: 'the body must be a JSON object' }]);
    const twice = inPath.find((part) => part in ((body ?? {}) as object));
    if (twice !== undefined)
      throw invalidRequest([
        { field: twice, rule: 'whitelistValidation', message: 'stands in the address, not here' },
      ]);
    const inAddress = Object.fromEntries(inPath.map((part) => [part, params[part]]));
    return plain(await checked(commandClass, { ...(body as object), ...inAddress })) as Record<
      string,
      unknown
    >;
  }

  return async (
    desk: Desk,
    params: Readonly<Record<string, string>>,
    body: unknown,
    caller: Caller,
    request: CommandContext,
    reply: FastifyReply,
  ): Promise<CommandAnswer> => {
    const command = { type: name, ...(await commandOf(params, body)) };
    const fields: Readonly<Record<string, unknown>> = command;
    if (door.unit && caller.unit === undefined) throw noUnit();
    const asking: Asking = {
      ...request,
      by: caller,
      digest: digestOf(
        aggregate.name,
        idInPath === undefined ? '' : (params[idInPath] ?? ''),
        withoutPersons(command),
      ),
      authorise: (areaPath) => {
        if (areaPath !== undefined) requireArea(caller, door.may, areaPath);
      },
      areaPath: (known) => areaOf(door, fields, known),
    };
    let id: string;
    let opens = false;
    let named = false;
    if (idInPath !== undefined)
      id = ((await checked(idClass, { id: params[idInPath] }, idInPath)) as { id: string }).id;
    else if (door.id !== undefined) id = String(fields[door.id]);
    else ({ id, opens, named } = await opened(desk, request, command));
    let result = await desk.ask(aggregate, id, command as never, { ...asking, opens });
    // Another key has told of it before: what it opened answers.
    let again = false;
    if (named && result.outcome === 'unchanged') {
      again = true;
      result = { ...result, outcome: 'repeated' };
    }
    if (result.outcome === 'refused' && result.code === `${aggregate.name}-unknown`)
      throw new Problem({ status: 404, code: result.code, detail: `${result.message}.`, rule: result.rule });
    return { ...options.answer?.(id), ...answer(result, reply, context), ...(again && { note: toldBefore }) };
  };

  /** The stream that this command opens, or has opened before keys were scoped by who sends them. */
  async function opened(
    desk: Desk,
    { commandId, earlierCommandId, tenant }: CommandContext,
    command: Readonly<Record<string, unknown>>,
  ) {
    if (earlierCommandId !== undefined && options.openedBefore !== undefined) {
      const earlier = options.openedBefore(tenant, earlierCommandId);
      if ((await desk.read(aggregate as never, earlier)) !== undefined)
        return { id: earlier, opens: false, named: false };
    }
    const known = await options.openedAs?.[name]?.(command, tenant, desk.look());
    return {
      id: known ?? derivedId(tenant, aggregate.name, commandId),
      opens: true,
      named: known !== undefined,
    };
  }
}

/** The value as its request class checks it; faults name the field as it is called in the address. */
async function checked(type: CommandClass, value: object, called?: string): Promise<object> {
  // class-validator takes a class without rules for an unknown one.
  if (Object.keys(fieldsOf(type.prototype as object)).length === 0) {
    const extra = Object.keys(value).map((field) => ({
      field,
      rule: 'whitelistValidation',
      message: `property ${field} should not exist`,
    }));
    if (extra.length > 0) throw invalidRequest(extra.slice(0, 50));
    return {};
  }
  try {
    return (await pipe.transform(value, { type: 'body', metatype: type })) as object;
  } catch (error) {
    if (called === undefined || !(error instanceof Problem)) throw error;
    throw invalidRequest([{ field: called, rule: 'id', message: error.message.replace(/^id: /, '') }]);
  }
}

function areaOf(door: Door, command: Readonly<Record<string, unknown>>, known: unknown): string | undefined {
  const { area } = door;
  if (typeof area === 'function') return area(command as never, known as never);
  return area === undefined || area === '' ? area : (command[area] as string);
}

/** Only what a request has said, as plain data: no classes and nothing that was left out. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => [name, plain(inner)]),
  );
}

/** Leaves out what may not stand in a digest, which anybody could try texts against: of persons nothing. */
function withoutPersonsOf({ fields }: DescribedCommand) {
  const personal = new Set(Object.keys(fields).filter((name) => isOfPerson(fields[name] ?? {})));
  return (command: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    personal.size === 0
      ? command
      : Object.fromEntries(Object.entries(command).filter(([name]) => !personal.has(name)));
}

/** What was asked, so that the same key with something else in its body is noticed; the order of fields says nothing. */
export function digestOf(...asked: readonly unknown[]): string {
  const text = JSON.stringify(asked, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
  return hash('sha256', text, 'base64url');
}

function noUnit(): Problem {
  return new Problem({
    status: 403,
    code: 'no-unit',
    detail: 'This is done for a unit; the token names none.',
  });
}
