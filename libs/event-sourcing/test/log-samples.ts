import { readFileSync, writeFileSync } from 'node:fs';
import type { NewEvent } from '@linli/contracts';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';

let made = 0;

/** New events of one command, each with this note in its data. */
export function notes(count: number, note: string, commandId = `command-${++made}`): NewEvent[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `event-${++made}`,
    type: 'Noted',
    version: 1,
    data: { note: `${note}-${number}`, of: count },
    metadata: { commandId, correlationId: commandId, actor: 'worker-1', tenant: 'wuhan' },
  }));
}

/** A closed log of so many appends of three events; the data of append 7, event 2 holds `note-7-1`. */
export async function writeLog(file: string, appends: number): Promise<void> {
  const store = await SqliteEventStore.open({ file });
  for (let n = 0; n < appends; n++) await store.append(`stream-${n % 11}`, notes(3, `note-${n}`), 'any');
  await store.close();
}

/** Changes one bit in the first place where a file holds this text, `offset` bytes behind its beginning. */
export function flip(file: string, text: string, offset = 0): void {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(text);
  if (at < 0) throw new Error(`${file} does not hold ${text}`);
  bytes[at + offset] = (bytes[at + offset] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

/** How a promise ends, in a form to compare. */
export async function endOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}
