import type { Ring } from '../territory/geometry.ts';

/** A building's plot, with the number of grids in each of its stairwell units. */
export interface Block {
  readonly units: readonly number[];
}

export interface StreetPlan {
  /** Grids by section, row of buildings, building and unit. */
  readonly sections: readonly (readonly (readonly (readonly (readonly Ring[])[])[])[])[];
  readonly boundary: Ring;
}

/** A rectangle of the plan before it is bent, in whole modules from the south-west corner. */
interface Plot {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

type Axis = 'eastwards' | 'southwards';

/** Metres to a module: corners coincide or stand so far apart that rounding cannot bring them together. */
const MODULE = 2;
const WIDTH = 390;
const HEIGHT = 300;
const CENTRE = { lon: 114.2005, lat: 30.5455 };
/** The streets run a little off the compass, as they do along the river. */
const TURN = (-12.5 * Math.PI) / 180;

/** Between 0.82 and 1.18, the same for the same number: plots of one kind differ, yet no randomness is involved. */
function uneven(seed: number): number {
  return 0.82 + 0.36 * ((Math.imul(seed + 1, 0x9e3779b1) >>> 0) / 2 ** 32);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Cuts a plot into strips as wide as their weights ask, west to east or north to south. */
function cut(plot: Plot, axis: Axis, weights: readonly number[]): Plot[] {
  const total = sum(weights);
  const length = axis === 'eastwards' ? plot.x1 - plot.x0 : plot.y1 - plot.y0;
  let reached = 0;
  let from = 0;
  return weights.map((weight) => {
    reached += weight;
    const to = Math.round((length * reached) / total);
    const strip =
      axis === 'eastwards'
        ? { ...plot, x0: plot.x0 + from, x1: plot.x0 + to }
        : { ...plot, y1: plot.y1 - from, y0: plot.y1 - to };
    from = to;
    return strip;
  });
}

function weightOf(blocks: readonly Block[]): number {
  return sum(blocks.flatMap(({ units }) => units));
}

/**
 * Parcels a plot as land is parcelled in practice: halved across its longer side, and each half again, until every
 * weight has its piece. Pieces come out roughly square, in order from the north-west.
 */
function parcel(plot: Plot, weights: readonly number[], seed: number): Plot[] {
  if (weights.length < 2) return [plot];
  const middle = Math.ceil(weights.length / 2);
  const halves = [weights.slice(0, middle), weights.slice(middle)];
  const axis = plot.x1 - plot.x0 >= plot.y1 - plot.y0 ? 'eastwards' : 'southwards';
  const sizes = halves.map((half, i) => sum(half) * uneven(seed * 2 + i));
  return cut(plot, axis, sizes).flatMap((piece, i) => parcel(piece, halves[i] ?? [], seed * 2 + i + 1));
}

function sectionPlots(plot: Plot, rows: readonly (readonly Block[])[], section: number): Plot[][][][] {
  // Two sections have their rows of houses standing crosswise, as neighbourhoods that grew bit by bit do.
  const [rowAxis, houseAxis]: [Axis, Axis] =
    section === 1 || section === 2 ? ['eastwards', 'southwards'] : ['southwards', 'eastwards'];
  return cut(plot, rowAxis, rows.map(weightOf)).map((rowPlot, r) => {
    const row = rows[r] ?? [];
    const widths = row.map((block, h) => weightOf([block]) * uneven(section * 97 + r * 11 + h));
    return cut(rowPlot, houseAxis, widths).map((house, h) => {
      const { units } = row[h] ?? { units: [] };
      const seed = section * 1000 + r * 100 + h * 10;
      return parcel(house, units, seed).map((unit, u) =>
        parcel(unit, Array(units[u] ?? 0).fill(1), seed + u),
      );
    });
  });
}

/** The four sections around the two main streets, which meet in an offset crossing. */
function quarters(sections: readonly (readonly (readonly Block[])[])[]): Plot[] {
  const [nw = 0, ne = 0, sw = 0, se = 0] = sections.map((rows) => weightOf(rows.flat()));
  const whole = { x0: 0, y0: 0, x1: WIDTH, y1: HEIGHT };
  const [west = whole, east = whole] = cut(whole, 'eastwards', [nw + sw, ne + se]);
  const [northWest = west, southWest = west] = cut(west, 'southwards', [nw, sw]);
  const [northEast = east, southEast = east] = cut(east, 'southwards', [ne, se]);
  return [northWest, northEast, southWest, southEast];
}

/** Bends, turns and places a point of the plan: degrees WGS84, rounded to a millionth. */
function place(x: number, y: number): number[] {
  const [u, v] = [(x - WIDTH / 2) * MODULE, (y - HEIGHT / 2) * MODULE];
  const bentU = u * (1 - v / 2_600) + 16 * Math.sin(v / 150 + 0.7);
  const bentV = v * (1 + u / 3_400) + 20 * Math.sin(u / 175 - 0.4);
  const east = bentU * Math.cos(TURN) - bentV * Math.sin(TURN);
  const north = bentU * Math.sin(TURN) + bentV * Math.cos(TURN);
  const metresPerDegree = (6_371_008.8 * Math.PI) / 180;
  const lon = CENTRE.lon + east / (metresPerDegree * Math.cos((CENTRE.lat * Math.PI) / 180));
  const lat = CENTRE.lat + north / metresPerDegree;
  return [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];
}

/**
 * Makes rings of plots: every corner that touches a side becomes a corner of that side too, so that neighbours share
 * each stretch of border to the digit, however the plan is bent.
 */
function ringMaker(plots: readonly Plot[]): (plot: Plot) => Ring {
  const onVertical = new Map<number, Set<number>>();
  const onHorizontal = new Map<number, Set<number>>();
  const note = (lines: Map<number, Set<number>>, line: number, at: number): void => {
    const points = lines.get(line);
    if (points === undefined) lines.set(line, new Set([at]));
    else points.add(at);
  };
  for (const { x0, y0, x1, y1 } of plots) {
    for (const x of [x0, x1]) {
      for (const y of [y0, y1]) {
        note(onVertical, x, y);
        note(onHorizontal, y, x);
      }
    }
  }
  const between = (points: Set<number> | undefined, from: number, to: number): number[] =>
    [...(points ?? [])].filter((at) => from <= at && at < to).sort((a, b) => a - b);
  const backwards = (points: Set<number> | undefined, from: number, to: number): number[] =>
    [...(points ?? [])].filter((at) => to < at && at <= from).sort((a, b) => b - a);

  return ({ x0, y0, x1, y1 }) => {
    const ring = [
      ...between(onHorizontal.get(y0), x0, x1).map((x) => place(x, y0)),
      ...between(onVertical.get(x1), y0, y1).map((y) => place(x1, y)),
      ...backwards(onHorizontal.get(y1), x1, x0).map((x) => place(x, y1)),
      ...backwards(onVertical.get(x0), y1, y0).map((y) => place(x0, y)),
    ];
    return [...ring, ring[0] as number[]];
  };
}

/** Lays sections, rows, buildings, units and grids out as one tiling of a quarter of 0.47 km². */
export function layOut(sections: readonly (readonly (readonly Block[])[])[]): StreetPlan {
  const plots = quarters(sections).map((plot, i) => sectionPlots(plot, sections[i] ?? [], i));
  const ringOf = ringMaker(plots.flat(4));
  return {
    sections: plots.map((rows) =>
      rows.map((row) => row.map((house) => house.map((unit) => unit.map(ringOf)))),
    ),
    boundary: ringOf({ x0: 0, y0: 0, x1: WIDTH, y1: HEIGHT }),
  };
}
