import type { Note } from './notes.ts';

type Field = 'string' | 'number' | 'object';

/** The fields no verdict can do without, per kind. */
const required: Readonly<Record<Note['kind'], Readonly<Record<string, Field>>>> = {
  observer: { of: 'string', context: 'string', audience: 'string', delivers: 'string' },
  opened: { run: 'number' },
  event: { source: 'string', position: 'number' },
  passed: { source: 'string', position: 'number' },
  'caught-up': { context: 'string', position: 'number' },
  reset: { run: 'number', reason: 'string', after: 'object' },
  sent: { command: 'string', attempt: 'number', context: 'string' },
  answered: { command: 'string', attempt: 'number', outcome: 'string' },
  commands: { context: 'string', after: 'number' },
  checkpoint: { consumer: 'string', source: 'string', position: 'number' },
  parked: { consumer: 'string', items: 'object' },
  retried: { consumer: 'string', stream: 'string', applied: 'number', remaining: 'number' },
  poison: { context: 'string', position: 'number', consumers: 'object' },
  effects: { consumer: 'string', context: 'string', effect: 'string', position: 'number', counts: 'object' },
  document: { consumer: 'string', context: 'string', collection: 'string', key: 'string' },
  documents: { consumer: 'string', context: 'string', collection: 'string', position: 'number' },
  fault: { fault: 'string', phase: 'string', what: 'string' },
  lag: { consumer: 'string', lag: 'number' },
};

/** Reads one line; throws with what is wrong with it. */
export function parseNote(line: string): Note {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null) throw new Error('is no object');
  const note = value as Readonly<Record<string, unknown>>;
  const fields = required[note['kind'] as Note['kind']];
  if (fields === undefined) throw new Error(`has the unknown kind ${String(note['kind'])}`);
  if (typeof note['by'] !== 'string' || typeof note['mono'] !== 'number') {
    throw new Error('does not say who wrote it, or when');
  }
  for (const [name, type] of Object.entries(fields)) {
    if (typeof note[name] !== type || note[name] === null) throw new Error(`has no ${name}`);
  }
  return value as Note;
}
