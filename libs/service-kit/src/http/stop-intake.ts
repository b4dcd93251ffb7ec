import type { FastifyInstance } from 'fastify';
import type { ReadinessRegistry } from '../health/readiness.ts';

/** Answers given while the service is stopping tell the client not to come back on this connection. */
export function closeConnectionsWhenDraining(fastify: FastifyInstance, readiness: ReadinessRegistry): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (readiness.draining) reply.raw.setHeader('connection', 'close');
    done();
  });
}

/**
 * Takes no new connection, answers what is in flight, and cuts what has not ended within the time given.
 * Returns how many connections had to be cut.
 */
export async function stopIntake({ server }: FastifyInstance, timeoutMs: number): Promise<number> {
  if (!server.listening) return 0;
  let cut = 0;
  let timer: NodeJS.Timeout | undefined;
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
  // A connection that turns idle after its last answer would otherwise wait for its keep-alive time.
  const reaper = setInterval(() => server.closeIdleConnections(), 50);
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      server.getConnections((_error, count) => {
        cut = count;
        server.closeAllConnections();
        resolve();
      });
    }, timeoutMs);
  });
  await Promise.race([closed, bound]);
  await closed;
  clearTimeout(timer);
  clearInterval(reaper);
  return cut;
}
