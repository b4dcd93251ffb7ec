export {
  divisionPath,
  divisionStream,
  levelOf,
  parentDivision,
  parentPath,
  territoryStream,
} from './area-path.ts';
export { chinaDivision, type DivisionBatch, type DivisionTable } from './division/china-division.ts';
export { importDivisions, type ImportOptions, type ImportProgress } from './division/import-divisions.ts';
export { residentsCommands, type ResidentsCommands } from './residents-commands.ts';
export { JIANGXINYUAN, jiangxinyuanPlan, type CommunityPlan, type PlannedGrid } from './seed/jiangxinyuan.ts';
export { seedJiangxinyuan, type SeedOptions } from './seed/seed-jiangxinyuan.ts';
export { ResidentsModule } from './residents.module.ts';
export { areaTree, type AreaDocument, type AreaLevel, type GridDocument } from './views/area-tree.ts';
export { areaTreeAt, type AreaItem, type AreaTree } from './views/area-tree.reader.ts';
