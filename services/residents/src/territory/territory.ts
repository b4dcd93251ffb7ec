import { accept, refuse, type Decider, type Decision, type Refusal } from '@linli/event-sourcing';
import { remember } from '../indexed-history.ts';
import { boundsMeet, boundsOf, overlapOf, snap, tolerance, type Ring } from './geometry.ts';
import { mergeGrids, splitGrid } from './grid-plan.ts';
import { codeFault, placesOf, polygonFault } from './places.ts';
import type { PlaceKind, Places, TerritoryEvent, TerritoryState } from './places.ts';

export interface CreateArea {
  readonly type: 'CreateArea';
  readonly code: string;
  readonly name: string;
  /** Path of the community in the division register; left out when the register does not know it. */
  readonly communityPath?: string;
}

export interface CreateBuilding {
  readonly type: 'CreateBuilding';
  readonly code: string;
  readonly name: string;
  /** The section it stands in. */
  readonly areaCode: string;
}

export interface CreateBuildingUnit {
  readonly type: 'CreateBuildingUnit';
  readonly code: string;
  readonly name: string;
  readonly buildingCode: string;
}

export interface CreateGrid {
  readonly type: 'CreateGrid';
  readonly code: string;
  readonly unitCode: string;
  readonly polygon: Ring;
  /** First Asia/Shanghai day it is in force. */
  readonly validFrom: string;
}

export interface SplitGrid {
  readonly type: 'SplitGrid';
  readonly code: string;
  readonly into: readonly { readonly code: string; readonly polygon: Ring }[];
  /** First day of the parts; the old grid is in force up to the day before. */
  readonly validFrom: string;
}

export interface MergeGrids {
  readonly type: 'MergeGrids';
  readonly codes: readonly string[];
  /** The unit is that of the merged grids, and must be named when they belong to several. The polygon is their union. */
  readonly into: { readonly code: string; readonly unitCode?: string };
  readonly validFrom: string;
}

export type PlanStep = CreateArea | CreateBuilding | CreateBuildingUnit | CreateGrid | SplitGrid | MergeGrids;

/** Several steps of a plan, decided one after the other, recorded all or none. */
export interface ApplyPlan {
  readonly type: 'ApplyPlan';
  readonly steps: readonly PlanStep[];
}

export type TerritoryCommand = PlanStep | ApplyPlan;

/** Path of a place below its parent, or the refusal when there is no such parent (R-32: exactly one path). */
function pathBelow(
  places: Places,
  kind: PlaceKind,
  parent: string,
  code: string,
  field: string,
): string | Refusal {
  const place = places.get(parent);
  if (place?.kind !== kind) {
    return refuse('R-32', 'parent-unknown', `there is no ${kind} ${parent} in this community`, field);
  }
  return `${place.areaPath}${code}/`;
}

function createGrid(command: CreateGrid, places: Places): Decision<TerritoryEvent> {
  const fault = codeFault(places, 'grid', command.code);
  if (fault) return fault;
  const areaPath = pathBelow(places, 'unit', command.unitCode, command.code, 'unitCode');
  if (typeof areaPath !== 'string') return areaPath;
  const polygon = snap(command.polygon);
  const shape = polygonFault(polygon);
  if (shape) return shape;
  const bounds = boundsOf(polygon);
  for (const [code, { grid }] of places) {
    if (grid === undefined || grid.validTo !== undefined || !boundsMeet(bounds, grid.bounds)) continue;
    // a point of the community belongs to one grid, so living grids share borders, never ground.
    if (overlapOf(polygon, grid.polygon) > Math.min(tolerance(polygon), tolerance(grid.polygon))) {
      return refuse('R-32', 'grid-overlaps', `the polygon covers ground of grid ${code}`, 'polygon');
    }
  }
  const { code, validFrom } = command;
  return accept({ type: 'GridCreated', data: { code, areaPath, polygon, validFrom } });
}

function decideStep(command: PlanStep, places: Places): Decision<TerritoryEvent> {
  const { code, name } = { name: '', code: '', ...command };
  switch (command.type) {
    case 'CreateArea': {
      if (command.communityPath === undefined) {
        return refuse('R-32', 'community-unknown', 'the division register does not hold this community');
      }
      const fault = codeFault(places, 'section', code);
      if (fault) return fault;
      const areaPath = `${command.communityPath}${code}/`;
      return accept({ type: 'AreaCreated', data: { code, level: 'section', name, areaPath } });
    }
    case 'CreateBuilding': {
      const fault = codeFault(places, 'building', code);
      if (fault) return fault;
      const areaPath = pathBelow(places, 'section', command.areaCode, code, 'areaCode');
      if (typeof areaPath !== 'string') return areaPath;
      return accept({ type: 'BuildingCreated', data: { code, name, areaPath } });
    }
    case 'CreateBuildingUnit': {
      const fault = codeFault(places, 'unit', code);
      if (fault) return fault;
      const areaPath = pathBelow(places, 'building', command.buildingCode, code, 'buildingCode');
      if (typeof areaPath !== 'string') return areaPath;
      return accept({ type: 'BuildingUnitCreated', data: { code, name, areaPath } });
    }
    case 'CreateGrid':
      return createGrid(command, places);
    case 'SplitGrid':
      return splitGrid(command, places);
    case 'MergeGrids':
      return mergeGrids(command, places);
  }
}

function decide(command: TerritoryCommand, state: TerritoryState): Decision<TerritoryEvent> {
  if (command.type !== 'ApplyPlan') return decideStep(command, placesOf(state));
  let reached = state;
  const events: TerritoryEvent[] = [];
  for (const step of command.steps) {
    const decision = decideStep(step, placesOf(reached));
    if (decision.outcome === 'refused') return decision;
    events.push(...decision.events);
    reached = decision.events.reduce(remember<TerritoryEvent>, reached);
  }
  return accept(...events);
}

/** The rules of one community's local tree. */
export const territory: Decider<TerritoryCommand, TerritoryEvent, TerritoryState> = {
  initialState: {},
  decide,
  evolve: remember,
};

/** Path of the place the last event is about. */
export function territoryAreaPath(state: TerritoryState): string | undefined {
  if (state.latest === undefined) return undefined;
  return state.latest.type === 'GridsMerged' ? state.latest.data.into.areaPath : state.latest.data.areaPath;
}
