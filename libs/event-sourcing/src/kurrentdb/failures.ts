import { ErrorType, isCommandError, type CommandError } from '@kurrent/kurrentdb-client';
import { StoreUnavailable } from '../event-store.ts';

/** Failures that may be over in a moment: the server is away, slow, or has another leader. */
const passing: ReadonlySet<string> = new Set([
  ErrorType.UNAVAILABLE,
  ErrorType.CANCELLED,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.TIMEOUT,
  ErrorType.NOT_LEADER,
]);

/** gRPC status codes: what the server gives no reason for, and a time-out of its own. */
const passingCodes: ReadonlySet<number | undefined> = new Set([undefined, 2, 10]);
const invalidArgument = 3;

/** Whether asking again may help. What the client throws without a type of its own comes from the connection. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (!isCommandError(error)) return error.name === 'Error';
  const { type, code } = error as CommandError;
  return passing.has(type) || (type === ErrorType.UNKNOWN && passingCodes.has(code));
}

/** Whether the server refuses what it was asked as wrong in itself: a position at which no event stands, among others. */
export function isRefusal(error: unknown): boolean {
  if (!isCommandError(error as Error)) return false;
  const { type, code } = error as CommandError;
  return type === ErrorType.UNKNOWN && code === invalidArgument;
}

/**
 * The error that callers of the store see. `location` is where the log is, without credentials; what the server said is
 * the cause.
 */
export function errorOf(location: string, error: unknown): Error {
  if (error instanceof StoreUnavailable || error instanceof TypeError) return error;
  if (!(error instanceof Error) || !isCommandError(error))
    return broken(location, 'cannot be reached', error);
  const { type, message } = error as CommandError;
  switch (type) {
    case ErrorType.ACCESS_DENIED:
      return broken(
        location,
        'the server denies access: its user must read $all and write the streams of this log',
        error,
      );
    case ErrorType.STREAM_DELETED:
      return broken(location, 'the stream has been deleted on the server for good', error);
    case ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED:
      return new TypeError(`the append is bigger than the server takes (its MaxAppendSize): ${message}`);
  }
  if (isRefusal(error)) return new TypeError(`the server refuses the call: ${message}`);
  return broken(location, `the server cannot answer now (${type})`, error);
}

function broken(location: string, what: string, cause: unknown): StoreUnavailable {
  return new StoreUnavailable('broken', `${location}: ${what}`, { cause });
}
