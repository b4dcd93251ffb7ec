import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  areaOf,
  boundsMeet,
  boundsOf,
  mergedRing,
  overlapOf,
  ringFault,
  type Ring,
} from '../territory/geometry.ts';
import { jiangxinyuanPlan } from './jiangxinyuan.ts';

const plan = jiangxinyuanPlan();

/** In whole coordinate steps, moved off the lattice of corners by half a step: on no border. */
function inside(ring: Ring, lon: number, lat: number): boolean {
  let odd = false;
  for (let i = 1; i < ring.length; i++) {
    const [[x1 = 0, y1 = 0], [x2 = 0, y2 = 0]] = [ring[i - 1] as number[], ring[i] as number[]];
    if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd;
  }
  return odd;
}

describe('the plan of Jiangxinyuan', () => {
  test('R-32: it has 4 sections, 41 buildings, 128 units and 868 grids, all codes different', () => {
    expect(plan.sections.map(({ code }) => code)).toEqual(['A1', 'A2', 'A3', 'A4']);
    expect(plan.buildings).toHaveLength(41);
    expect(plan.units).toHaveLength(128);
    expect(plan.grids).toHaveLength(868);
    expect([plan.buildings[0]?.code, plan.buildings.at(-1)?.code]).toEqual(['B01', 'B41']);
    expect([plan.units[0]?.code, plan.units.at(-1)?.code]).toEqual(['U001', 'U128']);
    expect([plan.grids[0]?.code, plan.grids.at(-1)?.code]).toEqual(['G0001', 'G0868']);
    for (const places of [plan.buildings, plan.units, plan.grids]) {
      expect(new Set(places.map(({ code }) => code)).size).toBe(places.length);
    }
  });

  test('R-32: every unit has grids, every building units, every section buildings', () => {
    expect(new Set(plan.grids.map(({ unitCode }) => unitCode)).size).toBe(128);
    expect(new Set(plan.units.map(({ buildingCode }) => buildingCode)).size).toBe(41);
    expect(new Set(plan.buildings.map(({ areaCode }) => areaCode)).size).toBe(4);
  });

  test('it lies in the south of Hanyang, on coordinates of a millionth of a degree', () => {
    const { west, south, east, north } = boundsOf(plan.boundary);
    expect(west).toBeGreaterThan(114.19);
    expect(east).toBeLessThan(114.21);
    expect(south).toBeGreaterThan(30.53);
    expect(north).toBeLessThan(30.56);
    for (const [lon = 0, lat = 0] of plan.grids.flatMap(({ polygon }) => polygon)) {
      expect([lon, lat]).toEqual([Number(lon.toFixed(6)), Number(lat.toFixed(6))]);
    }
  });

  test('every grid is one closed simple ring of a plausible size, counter-clockwise as GeoJSON has it', () => {
    for (const { code, polygon } of plan.grids) {
      expect([code, ringFault(polygon)]).toEqual([code, undefined]);
      expect(areaOf(polygon)).toBeGreaterThan(200);
      expect(areaOf(polygon)).toBeLessThan(1_200);
      const signed = polygon
        .slice(1)
        .reduce((sum, [x = 0, y = 0], i) => sum + (polygon[i]?.[0] ?? 0) * y - x * (polygon[i]?.[1] ?? 0), 0);
      expect(signed).toBeGreaterThan(0);
    }
  });

  test('no two grids overlap', () => {
    const boxes = plan.grids.map(({ polygon }) => boundsOf(polygon));
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) {
        const [a, b] = [boxes[i], boxes[j]];
        if (a === undefined || b === undefined || !boundsMeet(a, b)) continue;
        expect(overlapOf(plan.grids[i]?.polygon ?? [], plan.grids[j]?.polygon ?? [])).toBeLessThan(1e-6);
      }
    }
  });

  test('the grids together are as large as the community', () => {
    const sum = plan.grids.reduce((total, { polygon }) => total + areaOf(polygon), 0);
    // Each ring is measured at its own latitude, so the sums differ by a few hundred-thousandths.
    expect(Math.abs(sum / areaOf(plan.boundary) - 1)).toBeLessThan(5e-5);
  });

  test('every stretch of border belongs to two grids, or to one and the boundary', () => {
    const directed = new Set<string>();
    const edges = (ring: Ring): [string, string][] =>
      ring.slice(1).map((to, i) => [(ring[i] ?? []).join(' '), to.join(' ')]);
    for (const { polygon } of plan.grids) {
      for (const [from, to] of edges(polygon)) {
        expect(directed.has(`${from}>${to}`)).toBe(false);
        directed.add(`${from}>${to}`);
      }
    }
    const outer = new Set(edges(plan.boundary).map(([from, to]) => `${from}>${to}`));
    for (const edge of directed) {
      const [from, to] = edge.split('>');
      expect(directed.has(`${to}>${from}`) !== outer.has(edge)).toBe(true);
    }
    for (const edge of outer) expect(directed.has(edge)).toBe(true);
  });

  test('any point of the community is in exactly one grid', () => {
    const { west, south, east, north } = boundsOf(plan.boundary);
    const between = (low: number, high: number): fc.Arbitrary<number> =>
      fc
        .integer({ min: Math.ceil(low * 1e6), max: Math.floor(high * 1e6) - 1 })
        .map((step) => (step + 0.5) / 1e6);
    fc.assert(
      fc.property(between(west, east), between(south, north), (lon, lat) => {
        const holders = plan.grids.filter(({ polygon }) => inside(polygon, lon, lat));
        return holders.length === (inside(plan.boundary, lon, lat) ? 1 : 0);
      }),
      { numRuns: 2_000 },
    );
  });

  test('grids of a unit make one piece of ground', () => {
    for (const { code } of plan.units) {
      const rings = plan.grids.filter(({ unitCode }) => unitCode === code).map(({ polygon }) => polygon);
      expect([code, mergedRing(rings) !== undefined]).toEqual([code, true]);
    }
  });

  test('it is the same every time', () => {
    expect(jiangxinyuanPlan()).toEqual(plan);
  });
});
