import { AreaPath, type ContextName, publishedLanguage } from '@linli/contracts';
import {
  type CommandContext,
  createCommandHandler,
  type EventStore,
  type Policy,
} from '@linli/event-sourcing';
import { Body, Controller, Get, Post, Query, Res, type Type as NestType } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { CurrentCaller, Requires } from '../auth/access.ts';
import { type Caller, requireArea } from '../auth/caller.ts';
import { answer, type CommandAnswer } from '../commands/answer.ts';
import { Command } from '../commands/command.ts';
import { openApiOf, requestClass } from '../fields/field.ts';
import { Problem } from '../problems/problem.ts';
import { RequestValidationPipe } from '../validation/validation.pipe.ts';
import { digestOf, objectOf, plain } from './command-doors.ts';
import { addRoute, camel } from './decorate.ts';
import { type PolicyBook, policyStream, type PolicyVersion } from './policy-book.ts';

/** Brings a version of a policy into force, for the city or, with a path, for an area. */
export type SetPolicy = (
  policy: Policy,
  areaPath: string,
  content: unknown,
  context: CommandContext,
) => Promise<Awaited<ReturnType<ReturnType<typeof createCommandHandler>>>>;

/** A version that was recorded is in the book before the command is answered. */
export function setPolicyIn(store: EventStore, book: PolicyBook): SetPolicy {
  return async (policy, areaPath, content, context) => {
    const handle = createCommandHandler({
      ...publishedLanguage,
      store,
      decider: policy.decider,
      ...(areaPath !== '' && { areaPathOf: () => areaPath }),
    });
    const result = await handle(policyStream(policy, areaPath), { content }, context);
    if (result.outcome === 'recorded') await book.reached(result.position);
    return result;
  };
}

/**
 * Gives a new city the first version of each policy. One that has a version already is left alone, so this runs at every
 * start; two starts at once record one version, since the commands' ids are fixed. Answers what was installed.
 */
export async function installFirstPolicies(
  policies: readonly Policy[],
  book: PolicyBook,
  set: SetPolicy,
  tenant: string,
): Promise<readonly string[]> {
  const installed: string[] = [];
  for (const policy of policies) {
    if (book.versions(policy).length > 0) continue;
    const commandId = `default-${policy.name}-v1`;
    const context = { commandId, correlationId: commandId, actor: 'policy:install-default-policies', tenant };
    const result = await set(policy, '', policy.first, context);
    if (result.outcome === 'refused') throw new Error(`${policy.name}: ${result.code}: ${result.message}`);
    if (result.outcome === 'recorded') installed.push(policy.name);
  }
  return installed;
}

const pipe = new RequestValidationPipe();
const Version = Type.Object({
  position: Type.String({ description: 'it judges what stands in the log behind this position' }),
  recordedAt: Type.String({ format: 'date-time' }),
  notice: Type.Optional(Type.String({ description: 'what people have to know of this version' })),
});
const AreaQuery = Type.Optional(AreaPath);
const VersionQuery = Type.Optional(Type.Integer({ minimum: 1, description: 'Default: the latest.' }));
const Area = requestClass('Area', { area: AreaQuery });
const AreaAndVersion = requestClass('AreaAndVersion', { area: AreaQuery, version: VersionQuery });

interface PolicyQuery {
  readonly area?: string;
  readonly version?: number;
}

/** The controller of a context's policies: each is set as a whole, and read by version. */
export function policiesController(
  context: ContextName,
  policies: readonly Policy[],
  book: PolicyBook,
  set: SetPolicy,
): NestType {
  @ApiTags('policies')
  @Controller('v1/policies')
  class PoliciesController {}
  Object.defineProperty(PoliciesController, 'name', { value: `${context} policies` });
  for (const policy of policies) addPolicy(PoliciesController, context, policy, book, set);
  return PoliciesController;
}

