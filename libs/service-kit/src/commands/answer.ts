import type { ContextName } from '@linli/contracts';
import type { SourceId } from '@linli/event-bus';
import type { CommandResult } from '@linli/event-sourcing';
import type { FastifyReply } from 'fastify';
import { Problem } from '../problems/problem.ts';
import { endCommandSpan } from '../tracing/request-tracing.ts';

declare module 'fastify' {
  interface FastifyInstance {
    sourceOf: SourceNames;
  }
}

/** The source that readers know an event of the stream by. */
export type SourceNames = (context: ContextName, streamId: string) => SourceId;

/** What an accepted command is answered with. */
export interface CommandAnswer {
  readonly outcome: 'recorded' | 'repeated' | 'unchanged';
  readonly streamId: string;
  /** Also the ETag, for `If-Match` of the next command. */
  readonly revision: number;
  /** Source and position to wait for: `GET …?after=incidents:184203`, over Kafka `incidents/3:184203`. */
  readonly position: string;
}

/**
 * Turns a command's result into the HTTP answer: 201 when events were recorded, 200 when there was nothing to record.
 * A refusal is thrown as 422 with its rule, a conflict as 409, or as 412 when the caller insisted on a revision.
 *
 * `source` is the context whose log the position belongs to.
 */
export function answer(result: CommandResult, reply: FastifyReply, source: ContextName): CommandAnswer {
  endCommandSpan(reply.request, result.outcome);
  switch (result.outcome) {
    case 'refused':
      throw new Problem({
        status: 422,
        code: result.code,
        title: 'A rule refused the command',
        detail: result.message,
        rule: result.rule,
        ...(result.field === undefined ? {} : { field: result.field }),
      });
    case 'conflict':
      throw conflict(result.revision, reply.request.headers['if-match'] !== undefined);
    default:
      reply.status(result.outcome === 'recorded' ? 201 : 200).header('etag', `"${result.revision}"`);
      return {
        outcome: result.outcome,
        streamId: result.streamId,
        revision: result.revision,
        position: `${reply.request.server.sourceOf(source, result.streamId)}:${result.position}`,
      };
  }
}

function conflict(revision: number, insisted: boolean): Problem {
  return new Problem(
    {
      status: insisted ? 412 : 409,
      code: insisted ? 'precondition-failed' : 'conflict',
      detail: insisted
        ? 'The stream is no longer at the revision of If-Match; read it again.'
        : 'The stream kept moving while the command was decided; send it again.',
      revision,
    },
    revision < 0 ? {} : { headers: { etag: `"${revision}"` } },
  );
}
