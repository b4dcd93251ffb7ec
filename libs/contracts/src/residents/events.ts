import { Type } from 'typebox';
import { defineEvent, type EventOf } from '../define-event.ts';
import { AreaPath, BusinessDay, Ring } from '../fields.ts';

const context = 'residents';
const AreaCode = Type.String({ pattern: '^[0-9]{2}([0-9]{2})?([0-9]{2})?([0-9]{3})?([0-9]{3})?$' });
const LocalCode = Type.String({ pattern: '^[A-Z][0-9]{1,5}$' });
const Name = Type.String({ minLength: 1, maxLength: 80 });

const jiangxinyuan = '420105011010';
const square = [
  [114.2, 30.55],
  [114.201, 30.55],
  [114.201, 30.551],
  [114.2, 30.551],
  [114.2, 30.55],
];

export const AreaCreated = defineEvent({
  context,
  type: 'AreaCreated',
  version: 1,
  title: { zh: '区域设立', en: 'Area created' },
  description:
    'A node of the area tree above the buildings exists: a national division or a section (片区) of a community.',
  rows: ['R-32'],
  data: Type.Object({
    code: Type.Union([AreaCode, LocalCode]),
    level: Type.Enum(['province', 'city', 'county', 'street', 'community', 'section']),
    name: Name,
    areaPath: AreaPath,
  }),
  examples: [{ code: jiangxinyuan, level: 'community', name: '江欣苑社区', areaPath: '42/01/05/011/010/' }],
});

export const BuildingCreated = defineEvent({
  context,
  type: 'BuildingCreated',
  version: 1,
  title: { zh: '楼栋设立', en: 'Building created' },
  description: 'A building stands in a section of a community.',
  rows: ['R-32'],
  data: Type.Object({ code: LocalCode, name: Name, areaPath: AreaPath }),
  examples: [{ code: 'B07', name: '7栋', areaPath: '42/01/05/011/010/A1/B07/' }],
});

export const BuildingUnitCreated = defineEvent({
  context,
  type: 'BuildingUnitCreated',
  version: 1,
  title: { zh: '单元设立', en: 'Stairwell unit created' },
  description: 'A stairwell unit of a building exists.',
  rows: ['R-32'],
  data: Type.Object({ code: LocalCode, name: Name, areaPath: AreaPath }),
  examples: [{ code: 'U021', name: '7栋3单元', areaPath: '42/01/05/011/010/A1/B07/U021/' }],
});

const Grid = Type.Object({ code: LocalCode, areaPath: AreaPath, polygon: Ring });

export const GridCreated = defineEvent({
  context,
  type: 'GridCreated',
  version: 1,
  title: { zh: '网格设立', en: 'Grid created' },
  description: 'A service grid below a stairwell unit exists, with its polygon (local scheme, trap T10).',
  rows: ['R-32'],
  data: Type.Object({ code: LocalCode, areaPath: AreaPath, polygon: Ring, validFrom: BusinessDay }),
  examples: [
    {
      code: 'G0431',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      polygon: square,
      validFrom: '2010-04-01',
    },
  ],
});

export const GridSplit = defineEvent({
  context,
  type: 'GridSplit',
  version: 1,
  title: { zh: '网格拆分', en: 'Grid split' },
  description:
    'One grid ended and two or more took its place; what was recorded on the old grid stays there.',
  rows: ['R-32'],
  data: Type.Object({
    code: LocalCode,
    areaPath: AreaPath,
    into: Type.Array(Grid, { minItems: 2 }),
    validFrom: BusinessDay,
  }),
  examples: [
    {
      code: 'G0431',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      into: [
        { code: 'G0869', areaPath: '42/01/05/011/010/A1/B07/U021/G0869/', polygon: square },
        { code: 'G0870', areaPath: '42/01/05/011/010/A1/B07/U021/G0870/', polygon: square },
      ],
      validFrom: '2026-05-01',
    },
  ],
});

export const GridsMerged = defineEvent({
  context,
  type: 'GridsMerged',
  version: 1,
  title: { zh: '网格合并', en: 'Grids merged' },
  description: 'Two or more grids ended and one took their place.',
  rows: ['R-32'],
  data: Type.Object({
    merged: Type.Array(Type.Object({ code: LocalCode, areaPath: AreaPath }), { minItems: 2 }),
    into: Grid,
    validFrom: BusinessDay,
  }),
  examples: [
    {
      merged: [
        { code: 'G0869', areaPath: '42/01/05/011/010/A1/B07/U021/G0869/' },
        { code: 'G0870', areaPath: '42/01/05/011/010/A1/B07/U021/G0870/' },
      ],
      into: { code: 'G0871', areaPath: '42/01/05/011/010/A1/B07/U021/G0871/', polygon: square },
      validFrom: '2026-06-01',
    },
  ],
});

export const VillageAssignedToCommunity = defineEvent({
  context,
  type: 'VillageAssignedToCommunity',
  version: 1,
  title: { zh: '村庄划入社区', en: 'Village assigned to community' },
  description: 'A village belongs to a rural community cluster from a day on.',
  rows: ['R-53'],
  data: Type.Object({
    villageCode: Type.String({ minLength: 1, maxLength: 40 }),
    villageName: Name,
    townshipBefore: Name,
    township: Name,
    communityCode: Type.String({ minLength: 1, maxLength: 40 }),
    validFrom: BusinessDay,
  }),
  examples: [
    {
      villageCode: 'V0001',
      villageName: '村一',
      townshipBefore: '乡镇一',
      township: '乡镇一',
      communityCode: 'C001',
      validFrom: '2007-06-01',
    },
  ],
});

export const residentsEvents = [
  AreaCreated,
  BuildingCreated,
  BuildingUnitCreated,
  GridCreated,
  GridSplit,
  GridsMerged,
  VillageAssignedToCommunity,
] as const;

export type ResidentsEvent = EventOf<(typeof residentsEvents)[number]>;
