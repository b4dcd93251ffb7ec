import type { FastifyReply, FastifyRequest } from 'fastify';
import { logFailure } from '../logging/log-failure.ts';
import { PROBLEM_MEDIA_TYPE } from './problem.ts';
import { problemOf } from './problem-of.ts';

/** Answers a request with the problem an error stands for, and logs it when the fault is ours. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error);
  const status = problem.getStatus();
  if (status >= 500) logFailure(error, status, request);
  if (reply.sent || reply.raw.headersSent) {
    // Half an answer has gone out (a stream): cutting it is the only honest way to say that it failed.
    reply.raw.destroy();
    return;
  }
  reply
    .status(status)
    .headers(problem.headers)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .header('cache-control', 'no-store')
    .send(
      Buffer.from(
        JSON.stringify({ ...(problem.getResponse() as object), instance: `urn:uuid:${request.id}` }),
      ),
    );
}
