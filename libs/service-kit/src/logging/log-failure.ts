import type { FastifyRequest } from 'fastify';

/** Shorter values than this would blank out ordinary words of a message. */
const SHORTEST_SECRET = 3;

/** Headers that say nothing of a person, and whose values are ordinary words or numbers. */
const OF_TRANSPORT = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'connection',
  'content-length',
  'content-type',
  'host',
  'sec-fetch-mode',
  'transfer-encoding',
]);

/**
 * Logs a failure of ours: name, message and stack, under the request's id. Whatever the client sent is struck out of
 * the text, since an error may quote what it stumbled over, and logs hold no personal data.
 */
export function logFailure(error: unknown, status: number, request: FastifyRequest): void {
  const failure = error instanceof Error ? error : new Error(typeof error);
  const sent = sentValues(request);
  request.server.journal.error(
    {
      requestId: request.id,
      status,
      route: request.routeOptions.url,
      method: request.method,
      error: failure.name,
      reason: strikeOut(failure.message, sent),
      stack: strikeOut(failure.stack ?? '', sent),
    },
    'request failed',
  );
}

function strikeOut(text: string, values: readonly string[]): string {
  let clean = text;
  for (const value of values) clean = clean.replaceAll(value, '[struck out]');
  return clean;
}

/** Every string the request brought, longest first, so that no part of a longer one is left standing. */
function sentValues(request: FastifyRequest): readonly string[] {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.length >= SHORTEST_SECRET) found.add(value);
    } else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) collect(inner);
    }
  };
  for (const part of [request.body, request.query, request.params]) collect(part);
  for (const [name, value] of Object.entries(request.headers)) {
    if (!OF_TRANSPORT.has(name)) collect(String(value).split(/[\s;,=]+/));
  }
  return [...found].sort((a, b) => b.length - a.length);
}
