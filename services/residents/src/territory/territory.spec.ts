import { describe, expect, test } from '@jest/globals';
import { given } from '@linli/testing';
import type { TerritoryEvent } from './places.ts';
import { territory, territoryAreaPath } from './territory.ts';

const communityPath = '42/01/05/011/010/';
const unitPath = `${communityPath}A1/B01/U001/`;
const day = '2009-12-20';

/** A rectangle of the schoolbook plan: west, south, east, north in ten-thousandths of a degree. */
function box(west: number, south: number, east: number, north: number): number[][] {
  const at = (x: number, y: number): number[] => [
    Number((114.2 + x / 1e4).toFixed(6)),
    Number((30.54 + y / 1e4).toFixed(6)),
  ];
  return [at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)];
}

const section: TerritoryEvent = {
  type: 'AreaCreated',
  data: { code: 'A1', level: 'section', name: '第一片区', areaPath: `${communityPath}A1/` },
};
const building: TerritoryEvent = {
  type: 'BuildingCreated',
  data: { code: 'B01', name: '1栋', areaPath: `${communityPath}A1/B01/` },
};
const unit: TerritoryEvent = {
  type: 'BuildingUnitCreated',
  data: { code: 'U001', name: '1栋1单元', areaPath: unitPath },
};
const secondUnit: TerritoryEvent = {
  type: 'BuildingUnitCreated',
  data: { code: 'U002', name: '1栋2单元', areaPath: `${communityPath}A1/B01/U002/` },
};

function grid(code: string, polygon: number[][], unitCode = 'U001'): TerritoryEvent {
  const areaPath = `${communityPath}A1/B01/${unitCode}/${code}/`;
  return { type: 'GridCreated', data: { code, areaPath, polygon, validFrom: day } };
}

const ground = given(territory).events(section, building, unit);
const oneGrid = ground.events(grid('G0001', box(0, 0, 10, 10)));
const createGrid = { type: 'CreateGrid', unitCode: 'U001', validFrom: day } as const;

describe('R-32: the tree of a community', () => {
  test('R-32: a section stands below its community', () => {
    given(territory).when({ type: 'CreateArea', code: 'A1', name: '第一片区', communityPath }).then(section);
  });

  test('R-32: a section of a community that no register knows is refused', () => {
    given(territory)
      .when({ type: 'CreateArea', code: 'A1', name: '第一片区' })
      .thenRefused('R-32', 'community-unknown');
  });

  test('R-32: building, unit and grid take their path from their parent', () => {
    given(territory)
      .events(section)
      .when({ type: 'CreateBuilding', code: 'B01', name: '1栋', areaCode: 'A1' })
      .then(building);
    given(territory)
      .events(section, building)
      .when({ type: 'CreateBuildingUnit', code: 'U001', name: '1栋1单元', buildingCode: 'B01' })
      .then(unit);
    ground
      .when({ ...createGrid, code: 'G0001', polygon: box(0, 0, 10, 10) })
      .then(grid('G0001', box(0, 0, 10, 10)));
  });

  test.each([
    [{ type: 'CreateBuilding', code: 'B02', name: '2栋', areaCode: 'A9' } as const, 'areaCode'],
    // The parent must be of the level above: a building does not stand in a building.
    [{ type: 'CreateBuilding', code: 'B02', name: '2栋', areaCode: 'B01' } as const, 'areaCode'],
    [{ type: 'CreateBuildingUnit', code: 'U009', name: '9', buildingCode: 'A1' } as const, 'buildingCode'],
    [{ ...createGrid, unitCode: 'U009', code: 'G0001', polygon: box(0, 0, 1, 1) }, 'unitCode'],
  ])('R-32: a parent that does not exist is refused: %j', (command, field) => {
    ground.when(command).thenRefused('R-32', 'parent-unknown', field);
  });

  test.each([
    { type: 'CreateArea', code: 'A1', name: '又一片区', communityPath } as const,
    { type: 'CreateBuilding', code: 'B01', name: '又一栋', areaCode: 'A1' } as const,
    { type: 'CreateBuildingUnit', code: 'U001', name: '又一单元', buildingCode: 'B01' } as const,
    { ...createGrid, code: 'G0001', polygon: box(50, 50, 60, 60) },
  ])('R-32: a code is given once: %j', (command) => {
    oneGrid.when(command).thenRefused('R-32', 'code-taken', 'code');
  });

  test('R-32: a code says by its letter what it is', () => {
    ground
      .when({ type: 'CreateBuilding', code: 'A07', name: '7栋', areaCode: 'A1' })
      .thenRefused('R-32', 'code-malformed', 'code');
    ground
      .when({ ...createGrid, code: 'G00000431', polygon: box(0, 0, 1, 1) })
      .thenRefused('R-32', 'code-malformed', 'code');
  });

  test.each([
    ['open', box(0, 0, 10, 10).slice(0, 4)],
    [
      'crossing itself',
      [
        box(0, 0, 10, 10)[0],
        box(0, 0, 10, 10)[2],
        box(0, 0, 10, 10)[1],
        box(0, 0, 10, 10)[3],
        box(0, 0, 10, 10)[0],
      ] as number[][],
    ],
    [
      'without extent',
      [
        [114.2, 30.54],
        [114.201, 30.54],
        [114.202, 30.54],
        [114.2, 30.54],
      ],
    ],
    [
      'smaller than a coordinate step',
      [
        [114.2, 30.54],
        [114.2000001, 30.54],
        [114.2000001, 30.5400001],
        [114.2, 30.54],
      ],
    ],
    [
      'beyond the globe',
      [
        [114.2, 30.54],
        [214.2, 30.54],
        [114.3, 31],
        [114.2, 30.54],
      ],
    ],
  ])('R-32: a polygon that is %s is refused', (_, polygon) => {
    ground.when({ ...createGrid, code: 'G0001', polygon }).thenRefused('R-32', 'polygon-invalid', 'polygon');
  });

  test('R-32: a grid on ground of another is refused, one that borders on it is not', () => {
    oneGrid
      .when({ ...createGrid, code: 'G0002', polygon: box(9, 0, 20, 10) })
      .thenRefused('R-32', 'grid-overlaps', 'polygon');
    oneGrid
      .when({ ...createGrid, code: 'G0002', polygon: box(2, 2, 4, 4) })
      .thenRefused('R-32', 'grid-overlaps', 'polygon');
    oneGrid
      .when({ ...createGrid, code: 'G0002', polygon: box(0, 0, 10, 10) })
      .thenRefused('R-32', 'grid-overlaps', 'polygon');
    oneGrid
      .when({ ...createGrid, code: 'G0002', polygon: box(10, 0, 20, 10) })
      .then(grid('G0002', box(10, 0, 20, 10)));
  });

  test('coordinates are recorded to a millionth of a degree', () => {
    const drawn = box(0, 0, 10, 10).map(([lon = 0, lat = 0]) => [lon + 4e-8, lat - 4e-8]);
    ground.when({ ...createGrid, code: 'G0001', polygon: drawn }).then(grid('G0001', box(0, 0, 10, 10)));
  });

  test('a plan is recorded whole', () => {
    given(territory)
      .when({
        type: 'ApplyPlan',
        steps: [
          { type: 'CreateArea', code: 'A1', name: '第一片区', communityPath },
          { type: 'CreateBuilding', code: 'B01', name: '1栋', areaCode: 'A1' },
        ],
      })
      .then(section, building);
  });

  test('a plan with one step that is refused records none', () => {
    ground
      .when({
        type: 'ApplyPlan',
        steps: [
          { ...createGrid, code: 'G0001', polygon: box(0, 0, 10, 10) },
          { ...createGrid, code: 'G0002', polygon: box(5, 0, 15, 10) },
        ],
      })
      .thenRefused('R-32', 'grid-overlaps');
  });

  test('events carry the path of the place they are about', () => {
    expect(territoryAreaPath({})).toBeUndefined();
    expect(territoryAreaPath({ latest: unit })).toBe(unitPath);
  });
});

