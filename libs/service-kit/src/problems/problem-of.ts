import { DamagedEvent, RevisionConflict, StoreUnavailable } from '@linli/event-sourcing';
import { InvalidNationalId, KeyDestroyed, KeyRestricted, VaultUnavailable } from '@linli/privacy';
import { InvalidAsOf, NotYetAbsorbed, UnprovablePosition } from '@linli/read-models';
import { HttpException } from '@nestjs/common';
import { Problem } from './problem.ts';

/** Codes and details of what Fastify refuses before a handler runs; its own messages quote the request, ours do not. */
const FASTIFY: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body-too-large', 'The body is larger than this service takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'unsupported-media-type', 'Send the body as application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'malformed-json', 'The body is empty; JSON was announced.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'malformed-json', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'bad-content-length', 'Content-Length does not match the body.'],
  FST_ERR_BAD_URL: [400, 'malformed-url', 'The path holds a percent-encoding that is not UTF-8.'],
  FST_ERR_MAX_PARAM_LENGTH: [414, 'uri-too-long', 'A segment of the path is too long.'],
};

const BY_STATUS: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['bad-request', 'The request is not one this service understands.'],
  401: ['unauthenticated', 'A valid bearer token is needed.'],
  403: ['forbidden', 'The caller may not do this.'],
  404: ['not-found', 'There is nothing at this address.'],
  405: ['method-not-allowed', 'This address does not take this method.'],
  406: ['not-acceptable', 'None of the accepted media types can be given.'],
  408: ['request-timeout', 'The request did not arrive in time.'],
  409: ['conflict', 'The request conflicts with the present state.'],
  412: ['precondition-failed', 'If-Match does not hold.'],
  413: ['body-too-large', 'The body is larger than this service takes.'],
  414: ['uri-too-long', 'The address is too long.'],
  415: ['unsupported-media-type', 'Send the body as application/json.'],
  422: ['unprocessable', 'The request is well formed but cannot be carried out.'],
  429: ['too-many-requests', 'Too many requests; try again later.'],
  431: ['headers-too-large', 'The header fields are too large.'],
  503: ['unavailable', 'The service cannot answer now; try again later.'],
  507: ['store-full', 'The store has no space left; nothing was recorded.'],
};

/** The problem for a bare status, with this project's code and words for it. */
export function problemForStatus(status: number, cause?: unknown): Problem {
  const [code, detail] = BY_STATUS[status] ?? (status < 500 ? BY_STATUS[400]! : INTERNAL);
  return new Problem({ status, code, detail }, { cause });
}

const INTERNAL = [
  'internal',
  'The service failed; the failure has been logged under this instance.',
] as const;

/**
 * What a client is told about any error. Known errors of the engines keep their meaning; everything unknown becomes 500
 * without a word about its inside.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RevisionConflict) {
    return new Problem(
      {
        status: 409,
        code: 'conflict',
        detail: 'The stream has moved on; read it again and decide anew.',
        revision: error.actual,
      },
      { cause: error },
    );
  }
  if (error instanceof StoreUnavailable) {
    const headers = { 'retry-after': '5' };
    return error.reason === 'full'
      ? new Problem(
          { status: 507, code: 'store-full', detail: BY_STATUS[507]![1] },
          { cause: error, headers },
        )
      : new Problem(
          {
            status: 503,
            code: 'store-unavailable',
            detail: 'The store cannot be reached; nothing was recorded.',
          },
          { cause: error, headers },
        );
  }
  if (error instanceof KeyDestroyed || error instanceof KeyRestricted) {
    const erased = error instanceof KeyDestroyed;
    return new Problem(
      {
        status: 409,
        code: erased ? 'person-erased' : 'person-restricted',
        detail: erased
          ? 'The data of this person have been erased; nothing is recorded of the person any more.'
          : 'The data of this person are restricted: kept, and neither read nor written.',
      },
      { cause: error },
    );
  }
  if (error instanceof VaultUnavailable) {
    return new Problem(
      {
        status: 503,
        code: 'vault-unavailable',
        detail: 'The keys of persons cannot be reached; nothing was recorded.',
      },
      { cause: error, headers: { 'retry-after': '5' } },
    );
  }
  if (error instanceof InvalidNationalId) {
    return new Problem(
      { status: 400, code: 'invalid-request', detail: error.message, rule: error.rule },
      { cause: error },
    );
  }
  if (error instanceof DamagedEvent) {
    return new Problem(
      {
        status: 503,
        code: 'damaged-log',
        detail: 'A stored event does not match its digest; it is not used. An operator must verify the log.',
      },
      { cause: error },
    );
  }
  if (error instanceof InvalidAsOf) {
    return new Problem(
      {
        status: 400,
        code: 'invalid-position',
        ...(error.field === undefined
          ? { detail: 'Give a moment (2026-05-01T09:00:00Z) or positions (incidents:123,residents:45).' }
          : { detail: `What ${error.field} names ${error.problem}.`, field: error.field }),
      },
      { cause: error },
    );
  }
  if (error instanceof UnprovablePosition) {
    const { field, source, position } = error;
    return new Problem(
      {
        status: 400,
        code: 'unprovable-position',
        detail:
          `The view follows the partitions of ${source}, and ${source}:${position} tells none of them: ` +
          `give ${field} with its partition, as answers do (${source}/3:184203).`,
        field,
      },
      { cause: error },
    );
  }
  if (error instanceof NotYetAbsorbed) {
    return new Problem(
      {
        status: 503,
        code: 'not-yet-absorbed',
        detail: 'The view has not reached the position asked for yet; ask again.',
        position: `${error.source}:${error.position}`,
      },
      { cause: error, headers: { 'retry-after': '1' } },
    );
  }
  if (error instanceof HttpException) return ofHttpException(error);
  return ofFastifyError(error);
}

/** Nest's own exceptions, from built-in pipes for example; their words are kept only where they blame the client. */
function ofHttpException(error: HttpException): Problem {
  const status = error.getStatus();
  const plain = problemForStatus(status, error);
  if (status >= 500 || status === 404 || error.message === '') return plain;
  return new Problem({ status, code: plain.code, detail: error.message }, { cause: error });
}

function ofFastifyError(error: unknown): Problem {
  if (!(error instanceof Error)) return problemForStatus(500, error);
  const { code, statusCode } = error as Error & { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? FASTIFY[code] : undefined;
  if (known) return new Problem({ status: known[0], code: known[1], detail: known[2] }, { cause: error });
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return problemForStatus(statusCode, error);
  }
  return problemForStatus(500, error);
}
