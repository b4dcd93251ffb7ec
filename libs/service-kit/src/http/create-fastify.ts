import { randomUUID } from 'node:crypto';
import { fastify as createFastify, type FastifyInstance } from 'fastify';
import { authenticate } from '../auth/authenticate.ts';
import type { TokenVerifier } from '../auth/token-verifier.ts';
import type { SourceNames } from '../commands/answer.ts';
import { logRequests } from '../logging/log-requests.ts';
import type { Logger } from '../logging/logger.ts';
import { measureRequests } from '../metrics/measure-requests.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { problemForStatus } from '../problems/problem-of.ts';
import { sendProblem } from '../problems/send-problem.ts';
import { traceRequests } from '../tracing/request-tracing.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { answerUnknownRoutes } from './allowed-methods.ts';
import { limitHandlerTime } from './handler-timeout.ts';
import type { HttpOptions } from './http-options.ts';
import { acceptJson } from './json-body.ts';
import { answerOddRequests, answerParserError } from './raw-errors.ts';
import { RateLimiter } from './rate-limiter.ts';
import { sendSecurityHeaders } from './security-headers.ts';

export interface FastifyParts {
  readonly http: Required<HttpOptions>;
  readonly tenant: string;
  readonly sourceOf: SourceNames;
  readonly journal: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly verifier: TokenVerifier;
}

/** The HTTP server below Nest: bounds, body, identity, problems. Hooks run in the order they stand here. */
export function createHttpServer(parts: FastifyParts): FastifyInstance {
  const { http } = parts;
  const fastify = createFastify({
    bodyLimit: http.bodyLimit,
    requestTimeout: http.requestTimeoutMs,
    keepAliveTimeout: http.keepAliveMs,
    // The door is shut before Fastify closes; what had come in by then is answered, not turned away.
    return503OnClosing: false,
    trustProxy: http.trustProxy.length === 0 ? false : [...http.trustProxy],
    genReqId: () => randomUUID(),
    clientErrorHandler: answerParserError,
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
    http: {
      headersTimeout: http.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(5_000, http.requestTimeoutMs),
      // Without a Host header Node would answer by itself, in words of its own.
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: 200 },
  });
  fastify.server.maxConnections = http.connections;
  answerOddRequests(fastify.server);
  fastify.decorate('tenant', parts.tenant);
  fastify.decorate('sourceOf', parts.sourceOf);
  fastify.setErrorHandler(sendProblem);
  answerUnknownRoutes(fastify);
  acceptJson(fastify, http);
  sendSecurityHeaders(fastify);
  limitHandlerTime(fastify, http.handlerTimeoutMs);
  logRequests(fastify, parts.journal);
  measureRequests(fastify, parts.metrics);
  traceRequests(fastify, parts.tracing);
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(request.headers.host === undefined ? problemForStatus(400) : undefined);
  });
  authenticate(fastify, parts.verifier, new RateLimiter(http.requestsPerMinute));
  return fastify;
}