describe('R-32: splitting a grid', () => {
  const split = {
    type: 'SplitGrid',
    code: 'G0001',
    into: [
      { code: 'G0002', polygon: box(0, 0, 6, 10) },
      { code: 'G0003', polygon: box(6, 0, 10, 10) },
    ],
    validFrom: '2026-05-01',
  } as const;
  const done: TerritoryEvent = {
    type: 'GridSplit',
    data: {
      code: 'G0001',
      areaPath: `${unitPath}G0001/`,
      into: split.into.map((part) => ({ ...part, areaPath: `${unitPath}${part.code}/` })),
      validFrom: '2026-05-01',
    },
  };

  test('R-32: the parts take the place of the old grid in its unit', () => {
    oneGrid.when(split).then(done);
  });

  test.each([
    ['grid-unknown', 'code', { ...split, code: 'G0009' }],
    ['grid-unknown', 'code', { ...split, code: 'U001' }],
    ['split-needs-two', 'into', { ...split, into: [split.into[0]] }],
    ['valid-from-too-early', 'validFrom', { ...split, validFrom: '2009-12-19' }],
    ['code-taken', 'into.1.code', { ...split, into: [split.into[0], { ...split.into[1], code: 'G0002' }] }],
    ['code-taken', 'into.0.code', { ...split, into: [{ ...split.into[0], code: 'G0001' }, split.into[1]] }],
    [
      'polygon-invalid',
      'into.0.polygon',
      { ...split, into: [{ code: 'G0002', polygon: [] }, split.into[1]] },
    ],
    [
      'split-leaves-gap',
      'into',
      { ...split, into: [split.into[0], { code: 'G0003', polygon: box(7, 0, 10, 10) }] },
    ],
    [
      'parts-overlap',
      'into.1.polygon',
      { ...split, into: [split.into[0], { code: 'G0003', polygon: box(5, 0, 10, 10) }] },
    ],
    [
      'part-outside',
      'into.1.polygon',
      { ...split, into: [split.into[0], { code: 'G0003', polygon: box(6, 0, 11, 10) }] },
    ],
  ])('R-32: refused as %s at %s', (code, field, command) => {
    oneGrid.when(command).thenRefused('R-32', code, field);
  });

  test('R-32: a grid ends once', () => {
    oneGrid
      .events(done)
      .when({
        ...split,
        into: [
          { code: 'G0004', polygon: box(0, 0, 6, 10) },
          { code: 'G0005', polygon: box(6, 0, 10, 10) },
        ],
      })
      .thenRefused('R-32', 'grid-ended', 'code');
  });

  test('R-32: the code of an ended grid is not given again, its ground is free for its parts alone', () => {
    const later = oneGrid.events(done);
    later
      .when({ ...createGrid, code: 'G0001', polygon: box(50, 50, 60, 60) })
      .thenRefused('R-32', 'code-taken');
    later
      .when({ ...createGrid, code: 'G0004', polygon: box(1, 1, 2, 2) })
      .thenRefused('R-32', 'grid-overlaps');
  });

  test('R-32: a cut whose corners are rounded to a coordinate step covers the old ground', () => {
    // The middle of a slanted side is no multiple of a step: the parts meet the old border within rounding.
    const slanted = [
      [114.2, 30.54],
      [114.201001, 30.540333],
      [114.201, 30.541],
      [114.2, 30.541],
      [114.2, 30.54],
    ];
    const middle = [114.2005, 30.540166];
    const { decision } = ground.events(grid('G0001', slanted)).when({
      ...split,
      into: [
        {
          code: 'G0002',
          polygon: [[114.2, 30.54], middle, [114.2005, 30.541], [114.2, 30.541], [114.2, 30.54]],
        },
        {
          code: 'G0003',
          polygon: [middle, [114.201001, 30.540333], [114.201, 30.541], [114.2005, 30.541], middle],
        },
      ],
    });
    expect(decision).toMatchObject({ outcome: 'accepted' });
  });
});

