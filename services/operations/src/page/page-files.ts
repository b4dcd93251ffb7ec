import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem, sendProblem } from '@linli/service-kit';

/** `web/dist` of this package: as far from `src/page` as from `dist/page`. */
export const builtPage = fileURLToPath(new URL('../../web/dist/', import.meta.url));

const notBuilt = [
  'The page of the operations centre has not been built.',
  'Build it with `npm run build` (or `npx nx build operations-web`) and start again.',
  'The API is running: /v1/operations/status, described in /openapi.json.',
  '',
].join('\n');

/** First parts of addresses that belong to APIs, of this service and of those that may stand at the same origin. */
const apis =
  /^(v\d+|api|health|metrics|local-session|session|assets|residents|party|incidents|sanitation|finance|operations|city)$/i;

/**
 * Serves the built page: files under their names, the start page for every address that a person can go to in a browser;
 * what is unknown elsewhere is unknown. Whoever may see the page sees nothing yet: each answer it asks for is asked for with a token.
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
  fastify.get('/', (_request, reply) => reply.sendFile('index.html'));
  fastify.get('/*', (request, reply) => {
    void reply.header('vary', 'accept');
    if (isOfPage(request)) return reply.sendFile('index.html');
    sendProblem(new Problem({ status: 404, code: 'not-found' }), request, reply);
    return reply;
  });
}

/** Whether a browser was sent here: asks for a page, below no API, and not for a file, whose name has a dot. */
function isOfPage({ url, headers }: FastifyRequest): boolean {
  if (!/\btext\/html\b/i.test(headers.accept ?? '')) return false;
  const parts = decodeURIComponent(url.split('?', 1)[0]!).split('/').filter(Boolean);
  return !apis.test(parts[0] ?? '') && !parts.some((part) => part.includes('.'));
}
