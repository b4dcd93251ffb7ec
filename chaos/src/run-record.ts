import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tally } from './clients/command-client.ts';
import type { PlayedFault, Unhealed } from './faults/play.ts';
import type { LogFinding } from './scan-logs.ts';

/** What a run knows beside its notes; kept with them. */
export interface RunRecord {
  readonly seed: number;
  readonly minutes: number;
  readonly perSecond: number;
  readonly began: string;
  /** Answers, attempt by attempt. */
  readonly attempts: Readonly<Tally>;
  /** Commands that were not sent because too many had no answer. */
  readonly heldBack: number;
  readonly connections: number;
  /** Faults that this machine could not be given, and why. */
  readonly notDone: readonly string[];
  /** What each fault that was made has done, the poison event first. */
  readonly injuries: readonly PlayedFault[];
  /** Kinds of faults there was no time for. */
  readonly notReached: readonly string[];
  readonly unhealed: readonly Unhealed[];
  /** Who was still behind when the run gave up waiting; empty when all was quiet. */
  readonly behind: readonly string[];
  readonly quietAfterMs: number;
  readonly logs: { readonly files: number; readonly lines: number; readonly findings: readonly LogFinding[] };
  readonly canariesSent: number;
}

const fileName = 'run.json';

export function writeRecord(folder: string, record: RunRecord): void {
  writeFileSync(join(folder, fileName), `${JSON.stringify(record, null, 2)}\n`);
}

export function readRecord(folder: string): RunRecord {
  return JSON.parse(readFileSync(join(folder, fileName), 'utf8')) as RunRecord;
}
