import type { PlanStep } from '../territory/territory.commands.ts';
import { layOut, type Block } from './street-plan.ts';

/** National code of 江欣苑社区, Jiangdi street (江堤街道), Hanyang district, Wuhan. */
export const JIANGXINYUAN = '420105011010';

/** The day the community was founded (挂牌); the seed names no day of its own for the grids. */
export const FOUNDED = '2009-12-20';

export interface PlannedGrid {
  readonly code: string;
  readonly unitCode: string;
  readonly polygon: number[][];
}

export interface CommunityPlan {
  readonly sections: readonly { readonly code: string; readonly name: string }[];
  readonly buildings: readonly { readonly code: string; readonly name: string; readonly areaCode: string }[];
  readonly units: readonly { readonly code: string; readonly name: string; readonly buildingCode: string }[];
  readonly grids: readonly PlannedGrid[];
  /** Outline of the community, one closed ring; the grids tile it. */
  readonly boundary: number[][];
}

/**
 * Units of each building, building by building along each row of each section. The seed gives the sums, 4 sections,
 * 41 buildings, 128 stairwell units and 868 grids; how they spread over the buildings is ours.
 */
const sections: readonly (readonly (readonly number[])[])[] = [
  [
    [3, 4, 2],
    [3, 3, 4],
    [4, 3, 2, 3],
  ],
  [
    [4, 3, 3, 2],
    [3, 3, 4],
    [2, 4, 3, 4],
  ],
  [
    [3, 3, 2],
    [4, 3, 3],
    [3, 4, 3],
  ],
  [
    [3, 4, 2, 3],
    [3, 3, 4],
    [4, 3, 3, 2],
  ],
];

/** Grids of the n-th unit: 6, 7 or 8, 868 in all. */
function gridsOf(unit: number): number {
  return 6 + Number('10210101021101011102011010211011'[unit % 32]);
}

const ordinals = ['一', '二', '三', '四'];

function blocks(): Block[][][] {
  let unit = 0;
  return sections.map((rows) =>
    rows.map((row) => row.map((units) => ({ units: Array.from({ length: units }, () => gridsOf(unit++)) }))),
  );
}

function numbered(letter: string, width: number, index: number): string {
  return `${letter}${String(index).padStart(width, '0')}`;
}

/**
 * The plan of Jiangxinyuan as the seed describes it. The layout is a **schematic one**: the seed gives counts, not
 * coordinates, so the streets are invented, at the community's true whereabouts south-west of the Yangtze in Hanyang
 * (WGS84). A pure function: every call gives the same plan to the digit.
 */
export function jiangxinyuanPlan(): CommunityPlan {
  const layout = layOut(blocks());
  const plan = {
    sections: [] as { code: string; name: string }[],
    buildings: [] as { code: string; name: string; areaCode: string }[],
    units: [] as { code: string; name: string; buildingCode: string }[],
    grids: [] as PlannedGrid[],
  };
  for (const [s, rows] of layout.sections.entries()) {
    const areaCode = `A${s + 1}`;
    plan.sections.push({ code: areaCode, name: `第${ordinals[s]}片区` });
    for (const units of rows.flat()) {
      const building = plan.buildings.length + 1;
      const buildingCode = numbered('B', 2, building);
      plan.buildings.push({ code: buildingCode, name: `${building}栋`, areaCode });
      for (const [u, cells] of units.entries()) {
        const unitCode = numbered('U', 3, plan.units.length + 1);
        plan.units.push({ code: unitCode, name: `${building}栋${u + 1}单元`, buildingCode });
        for (const polygon of cells) {
          plan.grids.push({ code: numbered('G', 4, plan.grids.length + 1), unitCode, polygon });
        }
      }
    }
  }
  return { ...plan, boundary: layout.boundary };
}

/** The plan as commands, level by level; each level is one step that stands or falls as a whole. */
export function planSteps(plan: CommunityPlan): readonly (readonly PlanStep[])[] {
  return [
    plan.sections.map((section) => ({ type: 'CreateArea', ...section })),
    plan.buildings.map((building) => ({ type: 'CreateBuilding', ...building })),
    plan.units.map((unit) => ({ type: 'CreateBuildingUnit', ...unit })),
    plan.grids.map((grid) => ({ type: 'CreateGrid', validFrom: FOUNDED, ...grid })),
  ];
}
