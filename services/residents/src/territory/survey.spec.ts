import { describe, test } from '@jest/globals';
import type { TerritoryEvent } from '@linli/contracts';
import { communityCode, createGrid, grid, ground } from '../../test/schoolbook-plan.ts';

/** A strip from south to north whose sides run in a zigzag that fits into that of its neighbours. */
function strip(column: number, positions: number): number[][] {
  const steps = (positions - 1) / 2;
  const side = (x: number) =>
    Array.from({ length: steps }, (_, i) => [
      Number((114.2 + (x * 40 + (i % 2) * 10) / 1e6).toFixed(6)),
      Number((30.54 + (i * 4) / 1e6).toFixed(6)),
    ]);
  const east = side(column + 1);
  const west = side(column).reverse();
  return [...east, ...west, east[0] as number[]];
}

/** A comb of so many teeth that stands in the ground where longitude and latitude are alike. */
function comb(teeth: number): number[][] {
  const at = (x: number, y: number): number[] => [
    Number((30 + x / 1e6).toFixed(6)),
    Number((30 + y / 1e6).toFixed(6)),
  ];
  const edge = Array.from({ length: teeth }, (_, i) => [
    at(i * 20, 0),
    at(i * 20, teeth * 20),
    at(i * 20 + 10, teeth * 20),
    at(i * 20 + 10, 0),
  ]).flat();
  return [...edge, at(teeth * 20, 0), at(teeth * 20, -10), at(0, -10), at(0, 0)];
}

/** A strip of 993 positions from south-west to north-east, of which an edge tells that it lies beside the others. */
function slanted(column: number): number[][] {
  const side = (x: number) =>
    Array.from({ length: 496 }, (_, i) => [
      Number((114.2 + (x * 10 + i * 10) / 1e6).toFixed(6)),
      Number((30.54 + (i * 10) / 1e6).toFixed(6)),
    ]);
  const [east, west] = [side(column + 1), side(column).reverse()];
  return [...east, ...west, east[0] as number[]];
}

const codes = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `G${String(i + 1).padStart(4, '0')}`);

function strips(count: number, positions: number): TerritoryEvent[] {
  return codes(count).map((code, i) => grid(code, strip(i, positions)));
}

const merge = {
  type: 'MergeGrids',
  communityCode,
  into: { code: 'G9000' },
  validFrom: '2026-06-01',
} as const;

describe('R-32: outlines that would keep the process from everybody else', () => {
  test('R-32: a merge of 24 grids of 993 positions each is refused before it is computed', () => {
    ground
      .events(...strips(24, 993))
      .when({ ...merge, codes: codes(24) })
      .thenRefused('R-32', 'too-many-positions', 'codes');
  });

  test('R-32: a merge of as many grids with plain outlines is accepted', () => {
    const { decision } = ground.events(...strips(24, 21)).when({ ...merge, codes: codes(24) });
    if (decision.outcome === 'refused') throw new Error(decision.message);
  });

  test('R-32: so is a split into parts of too many positions, whichever of them comes first', () => {
    const old = [
      [114.2, 30.54],
      [114.21, 30.54],
      [114.21, 30.55],
      [114.2, 30.55],
      [114.2, 30.54],
    ];
    ground
      .events(grid('G0001', old))
      .when({
        type: 'SplitGrid',
        communityCode,
        code: 'G0001',
        into: Array.from({ length: 24 }, (_, i) => ({ code: `G1${i + 100}`, polygon: strip(i, 993) })),
        validFrom: '2026-06-01',
      })
      .thenRefused('R-32', 'too-many-positions');
  });

  test('R-32: so is a grid among neighbours of too many positions', () => {
    ground
      .events(...strips(2, 993))
      .when({ ...createGrid, code: 'G9000', polygon: strip(2, 993) })
      .thenRefused('R-32', 'too-many-positions', 'polygon');
  });

  test('R-32: so are two combs laid across each other, whose teeth cross more often than they have positions', () => {
    ground
      .events(grid('G0001', comb(40)))
      .when({ ...createGrid, code: 'G9000', polygon: comb(40).map(([x, y]) => [y as number, x as number]) })
      .thenRefused('R-32', 'too-many-positions', 'polygon');
  });

  test('R-32: nor are such combs merged', () => {
    const across = comb(40).map(([x, y]) => [y as number, x as number]);
    ground
      .events(grid('G0001', comb(40)), grid('G0002', across))
      .when({ ...merge, codes: ['G0001', 'G0002'] })
      .thenRefused('R-32', 'too-many-positions', 'codes');
  });

  test('R-32: a look at who lies beside whom has its bound as well', () => {
    const create = { ...createGrid, code: 'G9000', polygon: slanted(9) };
    const beside = (count: number) =>
      ground.events(...codes(count).map((code, i) => grid(code, slanted(i)))).when(create);
    const { decision } = beside(2);
    if (decision.outcome === 'refused') throw new Error(decision.message);
    beside(5).thenRefused('R-32', 'too-many-positions', 'polygon');
  });

  test('R-32: a single outline may have 993 positions where nothing is near', () => {
    const { decision } = ground.when({ ...createGrid, code: 'G9000', polygon: strip(2, 993) });
    if (decision.outcome === 'refused') throw new Error(decision.message);
  });
});
