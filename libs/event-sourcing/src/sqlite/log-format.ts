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

/**
 * What a digest is taken of: a row as a JSON array of its columns in their order, a line to a column. No column can hold
 * a line feed (JSON escapes it), so two different rows never have the same frame. It is also what readers are sent.
 */
export type FrameFields = readonly [
  position: number,
  streamId: string,
  revision: number,
  id: string,
  type: string,
  version: number,
  recordedAt: number,
  commandId: string | null,
  size: number,
  data: unknown,
  metadata: unknown,
];

/** The frame as the writer makes it, from the two texts that go into the row as they are. */
export function frameOf(
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
  return (
    `[${position},\n${JSON.stringify(stream)},\n${revision},\n${JSON.stringify(id)},\n${JSON.stringify(type)},\n` +
    `${version},\n${recordedAt},\n${JSON.stringify(commandId)},\n${size},\n${data},\n${metadata}]`
  );
}

// A flipped bit can make a text a BLOB; without the cast JSON would refuse it before the digest tells.
const quoted = (column: string) => `json_quote(CAST(${column} AS TEXT))`;

/**
 * The same frame made by SQLite out of a row. It comes as bytes, exactly those that lie in the file: decoding them first
 * would hide a difference between two kinds of broken UTF-8, and cost more than all the rest of reading.
 */
const frame = `CAST(concat('[', ${[
  'position',
  quoted('stream'),
  'revision',
  quoted('id'),
  quoted('type'),
  'version',
  'recorded_at',
  quoted('command_id'),
  'size',
  'data',
  'metadata',
].join(`, ',' || char(10), `)}, ']') AS BLOB)`;

/** What is selected of a row, in the order of `StoredRow`; the digest comes as upper-case hexadecimal text. */
export const columns = `position, stream, revision, type, recorded_at, command_id, size, ${frame}, hex(digest)`;

/** A row as it is read: nothing in it is trusted before its digest has been compared. */
export type StoredRow = readonly [
  position: number,
  stream: string,
  revision: number,
  type: string,
  recordedAt: number,
  commandId: string | null,
  size: number,
  frame: Uint8Array,
  digest: string,
];

/** SHA-256 of a frame in lower-case hexadecimal digits. */
export function digestOf(frame: string | Uint8Array): string {
  return hash('sha256', frame, 'hex');
}

/** Whether a row is exactly what was appended. */
export function isIntact(row: readonly [...StoredRow, ...unknown[]]): boolean {
  return digestOf(row[7]).toUpperCase() === row[8];
}

/** The files a log consists of, all of which belong into a backup of a stopped service, `.lock` and `-shm` excepted. */
export function logFiles(file: string): readonly string[] {
  return [file, `${file}-wal`, `${file}-shm`, `${file}.head`, `${file}.lock`];
}
