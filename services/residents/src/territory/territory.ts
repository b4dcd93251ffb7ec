import { CommunityCode, type TerritoryEvent, territoryEvents } from '@linli/contracts';
import { accept, aggregate, refuse, type Decision, type Moment, type Refusal } from '@linli/event-sourcing';
import { divisionPath } from '../area-path.ts';
import { divisionsOf, type DivisionState } from '../division/division.ts';
import { remember } from '../indexed-history.ts';
import { boundsMeet, boundsOf, snap, tolerance } from './geometry.ts';
import { isRefusal, mergeGrids, splitGrid } from './grid-plan.ts';
import {
  codeFault,
  placesOf,
  polygonFault,
  type PlaceKind,
  type Places,
  type TerritoryState,
} from './places.ts';
import { survey } from './survey.ts';
import type * as commands from './territory.commands.ts';

type PlanStep = commands.PlanStep;
type Plain<Type extends PlanStep['type']> = Omit<Extract<PlanStep, { readonly type: Type }>, 'type'>;

/** What a community's tree has to know of: the division register of its county. */
export interface TerritoryFacts {
  readonly divisions: DivisionState;
}

/** The rules of one community's local tree, stream `territory-<community code>`. */
export const territory = aggregate<typeof commands, TerritoryState, TerritoryFacts>()(
  'territory',
  territoryEvents,
  {
    id: CommunityCode,
    initial: {},
    /** Where the last event was: its envelope carries it. */
    areaPath: ({ latest }) =>
      latest?.type === 'GridsMerged' ? latest.data.into.areaPath : latest?.data.areaPath,
    evolve: (state, event) => remember(state, event),
    decide: {
      CreateArea: (step, state, moment) => createArea(step, placesOf(state), moment),
      CreateBuilding: (step, state) => createBuilding(step, placesOf(state)),
      CreateBuildingUnit: (step, state) => createBuildingUnit(step, placesOf(state)),
      CreateGrid: (step, state) => createGrid(step, placesOf(state)),
      SplitGrid: (step, state) => splitGrid(step, placesOf(state)),
      MergeGrids: (step, state) => mergeGrids(step, placesOf(state)),
      ApplyPlan({ steps }, state, moment) {
        let reached = state;
        const events: TerritoryEvent[] = [];
        for (const step of steps) {
          const decision = decideStep(step, placesOf(reached), moment);
          if (decision.outcome === 'refused') return decision;
          events.push(...decision.events);
          reached = decision.events.reduce(remember<TerritoryEvent>, reached);
        }
        return accept(...events);
      },
    },
  },
);

function decideStep(
  step: PlanStep,
  places: Places,
  moment: Moment<TerritoryFacts>,
): Decision<TerritoryEvent> {
  switch (step.type) {
    case 'CreateArea':
      return createArea(step, places, moment);
    case 'CreateBuilding':
      return createBuilding(step, places);
    case 'CreateBuildingUnit':
      return createBuildingUnit(step, places);
    case 'CreateGrid':
      return createGrid(step, places);
    case 'SplitGrid':
      return splitGrid(step, places);
    case 'MergeGrids':
      return mergeGrids(step, places);
  }
}

function createArea(
  { code, name }: Plain<'CreateArea'>,
  places: Places,
  { id, known }: Moment<TerritoryFacts>,
): Decision<TerritoryEvent> {
  // a section hangs below a community of the national register.
  if (!divisionsOf(known.divisions ?? {}).has(id))
    return refuse('R-32', 'community-unknown', 'the division register does not hold this community');
  const fault = codeFault(places, 'section', code);
  if (fault) return fault;
  const areaPath = `${divisionPath(id)}${code}/`;
  return accept({ type: 'AreaCreated', data: { code, level: 'section', name, areaPath } });
}

function createBuilding(
  { code, name, areaCode }: Plain<'CreateBuilding'>,
  places: Places,
): Decision<TerritoryEvent> {
  const fault = codeFault(places, 'building', code);
  if (fault) return fault;
  const areaPath = pathBelow(places, 'section', areaCode, code, 'areaCode');
  if (isRefusal(areaPath)) return areaPath;
  return accept({ type: 'BuildingCreated', data: { code, name, areaPath } });
}

function createBuildingUnit(
  { code, name, buildingCode }: Plain<'CreateBuildingUnit'>,
  places: Places,
): Decision<TerritoryEvent> {
  const fault = codeFault(places, 'unit', code);
  if (fault) return fault;
  const areaPath = pathBelow(places, 'building', buildingCode, code, 'buildingCode');
  if (isRefusal(areaPath)) return areaPath;
  return accept({ type: 'BuildingUnitCreated', data: { code, name, areaPath } });
}

function createGrid(command: Plain<'CreateGrid'>, places: Places): Decision<TerritoryEvent> {
  const { code, unitCode, validFrom } = command;
  const fault = codeFault(places, 'grid', code);
  if (fault) return fault;
  const areaPath = pathBelow(places, 'unit', unitCode, code, 'unitCode');
  if (isRefusal(areaPath)) return areaPath;
  const polygon = snap(command.polygon);
  const shape = polygonFault(polygon, 'polygon');
  if (shape) return shape;
  const geometry = survey();
  const bounds = boundsOf(polygon);
  for (const [neighbour, { grid }] of places) {
    if (grid === undefined || grid.validTo !== undefined || !boundsMeet(bounds, grid.bounds)) continue;
    const shared = geometry.overlap(polygon, grid.polygon, 'polygon');
    if (isRefusal(shared)) return shared;
    // a point of the community belongs to one grid, so living grids share borders, never ground.
    if (shared > Math.min(tolerance(polygon), tolerance(grid.polygon)))
      return refuse('R-32', 'grid-overlaps', `the polygon covers ground of grid ${neighbour}`, 'polygon');
  }
  return accept({ type: 'GridCreated', data: { code, areaPath, polygon, validFrom } });
}

/** Path of a place below its parent, or the refusal when there is no such parent (R-32: exactly one path). */
function pathBelow(
  places: Places,
  kind: PlaceKind,
  parent: string,
  code: string,
  field: string,
): string | Refusal {
  const place = places.get(parent);
  if (place?.kind !== kind)
    return refuse('R-32', 'parent-unknown', `there is no ${kind} ${parent} in this community`, field);
  return `${place.areaPath}${code}/`;
}
