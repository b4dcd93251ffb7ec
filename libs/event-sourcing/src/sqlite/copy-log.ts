import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DamagedLog, errorOf } from './log-errors.ts';
import { checkFormat, lockLog, syncFolder } from './log-file.ts';
import { logFiles } from './log-format.ts';
import { headFile, LogHead, readLogHead } from './log-head.ts';
import { failureOf } from './sqlite-failure.ts';
import { verifyLog } from './verify-log.ts';

/** What a copy holds: its events, all of them proved, and with them the position at which it ends. */
export interface CopiedLog {
  readonly file: string;
  readonly events: number;
}

/**
 * Copies a log as it is at one moment, beside its writer too, proves the copy event by event and notes beside it how far
 * it reaches. The copy is there as a whole or not at all.
 * @throws Error that says what is wrong: a file in the way, a log that is damaged or whose end is unknown
 */
export async function backUpLog(file: string, target: string): Promise<CopiedLog> {
  const acknowledged = readLogHead(resolve(file));
  if (!existsSync(file)) throw new Error(`${file}: there is no such log`);
  if (acknowledged === undefined) throw endUnknown(file);
  return copyLog(file, target, (copied) => {
    if (copied < acknowledged)
      throw new DamagedLog(
        file,
        `it ends at position ${copied}, but had acknowledged ${acknowledged} events`,
      );
  });
}

/**
 * Puts a backup where a log belongs, after it has been proved. Holds the log's lock meanwhile, so no service can run on
 * it; takes nothing away that lies there.
 * @param until last position to restore, for a log whose later events shall not be; it must be the end of a command
 * @throws Error that says what is wrong; LogInUse when a service has the log
 */
export async function restoreLog(backup: string, file: string, until?: number): Promise<CopiedLog> {
  const report = await verifyLog(backup);
  const [damage] = report.damages;
  if (damage) throw new DamagedLog(report.file, damage.what);
  if (report.end === 'unknown') throw endUnknown(backup);
  const target = resolve(file);
  let lock: DatabaseSync;
  try {
    lock = lockLog(target);
  } catch (error) {
    throw errorOf(target, failureOf(target, error));
  }
  try {
    return await copyLog(backup, target, () => undefined, until);
  } finally {
    lock.close();
  }
}

async function copyLog(
  file: string,
  to: string,
  check: (events: number) => void,
  until?: number,
): Promise<CopiedLog> {
  const target = resolve(to);
  const inTheWay = logFiles(target).filter((path) => !path.endsWith('.lock') && existsSync(path));
  if (inTheWay.length > 0)
    throw new Error(`${inTheWay.join(', ')}: in the way, move it to a safe place first`);
  mkdirSync(dirname(target), { recursive: true });
  const part = `${target}.part`;
  rmSync(part, { force: true });
  try {
    using(file, { readOnly: true }, (database) => {
      checkFormat(database);
      database.prepare('VACUUM INTO ?').run(part);
    });
    if (until !== undefined) using(part, {}, (database) => cut(database, until));
    const { events, damages } = await verifyLog(part);
    const [damage] = damages;
    if (damage) throw new DamagedLog(resolve(file), damage.what);
    check(events);
    sync(part);
    const head = new LogHead(target);
    head.write(events);
    head.close();
    if (readLogHead(target) !== events) throw new Error(`${headFile(target)} could not be written`);
    sync(headFile(target));
    renameSync(part, target);
    syncFolder(dirname(target));
    return { file: target, events };
  } finally {
    rmSync(part, { force: true });
  }
}

/** Takes away what stands behind a position, at which a command must end. */
function cut(database: DatabaseSync, until: number): void {
  const next = database.prepare('SELECT max(position) AS first FROM event WHERE position <= ? AND size > 0');
  const last = Number(database.prepare('SELECT max(position) AS head FROM event').get()?.['head'] ?? 0);
  if (!Number.isSafeInteger(until) || until < 0 || until > last)
    throw new Error(`the backup holds positions up to ${last}; it cannot be restored until ${until}`);
  const first = Number(next.get(until + 1)?.['first'] ?? 0);
  if (until < last && first !== until + 1)
    throw new Error(`position ${until} is in the midst of a command; restore until ${first - 1}`);
  database.prepare('DELETE FROM event WHERE position > ?').run(until);
}

function using(
  file: string,
  options: { readonly readOnly?: boolean },
  work: (database: DatabaseSync) => void,
) {
  const path = resolve(file);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { ...options, timeout: 2_000 });
    work(database);
  } catch (error) {
    throw error instanceof Error && 'errcode' in error ? errorOf(path, failureOf(path, error)) : error;
  } finally {
    database?.close();
  }
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function endUnknown(file: string): Error {
  return new Error(
    `${file}: no ${headFile(file)} lies beside it, so nobody can tell whether its end is missing. ` +
      'A copy needs both; npm run backup makes them.',
  );
}
