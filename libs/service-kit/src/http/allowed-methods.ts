import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.ts';
import { problemForStatus } from '../problems/problem-of.ts';
import { sendProblem } from '../problems/send-problem.ts';

/** Tells an address that does not exist (404) from a method that it does not take (405 with `Allow`). */
export function answerUnknownRoutes(fastify: FastifyInstance): void {
  const methodsByPattern = new Map<string, Set<string>>();
  const patterns: { readonly matches: RegExp; readonly methods: Set<string> }[] = [];

  fastify.addHook('onRoute', ({ method, url }) => {
    // A wildcard is a page's fallback; it says nothing about the addresses below it.
    if (url.includes('*')) return;
    let methods = methodsByPattern.get(url);
    if (methods === undefined) {
      methods = new Set();
      methodsByPattern.set(url, methods);
      patterns.push({ matches: patternOf(url), methods });
    }
    for (const name of [method].flat()) methods.add(name);
  });

  fastify.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const path = request.raw.url?.split('?', 1)[0] ?? '/';
    const allowed = patterns
      .filter(({ matches }) => matches.test(path))
      .flatMap(({ methods }) => [...methods]);
    sendProblem(allowed.length === 0 ? problemForStatus(404) : methodNotAllowed(allowed), request, reply);
  });
}

function methodNotAllowed(allowed: readonly string[]): Problem {
  const allow = [...new Set(allowed)].sort().join(', ');
  return new Problem(
    { status: 405, code: 'method-not-allowed', detail: `This address takes ${allow}.` },
    { headers: { allow } },
  );
}

function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('/');
  return new RegExp(`^${source}/?$`);
}
