import type { ResidentsEvent } from '@linli/contracts';
import { accept, refuse, type Decider, type Decision } from '@linli/event-sourcing';
import { divisionPath, divisionStream, levelOf, parentDivision, type DivisionLevel } from '../area-path.ts';
import { indexedBy, remember, type History } from '../indexed-history.ts';

export type DivisionEvent = Extract<ResidentsEvent, { type: 'AreaCreated' }>;

export interface Division {
  /** National code of 2, 4, 6, 9 or 12 digits. */
  readonly code: string;
  readonly name: string;
}

/** Divisions of one stream, parents before children: of a county, or of a province with its cities. */
export interface RegisterDivisions {
  readonly type: 'RegisterDivisions';
  readonly divisions: readonly Division[];
  /** Codes that stand in the streams above: the city of a county. */
  readonly parents: readonly string[];
}

export type DivisionState = History<DivisionEvent>;

/** The divisions a stream holds, by code. */
export const divisionsOf = indexedBy<DivisionEvent, Map<string, { level: DivisionLevel; name: string }>>(
  () => new Map(),
  (divisions, { data }) => {
    const level = levelOf(data.code);
    if (level !== undefined) divisions.set(data.code, { level, name: data.name });
  },
);

function decide({ divisions, parents }: RegisterDivisions, state: DivisionState): Decision<DivisionEvent> {
  const held = divisionsOf(state);
  const names = new Map<string, string>();
  const above = new Set(parents);
  const stream = divisions[0] === undefined ? undefined : divisionStream(divisions[0].code);
  const events: DivisionEvent[] = [];
  for (const [i, { code, name }] of divisions.entries()) {
    const field = `divisions.${i}.code`;
    const level = levelOf(code);
    if (level === undefined) {
      return refuse('R-32', 'code-malformed', `${code}: a division code has 2, 4, 6, 9 or 12 digits`, field);
    }
    if (divisionStream(code) !== stream) {
      return refuse('R-32', 'foreign-division', `${code} does not belong to ${stream}`, field);
    }
    const known = held.get(code)?.name ?? names.get(code);
    // Registered again as it stands: an import that is repeated changes nothing.
    if (known === name) continue;
    if (known !== undefined) {
      return refuse('R-32', 'code-taken', `${code} is ${known}; codes are never used again`, field);
    }
    const parent = parentDivision(code);
    if (parent !== undefined && !held.has(parent) && !names.has(parent) && !above.has(parent)) {
      return refuse('R-32', 'parent-unknown', `${code} belongs to ${parent}, which is not registered`, field);
    }
    names.set(code, name);
    events.push({ type: 'AreaCreated', data: { code, level, name, areaPath: divisionPath(code) } });
  }
  return accept(...events);
}

/** The register of national divisions: codes are unique for ever, and every division has its parent. */
export const divisionRegister: Decider<RegisterDivisions, DivisionEvent, DivisionState> = {
  initialState: {},
  decide,
  evolve: remember,
};
