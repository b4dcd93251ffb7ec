import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

/** Duration of every request by route pattern and status; what matches no route counts as one. */
export function measureRequests(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    metrics.requestDuration.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    done();
  });
}
