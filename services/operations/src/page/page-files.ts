import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem, sendProblem } from '@linli/service-kit';

/** `web/dist` of this package: as far from `src/page` as from `dist/page`. */
export const builtPage = fileURLToPath(new URL('../../web/dist/', import.meta.url));

const notBuilt = [
  'The page of the operations centre has not been built.',
  'Build it with `npm run build` (or `npx nx build operations-web`) and start again.',
  'The API is running: /v1/operations/status, described in /openapi.json.',
  '',
].join('\n');

/** First parts of addresses that belong to the API and its surroundings: what is unknown there is unknown. */
const notPages = /^\/(v1|health|metrics|openapi\.json|local-session|assets)(\/|\?|$)/;

/**
 * Serves the built page: files under their names, the start page for every address of the page itself. Whoever may see
 * the page sees nothing yet: each answer it asks for is asked for with a token.
 */
export function servePage(fastify: FastifyInstance, folder: string): void {
  if (!existsSync(`${folder}index.html`)) {
    fastify.get('/', (_request, reply) => reply.code(503).type('text/plain; charset=utf-8').send(notBuilt));
    return;
  }
  void fastify.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    cacheControl: false,
    index: false,
    setHeaders: (reply, path) => {
      // Names of assets carry a hash of their content; everything else is asked for again each time.
      void reply.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  const start = (request: FastifyRequest, reply: FastifyReply) => {
    if (notPages.test(request.url)) {
      sendProblem(new Problem({ status: 404, code: 'not-found' }), request, reply);
      return reply;
    }
    return reply.sendFile('index.html');
  };
  fastify.get('/', start);
  fastify.get('/*', start);
}
