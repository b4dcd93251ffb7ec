import type { FastifyInstance } from 'fastify';
import type { Logger } from './logger.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The service's log. Fastify's own is switched off: its lines hold addresses, queries and error texts. */
    journal: Logger;
  }
}

/**
 * One line per request: id, method, route pattern, status, duration. The id is the correlation id of the events the
 * request caused. No body, address, query, token or client address; ids in paths stay out with the pattern.
 */
export function logRequests(fastify: FastifyInstance, journal: Logger): void {
  fastify.decorate('journal', journal);
  if (!journal.isLevelEnabled('info')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    journal.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 100) / 100,
      },
      'request',
    );
    done();
  });
}
