import { hash } from 'node:crypto';

/** `LNLI` in the file's header: told apart from every other SQLite file. */
export const applicationId = 0x4c4e4c49;
/** Raised when an older version could no longer read or write the file correctly. */
export const formatVersion = 1;

/**
 * One row an event. Positions are dense. `command_id` and `size` (how many events the append wrote) stand on the first
 * event of each append only, so the second index answers "has this stream seen this command" at the cost of one entry
 * an append; the rows that follow have NULL and 0.
 */
export const schema = [
  `CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    command_id TEXT,
    size INTEGER NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    digest BLOB NOT NULL
  ) STRICT`,
  'CREATE UNIQUE INDEX event_by_stream ON event (stream, revision)',
  'CREATE UNIQUE INDEX event_by_command ON event (stream, command_id) WHERE command_id IS NOT NULL',
] as const;

/** The columns of a row in the order of `StoredRow`; the digest comes as upper-case hexadecimal text. */
export const columns =
  'position, stream, revision, id, type, version, recorded_at, command_id, size, data, metadata, hex(digest)';

/** A row as it is read: nothing in it is trusted before its digest has been compared. */
export type StoredRow = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  version: number,
  recordedAt: number,
  commandId: string | null,
  size: number,
  data: string,
  metadata: string,
  digest: string,
];

/**
 * SHA-256 over everything in a row: the fields in the order of the columns, as UTF-8, numbers in decimal, an absent
 * command id as nothing, with a line feed between them. No field can hold a line feed (names are checked when appended,
 * JSON escapes it), so two different rows never have the same frame.
 */
export function digestOf(
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  version: number,
  recordedAt: number,
  commandId: string | null,
  size: number,
  data: string,
  metadata: string,
): string {
  return hash(
    'sha256',
    `${position}\n${stream}\n${revision}\n${id}\n${type}\n${version}\n${recordedAt}\n${commandId ?? ''}\n${size}\n${data}\n${metadata}`,
    'hex',
  );
}

/** Whether a row is exactly what was appended. */
export function isIntact(row: StoredRow): boolean {
  const [position, stream, revision, id, type, version, recordedAt, commandId, size, data, metadata, digest] =
    row;
  return (
    digestOf(
      position,
      stream,
      revision,
      id,
      type,
      version,
      recordedAt,
      commandId,
      size,
      data,
      metadata,
    ).toUpperCase() === digest
  );
}

/** The files a log consists of, all of which belong into a backup of a stopped service, `.lock` and `-shm` excepted. */
export function logFiles(file: string): readonly string[] {
  return [file, `${file}-wal`, `${file}-shm`, `${file}.head`, `${file}.lock`];
}