describe('R-32: merging grids', () => {
  const row = ground.events(
    secondUnit,
    grid('G0001', box(0, 0, 10, 10)),
    grid('G0002', box(10, 0, 20, 10)),
    grid('G0003', box(20, 0, 30, 10), 'U002'),
    grid('G0004', box(40, 0, 50, 10)),
  );
  const merge = {
    type: 'MergeGrids',
    codes: ['G0001', 'G0002'],
    into: { code: 'G0005' },
    validFrom: '2026-06-01',
  } as const;

  test('R-32: one grid takes their place and covers exactly their ground', () => {
    const { decision } = row.when(merge);
    if (decision.outcome === 'refused') throw new Error(decision.message);
    const [event] = decision.events;
    if (event?.type !== 'GridsMerged') throw new Error('expected GridsMerged');
    expect(event.data.merged).toEqual([
      { code: 'G0001', areaPath: `${unitPath}G0001/` },
      { code: 'G0002', areaPath: `${unitPath}G0002/` },
    ]);
    expect(event.data.into).toMatchObject({ code: 'G0005', areaPath: `${unitPath}G0005/` });
    const corners = event.data.into.polygon.map(([lon, lat]) => `${lon} ${lat}`);
    expect(new Set(corners)).toEqual(new Set(box(0, 0, 20, 10).map(([lon, lat]) => `${lon} ${lat}`)));
    expect(territoryAreaPath({ latest: event })).toBe(`${unitPath}G0005/`);
  });

  test('R-32: grids of several units become one of the unit that is named', () => {
    const { decision } = row.when({
      ...merge,
      codes: ['G0002', 'G0003'],
      into: { code: 'G0005', unitCode: 'U002' },
    });
    expect(decision).toMatchObject({
      outcome: 'accepted',
      events: [{ data: { into: { areaPath: `${communityPath}A1/B01/U002/G0005/` } } }],
    });
  });

  test.each([
    ['merge-needs-two', 'codes', { ...merge, codes: ['G0001'] }],
    ['merge-needs-two', 'codes', { ...merge, codes: ['G0001', 'G0001'] }],
    ['grid-unknown', 'codes.1', { ...merge, codes: ['G0001', 'G0099'] }],
    ['valid-from-too-early', 'validFrom', { ...merge, validFrom: '2009-01-01' }],
    ['code-taken', 'into.code', { ...merge, into: { code: 'G0004' } }],
    ['grids-apart', 'codes', { ...merge, codes: ['G0001', 'G0004'] }],
    ['unit-unclear', 'into.unitCode', { ...merge, codes: ['G0002', 'G0003'] }],
    ['unit-foreign', 'into.unitCode', { ...merge, into: { code: 'G0005', unitCode: 'U002' } }],
  ])('R-32: refused as %s at %s', (code, field, command) => {
    row.when(command).thenRefused('R-32', code, field);
  });

  test('R-32: an ended grid is not merged', () => {
    const { decision } = row.when(merge);
    if (decision.outcome === 'refused') throw new Error(decision.message);
    row
      .events(...decision.events)
      .when({ ...merge, codes: ['G0002', 'G0003'], into: { code: 'G0006', unitCode: 'U001' } })
      .thenRefused('R-32', 'grid-ended', 'codes.0');
  });
});
