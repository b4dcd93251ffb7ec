import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../problems/problem.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
/** An escape of half a surrogate pair; most bodies hold none and are spared the walk. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The one body format: JSON in UTF-8. Broken UTF-8, deep nesting and half surrogate pairs are refused before anything is
 * built from them, `__proto__` and `constructor.prototype` by Fastify's own parser.
 */
export function acceptJson(fastify: FastifyInstance, limits: { readonly jsonDepth: number }): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const fault = faultOf(request.headers['content-type'] ?? '', body, limits.jsonDepth);
    if (fault !== undefined) {
      done(fault);
      return;
    }
    const text = body.toString('utf8');
    parse(request, text, (error, value) => {
      if (error) done(malformed('malformed-json', 'The body is not valid JSON.'));
      else if (SURROGATE_ESCAPE.test(text) && !isWellFormed(value)) {
        done(malformed('broken-unicode', 'A string of the body holds half of a surrogate pair.'));
      } else done(null, value);
    });
  });
}

function faultOf(contentType: string, body: Buffer, depth: number): Problem | undefined {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    return new Problem({ status: 415, code: 'unsupported-charset', detail: 'JSON is sent in UTF-8.' });
  }
  if (!isUtf8(body)) return malformed('broken-utf8', 'The body is not valid UTF-8.');
  if (depthExceeds(body, depth)) return malformed('too-deep', `The body nests deeper than ${depth} levels.`);
  return undefined;
}

function malformed(code: string, detail: string): Problem {
  return new Problem({ status: 400, code, detail });
}

/** Counts brackets outside of strings; a body that is no JSON at all is left to the parser. */
function depthExceeds(body: Buffer, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!;
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENING.has(byte)) {
      if (++depth > limit) return true;
    } else if (CLOSING.has(byte)) depth--;
  }
  return false;
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return !LONE_SURROGATE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isWellFormed(key) && isWellFormed(inner));
}
