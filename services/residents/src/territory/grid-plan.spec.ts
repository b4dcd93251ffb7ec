import { describe, expect, test } from '@jest/globals';
import {
  box,
  communityPath,
  createGrid,
  grid,
  ground,
  oneGrid,
  secondUnit,
  unitPath,
} from '../../test/schoolbook-plan.ts';
import type { TerritoryEvent } from './places.ts';
import { territoryAreaPath } from './territory.ts';

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

  test('R-32: a crack between grids, too thin for the outline to run around, keeps them apart', () => {
    const steps = (...corners: readonly (readonly [number, number])[]): number[][] =>
      [...corners, ...corners.slice(0, 1)].map(([east, north]) => [
        Number((114.2 + east / 1e6).toFixed(6)),
        Number((30.54 + north / 1e6).toFixed(6)),
      ]);
    ground
      .events(
        grid('G0001', steps([-30, 0], [2, 0], [9, 5], [-30, 5])),
        grid('G0002', steps([2, 0], [30, 0], [30, 5], [10, 5], [6, 4])),
      )
      .when(merge)
      .thenRefused('R-32', 'grids-apart', 'codes');
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
