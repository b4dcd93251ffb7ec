import { closeSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { LogFailed, type LogFailure } from './log-errors.ts';

// Primary result codes of SQLite (https://www.sqlite.org/rescode.html); the extended ones carry them in the low byte.
const busy = 5;
const locked = 6;
const ioError = 10;
const corrupt = 11;
const full = 13;
const notADatabase = 26;

const noSpace = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** SQLite's result code of an error that `node:sqlite` threw, `undefined` for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** The file's structure, or a value in it, cannot be what was written. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code !== undefined) return (code & 0xff) === corrupt || (code & 0xff) === notADatabase;
  // A flipped bit can make an integer too large for a number: node:sqlite refuses to round it.
  return error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
}

/** What a failed write or opening means to the caller. */
export function failureOf(file: string, error: unknown): LogFailure {
  if (error instanceof LogFailed) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  const code = sqliteCode(error);
  if (isDamage(error)) return { kind: 'damaged-log', damage: message };
  if (code === undefined) return { kind: isNoSpace(error) ? 'full' : 'broken', message };
  switch (code & 0xff) {
    case full:
      return { kind: 'full', message: 'no space is left for the log' };
    case ioError:
      return cannotGrow(file)
        ? { kind: 'full', message: 'no space is left for the log' }
        : { kind: 'broken', message: `${message} (SQLite ${code})` };
    case busy:
    case locked:
      return { kind: 'broken', message: 'another program keeps the log locked' };
    default:
      return { kind: 'broken', message: `${message} (SQLite ${code})` };
  }
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && noSpace.has(String(error.code));
}

/**
 * SQLite tells a quota and a file-size limit apart from a broken disk no better than "I/O error". So try what it tried:
 * write a block beside the log, as far into a file as the log's own files reach.
 */
function cannotGrow(file: string): boolean {
  const probe = `${file}.probe`;
  try {
    const reach = Math.max(sizeOf(file), sizeOf(`${file}-wal`), sizeOf(`${file}-shm`));
    const descriptor = openSync(probe, 'w');
    try {
      writeSync(descriptor, Buffer.alloc(64 * 1024), 0, 64 * 1024, reach);
    } finally {
      closeSync(descriptor);
    }
    return false;
  } catch (error) {
    return isNoSpace(error);
  } finally {
    try {
      unlinkSync(probe);
    } catch {
      // It was never made.
    }
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
