import { describe, expect, test } from '@jest/globals';
import { given } from '@linli/testing';
import {
  box,
  building,
  communityCode,
  createGrid,
  grid,
  ground,
  inCounty,
  oneGrid,
  section,
  unit,
  unitPath,
} from '../../test/schoolbook-plan.ts';
import type { TerritoryState } from './places.ts';
import { territory } from './territory.ts';

const createArea = { type: 'CreateArea', communityCode, code: 'A1', name: '第一片区' } as const;

describe('R-32: the tree of a community', () => {
  test('R-32: a section stands below its community', () => {
    given(territory).when(createArea, inCounty).then(section);
  });

  test('R-32: a section of a community that no register knows is refused', () => {
    given(territory).when(createArea, { id: communityCode }).thenRefused('R-32', 'community-unknown');
    const neighbour = { ...inCounty, id: '420105011999' };
    given(territory).when(createArea, neighbour).thenRefused('R-32', 'community-unknown');
  });

  test('R-32: building, unit and grid take their path from their parent', () => {
    given(territory)
      .events(section)
      .when({ type: 'CreateBuilding', communityCode, code: 'B01', name: '1栋', areaCode: 'A1' })
      .then(building);
    given(territory)
      .events(section, building)
      .when({
        type: 'CreateBuildingUnit',
        communityCode,
        code: 'U001',
        name: '1栋1单元',
        buildingCode: 'B01',
      })
      .then(unit);
    ground
      .when({ ...createGrid, code: 'G0001', polygon: box(0, 0, 10, 10) })
      .then(grid('G0001', box(0, 0, 10, 10)));
  });

  test.each([
    [
      { type: 'CreateBuilding', communityCode, code: 'B02', name: '2栋', areaCode: 'A9' } as const,
      'areaCode',
    ],
    // The parent must be of the level above: a building does not stand in a building.
    [
      { type: 'CreateBuilding', communityCode, code: 'B02', name: '2栋', areaCode: 'B01' } as const,
      'areaCode',
    ],
    [
      { type: 'CreateBuildingUnit', communityCode, code: 'U009', name: '9', buildingCode: 'A1' } as const,
      'buildingCode',
    ],
    [{ ...createGrid, unitCode: 'U009', code: 'G0001', polygon: box(0, 0, 1, 1) }, 'unitCode'],
  ])('R-32: a parent that does not exist is refused: %j', (command, field) => {
    ground.when(command).thenRefused('R-32', 'parent-unknown', field);
  });

  test.each([
    { ...createArea, name: '又一片区' },
    { type: 'CreateBuilding', communityCode, code: 'B01', name: '又一栋', areaCode: 'A1' } as const,
    {
      type: 'CreateBuildingUnit',
      communityCode,
      code: 'U001',
      name: '又一单元',
      buildingCode: 'B01',
    } as const,
    { ...createGrid, code: 'G0001', polygon: box(50, 50, 60, 60) },
  ])('R-32: a code is given once: %j', (command) => {
    oneGrid.when(command, inCounty).thenRefused('R-32', 'code-taken', 'code');
  });

  test('R-32: a code says by its letter what it is', () => {
    ground
      .when({ type: 'CreateBuilding', communityCode, code: 'A07', name: '7栋', areaCode: 'A1' })
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
      .when(
        {
          type: 'ApplyPlan',
          communityCode,
          steps: [
            { type: 'CreateArea', code: 'A1', name: '第一片区' },
            { type: 'CreateBuilding', code: 'B01', name: '1栋', areaCode: 'A1' },
          ],
        },
        inCounty,
      )
      .then(section, building);
  });

  test('a plan with one step that is refused records none', () => {
    ground
      .when({
        type: 'ApplyPlan',
        communityCode,
        steps: [
          { ...createGrid, code: 'G0001', polygon: box(0, 0, 10, 10) },
          { ...createGrid, code: 'G0002', polygon: box(5, 0, 15, 10) },
        ],
      })
      .thenRefused('R-32', 'grid-overlaps');
  });

  test('events carry the path of the place they are about', () => {
    const after = (state: TerritoryState) => territory.areaPathOf({ state, latest: 0 });
    expect(after({})).toBeUndefined();
    expect(after({ latest: unit })).toBe(unitPath);
  });
});
