import { constants } from 'node:os';
import { StoreUnavailable } from '@linli/event-sourcing';
import mongoose, { mongo } from 'mongoose';

/** A secret as it may stand in a message: as it is, or as a URL writes it. */
export type Secrets = readonly string[];

const outOfSpace = /out ?of ?disk ?space|no space left|ENOSPC|EDQUOT/i;
const OutOfDiskSpace = 14031;
const TransactionTooLargeForCache = 388;

/**
 * What a caller is told of an error of the driver: that the store cannot be used now, where, and why, without anything
 * that identifies an account. The driver's error is not handed on as `cause`: it can hold the connection's options.
 * Errors that are not the driver's come back as they are.
 */
export function unavailable(error: unknown, location: string, secrets: Secrets): unknown {
  if (!(error instanceof mongo.MongoError || error instanceof mongoose.Error || isOfSystem(error)))
    return error;
  const detail = redacted(error.message, secrets);
  const code = error instanceof mongo.MongoServerError ? error.code : undefined;
  if (code === OutOfDiskSpace || outOfSpace.test(error.message)) {
    return new StoreUnavailable('full', `${location}: no space left for read models (${detail})`);
  }
  const told =
    code === TransactionTooLargeForCache
      ? `the commit is too large for one transaction: give the server more memory, or commit fewer events at a time (${detail})`
      : detail;
  return new StoreUnavailable('broken', `${location}: ${told}`);
}

/**
 * Writing to a connection that has just been cut can fail so, before the driver makes an error of its own of it. Where the
 * platform knows by itself that the other end is gone, it names `EPIPE` and no system call.
 */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall !== undefined || (code !== undefined && Object.hasOwn(constants.errno, code));
}

function redacted(text: string, secrets: Secrets): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((left, secret) => left.replaceAll(secret, '***'), text.replace(/\/\/[^\s/@]*@/g, '//'));
}

/** The whole transaction can be tried again: none of it has been applied, or a later look tells that it has. */
export function mayBeRepeated(thrown: unknown): boolean {
  const error = unwrapped(thrown);
  return (
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoServerSelectionError ||
    isOfSystem(error) ||
    (error instanceof mongo.MongoError && error.hasErrorLabel('TransientTransactionError')) ||
    isUnsettled(error)
  );
}

/** A bulk write hides what has happened to its connection, which is not always labelled either. */
function unwrapped(error: unknown): unknown {
  if (!(error instanceof mongo.MongoBulkWriteError)) return error;
  const inner: unknown = error.errorResponse;
  return inner instanceof mongo.MongoError ? inner : error;
}

/** A commit was sent, and whether it has been applied is not known. */
export function isUnsettled(error: unknown): boolean {
  return error instanceof mongo.MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
}

const DuplicateKey = 11000;

/** The place in the batch of the first document whose `_id` is there already; undefined for every other error. */
export function duplicateAt(error: unknown): number | undefined {
  if (!(error instanceof mongo.MongoBulkWriteError)) return undefined;
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  const places = failures.filter(({ code }) => code === DuplicateKey).map(({ index }) => index);
  return places.length > 0 ? Math.min(...places) : undefined;
}

/** Nothing is wrong with the batch but that some of it is there already. */
export function isDuplicatesOnly(error: unknown): boolean {
  if (!(error instanceof mongo.MongoBulkWriteError)) return false;
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  return failures.length > 0 && failures.every(({ code }) => code === DuplicateKey);
}

export function isDuplicate(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === DuplicateKey;
}

const NamespaceNotFound = 26;
const CursorNotFound = 43;
const QueryPlanKilled = 175;
const CursorKilled = 237;

/** What a question meets whose collection is dropped while it is being answered. */
export function isDroppedMeanwhile(error: unknown): boolean {
  return (
    error instanceof mongo.MongoServerError &&
    [NamespaceNotFound, CursorNotFound, QueryPlanKilled, CursorKilled].includes(Number(error.code))
  );
}
