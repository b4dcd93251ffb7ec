import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import {
  CheckpointConflict,
  ImmutableRewritten,
  InvalidRequest,
  SchemaMismatch,
  UnknownGeneration,
} from '../document-store.ts';
import type { ViewRef } from '../document-store.ts';
import {
  SQLITE_CORRUPT,
  SQLITE_FULL,
  SQLITE_IOERR,
  SQLITE_NOTADB,
  sqliteCode,
  UnusableDataFile,
} from './data-file.ts';
import type { Fault } from './messages.ts';

/** What an error of a thread says, in a shape that crosses to the caller. */
export function faultOf(error: unknown, file: string): Fault {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), details: {} };
  const { name, message } = error;
  switch (sqliteCode(error)) {
    case undefined:
      return { name, message, details: { ...error } };
    case SQLITE_FULL:
      return full(file);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {
        name: 'UnusableDataFile',
        message,
        details: { file, reason: 'damaged', detail: `the file is damaged (${message})` },
      };
    case SQLITE_IOERR:
      return cannotGrow(file) ? full(file) : broken(file, message);
    default:
      return broken(file, message);
  }
}

function full(file: string): Fault {
  return {
    name: 'StoreUnavailable',
    message: `${file}: no space left for read models`,
    details: { reason: 'full' },
  };
}

function broken(file: string, message: string): Fault {
  return { name: 'StoreUnavailable', message: `${file}: ${message}`, details: { reason: 'broken' } };
}

/** A quota or a file-size limit comes as an I/O error like any other: ask the system by writing as far as SQLite did. */
function cannotGrow(file: string): boolean {
  const probe = `${file}.probe`;
  try {
    const reach = Math.max(sizeOf(file), sizeOf(`${file}-wal`));
    const descriptor = openSync(probe, 'w');
    try {
      writeSync(descriptor, Buffer.alloc(65_536), 0, 65_536, reach);
    } finally {
      closeSync(descriptor);
    }
    return false;
  } catch (error) {
    return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String((error as { code?: unknown }).code));
  } finally {
    rmSync(probe, { force: true });
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The error a fault stands for, of the class callers test for. */
export function errorOf(
  { name, message, details }: Fault,
  unavailable: (reason: 'full' | 'broken', message: string) => Error,
): Error {
  switch (name) {
    case 'CheckpointConflict':
      return new CheckpointConflict(
        details['source'] as string,
        details['expected'] as number,
        details['actual'] as number,
      );
    case 'ImmutableRewritten':
      return new ImmutableRewritten(
        details['collection'] as string,
        details['key'] as string,
        details['position'] as number,
      );
    case 'SchemaMismatch':
      return new SchemaMismatch(details['ref'] as ViewRef);
    case 'UnknownGeneration':
      return new UnknownGeneration(details['ref'] as ViewRef);
    case 'InvalidRequest':
      return new InvalidRequest(message);
    case 'UnusableDataFile': {
      const detail = (details['detail'] as string | undefined) ?? message;
      return new UnusableDataFile(
        details['file'] as string,
        details['reason'] as UnusableDataFile['reason'],
        detail,
      );
    }
    case 'StoreUnavailable':
      return unavailable(details['reason'] as 'full' | 'broken', message);
    default:
      return new Error(message);
  }
}
