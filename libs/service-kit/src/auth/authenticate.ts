import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RateLimiter } from '../http/rate-limiter.ts';
import type { Caller } from './caller.ts';
import type { TokenVerifier } from './token-verifier.ts';
import { Problem } from '../problems/problem.ts';
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
 * Learns who is calling, before the body is read, and counts the request: of a known subject by its name, of everybody
 * else by address, before any signature is computed for them. A token that is presented as a header must be good, also
 * where none is needed; whether the caller may do what is asked, the guard decides.
 */
export function authenticate(fastify: FastifyInstance, verifier: TokenVerifier, limiter: RateLimiter): void {
  fastify.decorateRequest('caller', null);
  fastify.addHook('onRequest', (request, _reply, done) => {
    const token = tokenOf(request);
    const caller = token === undefined || token === MALFORMED ? undefined : verifier.remembered(token);
    if (caller !== undefined) {
      request.caller = caller;
      done(limiter.bySubject(caller.subject));
      return;
    }
    const refusal = limiter.byAddress(request.ip);
    if (refusal !== undefined || token === undefined) done(refusal);
    else if (token === MALFORMED) done(unauthenticated('malformed-token'));
    else {
      verifier.verify(token).then(
        (verified) => {
          request.caller = verified;
          done(limiter.bySubject(verified.subject));
        },
        (error: unknown) => done(isStaleSession(request, error) ? undefined : (error as Error)),
      );
    }
  });
}

/**
 * A browser goes on sending a session that has run out or whose issuer is gone. It counts as none, so that the page
 * still loads and can sign in again; where a caller is needed, the guard refuses.
 */
function isStaleSession({ headers }: FastifyRequest, error: unknown): boolean {
  return headers.authorization === undefined && error instanceof Problem && error.getStatus() === 401;
}

const MALFORMED = Symbol('malformed');

function tokenOf({ headers, method }: FastifyRequest): string | typeof MALFORMED | undefined {
  const { authorization, cookie } = headers;
  if (authorization !== undefined)
    return /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization)?.[1] ?? MALFORMED;
  return cookie !== undefined && (method === 'GET' || method === 'HEAD')
    ? cookieValue(cookie, SESSION_COOKIE)
    : undefined;
}

function cookieValue(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
