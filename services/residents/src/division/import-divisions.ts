import type { Desk } from '@linli/service-kit';
import { parentDivision } from '../area-path.ts';
import type { DivisionTable } from './china-division.ts';
import type { RegisterDivisions } from './division.commands.ts';
import { divisionRegister } from './division.ts';

export interface ImportProgress {
  /** Streams done, of counties and of provinces. */
  readonly streams: number;
  /** Divisions in them. */
  readonly divisions: number;
  /** Divisions that were new. */
  readonly recorded: number;
}

export interface ImportOptions {
  readonly table: DivisionTable;
  readonly desk: Pick<Desk, 'ask'>;
  readonly tenant: string;
  /** One county code, with its province and cities; the whole country when left out. */
  readonly county?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Brings the division table into the log: one append for every county stream. Command ids derive from the table's
 * edition, and divisions that stand already are passed over, so an import that was cut is simply run again.
 * Rejects when a division is refused or `signal` aborts; what was appended before stays.
 */
export async function importDivisions(options: ImportOptions): Promise<ImportProgress> {
  const { desk, table, county, signal } = options;
  let progress: ImportProgress = { streams: 0, divisions: 0, recorded: 0 };

  async function take(code: string, command: RegisterDivisions): Promise<void> {
    signal?.throwIfAborted();
    const commandId = `${table.edition}.${code}`;
    const actor = 'policy:division-import';
    const context = { commandId, correlationId: table.edition, actor, tenant: options.tenant };
    const asked = { type: 'RegisterDivisions', ...command } as const;
    const result = await desk.ask(divisionRegister, code, asked, context);
    if (result.outcome === 'refused') throw new Error(`${result.rule} ${result.code}: ${result.message}`);
    if (result.outcome === 'conflict') throw new Error(`${result.streamId} is being written by another`);
    progress = {
      streams: progress.streams + 1,
      divisions: progress.divisions + command.divisions.length,
      recorded: progress.recorded + (result.outcome === 'recorded' ? result.events.length : 0),
    };
    options.onProgress?.(progress);
  }

  for await (const { code, divisions } of table.provinces()) {
    if (county !== undefined && !county.startsWith(code)) continue;
    await take(code, { divisions, parents: [] });
  }
  let found = county === undefined;
  for await (const { code, divisions } of table.counties(county)) {
    found = true;
    const city = parentDivision(code);
    await take(code, { divisions, parents: city === undefined ? [] : [city] });
  }
  if (!found) throw new Error(`${table.edition} has no county ${county}`);
  return progress;
}
