import type { TerritoryEvent } from '@linli/contracts';
import { accept, refuse, type Decision, type Refusal } from '@linli/event-sourcing';
import { parentPath } from '../area-path.ts';
import { areaOf, snap, tolerance, type Ring } from './geometry.ts';
import { codeFault, polygonFault, type Place, type Places } from './places.ts';
import { survey } from './survey.ts';
import type { MergeGrids, SplitGrid } from './territory.commands.ts';

type Split = Omit<SplitGrid, 'communityCode'>;
type Merge = Omit<MergeGrids, 'communityCode'>;

interface LivingGrid {
  readonly code: string;
  readonly areaPath: string;
  readonly polygon: Ring;
  readonly validFrom: string;
}

/** The grid as long as it may still change: an ended one is history. */
function livingGrid(places: Places, code: string, validFrom: string, field: string): LivingGrid | Refusal {
  const place: Place | undefined = places.get(code);
  if (place?.grid === undefined) {
    return refuse('R-32', 'grid-unknown', `there is no grid ${code} in this community`, field);
  }
  if (place.grid.validTo !== undefined) {
    return refuse('R-32', 'grid-ended', `grid ${code} ended on ${place.grid.validTo}`, field);
  }
  if (validFrom < place.grid.validFrom) {
    const message = `grid ${code} is in force from ${place.grid.validFrom} only`;
    return refuse('R-32', 'valid-from-too-early', message, 'validFrom');
  }
  return { code, areaPath: place.areaPath, ...place.grid };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'outcome' in value;
}

/** the parts are new grids of the same unit that cover the old ground, all of it, and each point once. */
export function splitGrid(command: Split, places: Places): Decision<TerritoryEvent> {
  const old = livingGrid(places, command.code, command.validFrom, 'code');
  if (isRefusal(old)) return old;
  if (command.into.length < 2) {
    return refuse('R-32', 'split-needs-two', 'a split makes two grids or more', 'into');
  }
  const unitPath = parentPath(old.areaPath);
  const geometry = survey();
  const parts: { code: string; areaPath: string; polygon: Ring }[] = [];
  for (const [i, part] of command.into.entries()) {
    const field = `into.${i}`;
    const fault = codeFault(places, 'grid', part.code, `${field}.code`);
    if (fault) return fault;
    if (parts.some(({ code }) => code === part.code)) {
      return refuse('R-32', 'code-taken', `${part.code} stands twice in this split`, `${field}.code`);
    }
    const polygon = snap(part.polygon);
    const shape = polygonFault(polygon, `${field}.polygon`);
    if (shape) return shape;
    const inside = geometry.overlap(polygon, old.polygon, `${field}.polygon`);
    if (isRefusal(inside)) return inside;
    if (areaOf(polygon) - inside > tolerance(polygon)) {
      const message = `${part.code} reaches beyond grid ${old.code}`;
      return refuse('R-32', 'part-outside', message, `${field}.polygon`);
    }
    for (const other of parts) {
      const shared = geometry.overlap(polygon, other.polygon, `${field}.polygon`);
      if (isRefusal(shared)) return shared;
      if (shared > Math.min(tolerance(polygon), tolerance(other.polygon))) {
        const message = `${part.code} and ${other.code} cover the same ground`;
        return refuse('R-32', 'parts-overlap', message, `${field}.polygon`);
      }
    }
    parts.push({ code: part.code, areaPath: `${unitPath}${part.code}/`, polygon });
  }
  const covered = parts.reduce((sum, { polygon }) => sum + areaOf(polygon), 0);
  if (areaOf(old.polygon) - covered > tolerance(old.polygon)) {
    return refuse('R-32', 'split-leaves-gap', `the parts do not cover all of grid ${old.code}`, 'into');
  }
  const { code, areaPath } = old;
  return accept({ type: 'GridSplit', data: { code, areaPath, into: parts, validFrom: command.validFrom } });
}

/** grids that border on each other become one, which covers exactly their ground. */
export function mergeGrids(command: Merge, places: Places): Decision<TerritoryEvent> {
  if (new Set(command.codes).size !== command.codes.length || command.codes.length < 2) {
    return refuse('R-32', 'merge-needs-two', 'a merge takes two different grids or more', 'codes');
  }
  const merged: LivingGrid[] = [];
  for (const [i, code] of command.codes.entries()) {
    const grid = livingGrid(places, code, command.validFrom, `codes.${i}`);
    if (isRefusal(grid)) return grid;
    merged.push(grid);
  }
  const fault = codeFault(places, 'grid', command.into.code, 'into.code');
  if (fault) return fault;
  const unitPath = unitOfMerged(command, places, merged);
  if (typeof unitPath !== 'string') return unitPath;
  const rings = merged.map((grid) => grid.polygon);
  const polygon = survey().merged(rings, 'codes');
  if (isRefusal(polygon)) return polygon;
  if (polygon === undefined || polygonFault(polygon, 'codes') !== undefined) {
    return refuse('R-32', 'grids-apart', 'the grids do not make one piece of ground without a hole', 'codes');
  }
  return accept({
    type: 'GridsMerged',
    data: {
      merged: merged.map(({ code, areaPath }) => ({ code, areaPath })),
      into: { code: command.into.code, areaPath: `${unitPath}${command.into.code}/`, polygon },
      validFrom: command.validFrom,
    },
  });
}

/** The merged grid keeps to a unit that one of the grids belonged to. */
function unitOfMerged(command: Merge, places: Places, merged: readonly LivingGrid[]): string | Refusal {
  const paths = new Set(merged.map(({ areaPath }) => parentPath(areaPath) ?? ''));
  const { unitCode } = command.into;
  if (unitCode === undefined) {
    const [only, ...others] = paths;
    if (only !== undefined && others.length === 0) return only;
    return refuse('R-32', 'unit-unclear', 'the grids belong to several units; name one', 'into.unitCode');
  }
  const path = places.get(unitCode)?.areaPath;
  if (path !== undefined && paths.has(path)) return path;
  return refuse('R-32', 'unit-foreign', `none of the grids belongs to unit ${unitCode}`, 'into.unitCode');
}
