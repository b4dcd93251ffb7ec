import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GridIndex, type Grid } from './grid-index.ts';

const day = '2026-05-01';

function rectangle(
  code: string,
  [west, south, east, north]: readonly [number, number, number, number],
  dates: Pick<Grid, 'validFrom'> & Partial<Grid> = { validFrom: '2010-04-01' },
): Grid {
  const polygon = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { code, areaPath: `42/01/05/011/010/A1/B01/U001/${code}/`, polygon, ...dates };
}

function indexOf(...grids: readonly Grid[]): GridIndex {
  const index = new GridIndex();
  for (const grid of grids) index.put(grid);
  return index;
}

const codeAt = (index: GridIndex, lon: number, lat: number, on = day): string | undefined =>
  index.find({ lon, lat }, on)?.code;

/** To web mercator (EPSG:3857) and back, as a map client does it. */
function reprojected({ lon, lat }: { lon: number; lat: number }): { lon: number; lat: number } {
  const radius = 6_378_137;
  const x = (radius * lon * Math.PI) / 180;
  const y = radius * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
  return {
    lon: ((x / radius) * 180) / Math.PI,
    lat: ((2 * Math.atan(Math.exp(y / radius)) - Math.PI / 2) * 180) / Math.PI,
  };
}

describe('in which grid a point lies', () => {
  const west = rectangle('G0002', [114.2, 30.55, 114.201, 30.551]);
  const east = rectangle('G0001', [114.201, 30.55, 114.202, 30.551]);
  const south = rectangle('G0003', [114.2, 30.549, 114.201, 30.55]);

  test('I-08: a point inside a grid belongs to it', () => {
    expect(codeAt(indexOf(west, east), 114.2005, 30.5505)).toBe('G0002');
    expect(codeAt(indexOf(west, east), 114.2015, 30.5505)).toBe('G0001');
  });

  test('I-08: a point on a border resolves to the lowest code, whatever came first', () => {
    expect(codeAt(indexOf(west, east), 114.201, 30.5504)).toBe('G0001');
    expect(codeAt(indexOf(east, west), 114.201, 30.5504)).toBe('G0001');
  });

  test('I-08: a corner where three grids meet resolves to the lowest code', () => {
    expect(codeAt(indexOf(south, west, east), 114.201, 30.55)).toBe('G0001');
    expect(codeAt(indexOf(south, west), 114.2, 30.55)).toBe('G0002');
  });

  test('I-08: the outer border belongs to the grid, the place beyond to none', () => {
    expect(codeAt(indexOf(west), 114.2, 30.5505)).toBe('G0002');
    expect(codeAt(indexOf(west), 114.1999999, 30.5505)).toBeUndefined();
    expect(codeAt(indexOf(west), 114.2005, 30.5520001)).toBeUndefined();
  });

  test('I-08: codes compare by number, so G99 is lower than G0100', () => {
    const one = rectangle('G0100', [114.2, 30.55, 114.201, 30.551]);
    const other = rectangle('G99', [114.201, 30.55, 114.202, 30.551]);
    expect(codeAt(indexOf(one, other), 114.201, 30.5504)).toBe('G99');
  });

  test('I-08: two communities that number alike are told apart by area path', () => {
    const here = rectangle('G0001', [114.2, 30.55, 114.201, 30.551]);
    const there = { ...rectangle('G0001', [114.201, 30.55, 114.202, 30.551]), areaPath: '42/01/05/011/009/' };
    expect(indexOf(here, there).find({ lon: 114.201, lat: 30.5505 }, day)?.areaPath).toBe(
      '42/01/05/011/009/',
    );
  });

  test('I-08: a recorded border point stays in its grid after reprojection, wherever on a slanted border', () => {
    const slanted = (code: string, shift: number): Grid => ({
      ...rectangle(code, [0, 0, 1, 1]),
      polygon: [
        [114.2 + shift, 30.55],
        [114.201 + shift, 30.55],
        [114.2013 + shift, 30.551],
        [114.2003 + shift, 30.551],
        [114.2 + shift, 30.55],
      ],
    });
    const index = indexOf(slanted('G0007', 0), slanted('G0004', 0.001));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (part) => {
        // Nodes of the shared border: 3 steps east for every 10 steps north.
        const border = { lon: 114.201 + (3 * part) / 1e7, lat: 30.55 + (10 * part) / 1e7 };
        const found = index.find(border, day);
        expect(found?.code).toBe('G0004');
        const again = index.find(reprojected(found?.point ?? border), day);
        expect(again).toEqual(found);
      }),
    );
  });

  test('I-08: every point of a city without gaps lies in exactly the lowest of the grids that touch it', () => {
    const side = 12;
    const grids = Array.from({ length: side * side }, (_, n) => {
      const [column, row] = [n % side, Math.floor(n / side)];
      const [lon, lat] = [114.2 + column / 1000, 30.5 + row / 1000];
      return rectangle(`G${n + 1}`, [lon, lat, lon + 0.001, lat + 0.001]);
    });
    const index = indexOf(...grids);
    const step = fc.integer({ min: 0, max: side * 4 });
    fc.assert(
      fc.property(step, step, (across, up) => {
        const [column, row] = [across / 4, up / 4];
        const lowest = (at: number): number => Math.max(0, Math.ceil(at) - 1);
        expect(codeAt(index, 114.2 + column / 1000, 30.5 + row / 1000)).toBe(
          `G${lowest(row) * side + lowest(column) + 1}`,
        );
      }),
    );
  });

  test('I-08: a hollow of a concave grid is outside', () => {
    const horseshoe: Grid = {
      ...rectangle('G0001', [0, 0, 1, 1]),
      polygon: [
        [114.2, 30.55],
        [114.203, 30.55],
        [114.203, 30.553],
        [114.202, 30.553],
        [114.202, 30.551],
        [114.201, 30.551],
        [114.201, 30.553],
        [114.2, 30.553],
        [114.2, 30.55],
      ],
    };
    const index = indexOf(horseshoe);
    expect(codeAt(index, 114.2015, 30.552)).toBeUndefined();
    expect(codeAt(index, 114.2015, 30.551)).toBe('G0001');
    expect(codeAt(index, 114.2025, 30.552)).toBe('G0001');
  });

  test('I-08: a grid as wide as a country is decided exactly too', () => {
    const country = {
      ...rectangle('G0001', [73, 18, 135, 54]),
      polygon: [
        [73, 18],
        [135, 18],
        [135, 54],
        [73, 18],
      ],
    };
    const index = indexOf(country);
    // On the slanted side, one step inside and one step outside.
    expect(codeAt(index, 104, 36)).toBe('G0001');
    expect(codeAt(index, 104, 35.9999999)).toBe('G0001');
    expect(codeAt(index, 104, 36.0000001)).toBeUndefined();
  });

  test('R-32: a split grid holds until the day before, its parts from the day on', () => {
    const ended = { ...west, validTo: '2026-05-01' };
    const part = rectangle('G0009', [114.2, 30.55, 114.2005, 30.551], { validFrom: '2026-05-01' });
    const index = indexOf(ended, part);
    expect(codeAt(index, 114.2003, 30.5505, '2026-04-30')).toBe('G0002');
    expect(codeAt(index, 114.2003, 30.5505, '2026-05-01')).toBe('G0009');
    expect(codeAt(index, 114.2008, 30.5505, '2026-05-01')).toBeUndefined();
  });

  test('a grid put again replaces itself, and one removed is found no more', () => {
    const index = indexOf(west, rectangle('G0002', [114.21, 30.55, 114.211, 30.551]));
    expect(index.size).toBe(1);
    expect(codeAt(index, 114.2005, 30.5505)).toBeUndefined();
    expect(codeAt(index, 114.2105, 30.5505)).toBe('G0002');
    index.remove(west.areaPath);
    expect(codeAt(index, 114.2105, 30.5505)).toBeUndefined();
  });

  test('10,000 points are looked up among 868 grids', () => {
    const grids = Array.from({ length: 868 }, (_, n) => {
      const [lon, lat] = [114.2 + (n % 31) / 2000, 30.5 + Math.floor(n / 31) / 2000];
      return rectangle(`G${n + 1}`, [lon, lat, lon + 0.0005, lat + 0.0005]);
    });
    const index = indexOf(...grids);
    for (let n = 0; n < 10_000; n++) {
      const point = {
        lon: 114.2 + ((n * 7919) % 155_000) / 1e7,
        lat: 30.5 + ((n * 104_729) % 140_000) / 1e7,
      };
      expect(index.find(point, day)).toBeDefined();
    }
  });
});
