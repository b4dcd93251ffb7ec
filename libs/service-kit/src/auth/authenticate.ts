import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import type { TokenVerifier } from './token-verifier.ts';
import { unauthenticated } from './unauthenticated.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before anything else runs; null when the request brought no token. */
    caller: Caller | null;
  }
}

/** The page's session: `EventSource` cannot send a header. Read-only methods alone, so that no foreign page can command. */
export const SESSION_COOKIE = 'linli_session';

/**
 * Learns who is calling, before the body is read. A token that is presented must be good, also where none is needed;
 * whether the caller may do what is asked, the guard decides.
 */
export function authenticate(fastify: FastifyInstance, verifier: TokenVerifier): void {
  fastify.decorateRequest('caller', null);
  fastify.addHook('onRequest', (request, _reply, done) => {
    let token: string | undefined;
    try {
      token = tokenOf(request);
    } catch (error) {
      done(error as Error);
      return;
    }
    if (token === undefined) {
      done();
      return;
    }
    const caller = verifier.remembered(token);
    if (caller !== undefined) {
      request.caller = caller;
      done();
      return;
    }
    verifier.verify(token).then((verified) => {
      request.caller = verified;
      done();
    }, done);
  });
}

function tokenOf(request: FastifyRequest): string | undefined {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const match = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization);
    if (!match) throw unauthenticated('malformed-token');
    return match[1];
  }
  if (cookie !== undefined && (request.method === 'GET' || request.method === 'HEAD')) {
    return cookieValue(cookie, SESSION_COOKIE);
  }
  return undefined;
}

function cookieValue(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