function addPolicy(
  controller: new () => object,
  context: ContextName,
  policy: Policy,
  book: PolicyBook,
  set: SetPolicy,
): void {
  const { name } = policy;
  const { zh, en } = policy.event.title;
  const fields = Object.entries(policy.event.data.properties as Readonly<Record<string, TSchema>>);
  const content = objectOf(fields);
  const Content = requestClass(camel(name), Object.fromEntries(fields));
  const documented = (version: PolicyVersion) => ({
    policy: version.content,
    notice: policy.notice?.(version.content),
    position: `${context}:${version.position}`,
    recordedAt: new Date(version.recordedAt).toISOString(),
  });
  const area = ApiQuery({
    name: 'area',
    required: false,
    description: 'The versions of an area; those of the city when left out.',
    schema: openApiOf(AreaPath),
  });
  const VersionDocument = {
    ...openApiOf(Version),
    properties: { policy: content, ...(openApiOf(Version).properties as object) },
  };

  addRoute(
    controller,
    camel(`set-${name}`),
    async (
      body: unknown,
      raw: object,
      caller: Caller,
      asked: CommandContext,
      reply: FastifyReply,
    ): Promise<CommandAnswer> => {
      const query = (await pipe.transform(raw, { type: 'query', metatype: Area })) as PolicyQuery;
      const { area: areaPath = '' } = query;
      // Whoever sets a policy answers for all of the area it holds in.
      requireArea(caller, 'policy.set', areaPath);
      const checked = plain(await pipe.transform(body, { type: 'body', metatype: Content }));
      const digest = digestOf(name, areaPath, checked);
      return answer(await set(policy, areaPath, checked, { ...asked, digest }), reply, context);
    },
    [Body(), Query(), CurrentCaller(), Command(), Res({ passthrough: true })],
    Post(name),
    Requires('policy.set'),
    ApiOperation({
      summary: `Bring the next version into force: ${en} · ${zh}`,
      operationId: camel(`set-${name}`),
    }),
    area,
    ApiBody({ schema: content, required: true }),
  );

  addRoute(
    controller,
    camel(`get-${name}`),
    async (raw: Readonly<Record<string, unknown>>, reply: FastifyReply) => {
      const version = raw['version'];
      const read = typeof version === 'string' && /^\d{1,9}$/.test(version) ? Number(version) : version;
      const given = { ...raw, ...(version !== undefined && { version: read }) };
      const query = (await pipe.transform(given, { type: 'query', metatype: AreaAndVersion })) as PolicyQuery;
      const versions = book.versions(policy, query.area);
      const found = query.version === undefined ? versions.at(-1) : versions[query.version - 1];
      if (found === undefined)
        throw new Problem({
          status: 404,
          code: 'policy-version-unknown',
          detail: `There is no such version of the ${name}; the latest is ${versions.length}.`,
        });
      // Each version is one event of the policy's stream, so If-Match of the next command can be taken from here.
      reply.header('etag', `"${versions.indexOf(found)}"`);
      return documented(found);
    },
    [Query(), Res({ passthrough: true })],
    Get(name),
    Requires('operations.read'),
    ApiOperation({ summary: `A version of the ${name}`, operationId: camel(`get-${name}`) }),
    area,
    ApiQuery({ name: 'version', required: false, schema: openApiOf(VersionQuery) }),
    ApiOkResponse({ schema: VersionDocument }),
  );

  addRoute(
    controller,
    camel(`list-${name}-versions`),
    async (raw: object) => {
      const query = (await pipe.transform(raw, { type: 'query', metatype: Area })) as PolicyQuery;
      return { items: book.versions(policy, query.area).map(documented) };
    },
    [Query()],
    Get(`${name}/versions`),
    Requires('operations.read'),
    ApiOperation({ summary: `Every version of the ${name}`, operationId: camel(`list-${name}-versions`) }),
    area,
    ApiOkResponse({
      schema: {
        type: 'object',
        properties: { items: { type: 'array', items: VersionDocument } },
        required: ['items'],
      },
    }),
  );
}
