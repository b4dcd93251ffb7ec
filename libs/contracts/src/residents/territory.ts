import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Name, Ring } from '../fields.ts';

const AreaCode = Type.String({ pattern: '^[0-9]{2}([0-9]{2})?([0-9]{2})?([0-9]{3})?([0-9]{3})?$' });
/** National code of a community. */
export const CommunityCode = Type.String({
  pattern: '^[0-9]{12}$',
  description: 'a community code of 12 digits',
});
/** National code of a county or district. */
export const CountyCode = Type.String({ pattern: '^[0-9]{6}$', description: 'a county code of 6 digits' });
/** Code of a place within its community: a letter for the kind and a number. */
export const LocalCode = Type.String({
  pattern: '^[A-Z][0-9]{1,5}$',
  description: 'a letter and 1 to 5 digits',
});

const jiangxinyuan = '420105011010';
const square = [
  [114.2, 30.55],
  [114.201, 30.55],
  [114.201, 30.551],
  [114.2, 30.551],
  [114.2, 30.55],
];
const Grid = Type.Object({ code: LocalCode, areaPath: AreaPath, polygon: Ring });

export const territoryEvents = defineEvents('residents', {
  AreaCreated: {
    title: ['区域设立', 'Area created'],
    description:
      'A node of the area tree above the buildings exists: a national division or a section (片区) of a community.',
    rows: ['R-32'],
    data: {
      code: Type.Union([AreaCode, LocalCode]),
      level: Type.Enum(['province', 'city', 'county', 'street', 'community', 'section']),
      name: Name,
      areaPath: AreaPath,
    },
    example: { code: jiangxinyuan, level: 'community', name: '江欣苑社区', areaPath: '42/01/05/011/010/' },
  },
  BuildingCreated: {
    title: ['楼栋设立', 'Building created'],
    description: 'A building stands in a section of a community.',
    rows: ['R-32'],
    data: { code: LocalCode, name: Name, areaPath: AreaPath },
    example: { code: 'B07', name: '7栋', areaPath: '42/01/05/011/010/A1/B07/' },
  },
  BuildingUnitCreated: {
    title: ['单元设立', 'Stairwell unit created'],
    description: 'A stairwell unit of a building exists.',
    rows: ['R-32'],
    data: { code: LocalCode, name: Name, areaPath: AreaPath },
    example: { code: 'U021', name: '7栋3单元', areaPath: '42/01/05/011/010/A1/B07/U021/' },
  },
  GridCreated: {
    title: ['网格设立', 'Grid created'],
    description: 'A service grid below a stairwell unit exists, with its polygon (local scheme, trap T10).',
    rows: ['R-32'],
    data: { code: LocalCode, areaPath: AreaPath, polygon: Ring, validFrom: BusinessDay },
    example: {
      code: 'G0431',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      polygon: square,
      validFrom: '2010-04-01',
    },
  },
  GridSplit: {
    title: ['网格拆分', 'Grid split'],
    description:
      'One grid ended and two or more took its place; what was recorded on the old grid stays there.',
    rows: ['R-32'],
    data: {
      code: LocalCode,
      areaPath: AreaPath,
      into: Type.Array(Grid, { minItems: 2 }),
      validFrom: BusinessDay,
    },
    example: {
      code: 'G0431',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      into: [
        { code: 'G0869', areaPath: '42/01/05/011/010/A1/B07/U021/G0869/', polygon: square },
        { code: 'G0870', areaPath: '42/01/05/011/010/A1/B07/U021/G0870/', polygon: square },
      ],
      validFrom: '2026-05-01',
    },
  },
  GridsMerged: {
    title: ['网格合并', 'Grids merged'],
    description: 'Two or more grids ended and one took their place.',
    rows: ['R-32'],
    data: {
      merged: Type.Array(Type.Object({ code: LocalCode, areaPath: AreaPath }), { minItems: 2 }),
      into: Grid,
      validFrom: BusinessDay,
    },
    example: {
      merged: [
        { code: 'G0869', areaPath: '42/01/05/011/010/A1/B07/U021/G0869/' },
        { code: 'G0870', areaPath: '42/01/05/011/010/A1/B07/U021/G0870/' },
      ],
      into: { code: 'G0871', areaPath: '42/01/05/011/010/A1/B07/U021/G0871/', polygon: square },
      validFrom: '2026-06-01',
    },
  },
});

export type TerritoryEvent = EventsOf<typeof territoryEvents>;
