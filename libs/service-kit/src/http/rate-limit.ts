import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../problems/problem.ts';

const WINDOW_MS = 60_000;
/** Subjects and addresses counted at the same time; the least recent are forgotten. */
const COUNTED = 20_000;

/** So many requests a minute for each subject, or for each address while nobody has signed in; more get 429. */
export async function limitRate(fastify: FastifyInstance, requestsPerMinute: number): Promise<void> {
  if (requestsPerMinute === 0) return;
  await fastify.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: WINDOW_MS,
    cache: COUNTED,
    keyGenerator: (request) =>
      request.caller === null ? `ip ${request.ip}` : `sub ${request.caller.subject}`,
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    addHeaders: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
      'retry-after': true,
    },
    errorResponseBuilder: (_request, { max }) =>
      new Problem({
        status: 429,
        code: 'too-many-requests',
        detail: `More than ${max} requests in a minute; wait as long as Retry-After says.`,
      }),
  });
}
