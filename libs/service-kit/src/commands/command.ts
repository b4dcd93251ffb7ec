import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { CommandContext } from '@linli/event-sourcing';
import type { FastifyRequest } from 'fastify';
import { callerOfRequest } from '../auth/access.ts';
import { Problem } from '../problems/problem.ts';
import { derivedId } from '../context/derived-id.ts';
import { startCommandSpan } from '../tracing/request-tracing.ts';
import { IF_MATCH, preconditionOf } from './if-match.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whose logs this application writes. */
    tenant: string;
  }
}

/** A UUID or 8–64 URL-safe characters, bare or quoted as the structured field of the IETF draft has it. */
const IDEMPOTENCY_KEY = /^("?)([A-Za-z0-9._~-]{8,64})\1$/;

export function idempotencyKey(header: string | readonly string[] | undefined): string {
  const key = typeof header === 'string' ? IDEMPOTENCY_KEY.exec(header)?.[2] : undefined;
  if (key !== undefined) return key;
  throw new Problem({
    status: 400,
    code: header === undefined ? 'missing-idempotency-key' : 'bad-idempotency-key',
    detail:
      'A command needs an Idempotency-Key of its own: a UUID, or 8 to 64 letters, digits, ".", "_", "~" or "-". ' +
      'Send the same key again only to repeat the same command.',
    field: 'Idempotency-Key',
  });
}

/** The id that a command has in the log: a key is its sender's own, so two who choose the same one do not meet. */
export function scopedCommandId(tenant: string, subject: string, key: string): string {
  return derivedId(tenant, subject, key);
}

export function commandContextOf(request: FastifyRequest): CommandContext {
  const key = idempotencyKey(request.headers['idempotency-key']);
  const revision = preconditionOf(request.headers['if-match']);
  const { tenant } = request.server;
  const { subject } = callerOfRequest(request);
  const commandId = scopedCommandId(tenant, subject, key);
  const traceparent = startCommandSpan(request, commandId);
  return {
    commandId,
    earlierCommandId: key,
    correlationId: request.id,
    actor: subject,
    tenant,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(revision === undefined ? {} : { expectedRevision: revision }),
  };
}

/** Who asks, when and under which id: everything a command handler needs beside the command. */
export const Command = createParamDecorator(
  (_data: unknown, context: ExecutionContext): CommandContext =>
    commandContextOf(context.switchToHttp().getRequest<FastifyRequest>()),
  [
    (target, method) => {
      if (method === undefined) return;
      const descriptor = Object.getOwnPropertyDescriptor(target, method);
      if (descriptor === undefined) return;
      ApiHeader({
        name: 'Idempotency-Key',
        required: true,
        description: 'Id of this command; the same key repeats the answer and records nothing.',
        schema: { type: 'string', pattern: '^[A-Za-z0-9._~-]{8,64}$' },
      })(target, method, descriptor);
      ApiHeader({
        name: 'If-Match',
        required: false,
        description:
          'The stream must be at the revision of one of these, as an earlier ETag gave it ("7"), or exist at all (*); else 412.',
        schema: { type: 'string', pattern: IF_MATCH.source },
      })(target, method, descriptor);
    },
  ],
);
