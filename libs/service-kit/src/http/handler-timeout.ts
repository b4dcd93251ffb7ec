import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.ts';
import { sendProblem } from '../problems/send-problem.ts';

const LOOKS_PER_TIMEOUT = 20;

/**
 * Answers 503 for a handler that takes too long. One timer looks at all open requests, oldest first, instead of one timer
 * and one abort signal for each (Fastify's own `handlerTimeout` costs a tenth of a request that way). Hijacked replies are
 * their handler's affair.
 */
export function limitHandlerTime(fastify: FastifyInstance, timeoutMs: number): void {
  const open = new Map<FastifyRequest, { readonly reply: FastifyReply; readonly since: number }>();
  fastify.addHook('onRequest', (request, reply, done) => {
    open.set(request, { reply, since: performance.now() });
    done();
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    open.delete(request);
    done();
  });

  const timer = setInterval(
    () => {
      const overdue = performance.now() - timeoutMs;
      for (const [request, { reply, since }] of open) {
        if (since > overdue) break;
        open.delete(request);
        // An answer that has begun is under way: a long file is as long as its reader takes.
        if (!reply.sent && !reply.raw.headersSent) sendProblem(tookTooLong(), request, reply);
      }
    },
    Math.max(10, timeoutMs / LOOKS_PER_TIMEOUT),
  );
  timer.unref();
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(timer);
    done();
  });
}

function tookTooLong(): Problem {
  return new Problem(
    {
      status: 503,
      code: 'timeout',
      detail: 'The answer took longer than this service allows; ask again later.',
    },
    { headers: { 'retry-after': '5' } },
  );
}
