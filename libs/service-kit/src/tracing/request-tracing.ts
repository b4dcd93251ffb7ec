import { SpanKind, SpanStatusCode, trace, TraceFlags, ROOT_CONTEXT, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contextFrom, formatTraceparent, parseTraceparent } from './traceparent.ts';
import type { Tracing } from './tracing.ts';

declare module 'fastify' {
  interface FastifyInstance {
    tracing: Tracing;
  }
  interface FastifyRequest {
    /** The request's own span; null while nobody records. */
    span: Span | null;
    commandSpan: Span | null;
  }
}

/** A server span per request, named by its route: no ids, no query. */
export function traceRequests(fastify: FastifyInstance, tracing: Tracing): void {
  fastify.decorate('tracing', tracing);
  fastify.decorateRequest('span', null);
  fastify.decorateRequest('commandSpan', null);
  if (!tracing.recording) return;

  fastify.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    request.span = tracing.tracer.startSpan(
      route === undefined ? request.method : `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': request.method,
          ...(route === undefined ? {} : { 'http.route': route }),
        },
      },
      contextFrom(request.headers.traceparent),
    );
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    // A handler that threw has not told its result; the span ends with the request all the same.
    request.commandSpan?.end();
    request.span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) request.span?.setStatus({ code: SpanStatusCode.ERROR });
    request.span?.end();
    done();
  });
}

/**
 * Begins the command's span and gives the trace context that goes into the metadata of its events. Where nobody records,
 * the caller's context is passed on as it is, or one is made of the correlation id: the log can be joined to traces that
 * others keep, and it costs nothing.
 */
export function startCommandSpan(request: FastifyRequest, commandId: string): string {
  const { tracing } = request.server;
  if (request.span === null) return passedOn(request);
  const span = tracing.tracer.startSpan(
    `command ${request.routeOptions.url ?? request.method}`,
    { kind: SpanKind.INTERNAL, attributes: { 'linli.command_id': commandId } },
    trace.setSpan(ROOT_CONTEXT, request.span),
  );
  request.commandSpan = span;
  return formatTraceparent(span.spanContext());
}

function passedOn({ headers, id }: FastifyRequest): string {
  const parent = parseTraceparent(headers.traceparent);
  if (parent !== undefined) return formatTraceparent(parent);
  const traceId = id.replaceAll('-', '');
  return formatTraceparent({ traceId, spanId: traceId.slice(16), traceFlags: TraceFlags.NONE });
}

export function endCommandSpan(request: FastifyRequest, outcome: string): void {
  request.commandSpan?.setAttribute('linli.outcome', outcome);
  request.commandSpan?.end();
  request.commandSpan = null;
}
