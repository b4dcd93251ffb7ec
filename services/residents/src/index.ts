export { chinaDivision } from './division/china-division.ts';
export { importDivisions } from './division/import-divisions.ts';
export { JIANGXINYUAN, jiangxinyuanPlan } from './seed/jiangxinyuan.ts';
export { ResidentsModule, type ResidentsOptions } from './residents.module.ts';
export { areaTree } from './views/area-tree.ts';
export { areaTreeAt } from './views/area-tree.reader.ts';
