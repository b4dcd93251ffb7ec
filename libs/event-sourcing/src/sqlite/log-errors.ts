import { DamagedEvent, StoreUnavailable } from '../event-store.ts';

/** The log file is not what the service left behind: garbage, cut short, or with damaged last events. Never opened. */
export class DamagedLog extends Error {
  override readonly name = 'DamagedLog';
  readonly file: string;
  constructor(file: string, damage: string) {
    super(
      `${file} is damaged: ${damage}. Nothing has been changed. ` +
        `Run "npm run verify -- ${file}" for the extent, then put back a backup of ${file} and the files beside it.`,
    );
    this.file = file;
  }
}

/** The log was written by a newer version of this software. */
export class LogFormatTooNew extends Error {
  override readonly name = 'LogFormatTooNew';
  readonly file: string;
  /** Format version found in the file, and the newest one this software knows. */
  readonly found: number;
  readonly known: number;
  constructor(file: string, found: number, known: number) {
    super(
      `${file} has log format ${found}, this version knows formats up to ${known}: use the newer version that wrote it. ` +
        'Nothing has been changed.',
    );
    this.file = file;
    this.found = found;
    this.known = known;
  }
}

/** Another process, or another store of this one, is writing the log. */
export class LogInUse extends Error {
  override readonly name = 'LogInUse';
  readonly file: string;
  constructor(file: string) {
    super(
      `${file} is already open for writing, here or in another process: a log has one writer. ` +
        'Stop that one, or open the log read-only.',
    );
    this.file = file;
  }
}

/** What went wrong in a worker thread, as it travels to the main thread. */
export type LogFailure =
  | { readonly kind: 'full' | 'broken' | 'closed'; readonly message: string }
  | { readonly kind: 'damaged-event'; readonly streamId: string; readonly position: number }
  | { readonly kind: 'damaged-log'; readonly damage: string }
  | { readonly kind: 'too-new'; readonly found: number; readonly known: number }
  | { readonly kind: 'in-use' };

/** Carries a failure up to where it is answered. Thrown inside the worker threads only. */
export class LogFailed extends Error {
  readonly failure: LogFailure;
  constructor(failure: LogFailure, options?: ErrorOptions) {
    super(failure.kind, options);
    this.failure = failure;
  }
}

/** The error that callers of the store see. */
export function errorOf(file: string, failure: LogFailure): Error {
  switch (failure.kind) {
    case 'damaged-event':
      return new DamagedEvent(file, failure.streamId, failure.position);
    case 'damaged-log':
      return new DamagedLog(file, failure.damage);
    case 'too-new':
      return new LogFormatTooNew(file, failure.found, failure.known);
    case 'in-use':
      return new LogInUse(file);
    default:
      return new StoreUnavailable(failure.kind, `${file}: ${failure.message}`);
  }
}
