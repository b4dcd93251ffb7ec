import { type EventsOf, territoryEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { Type } from 'typebox';
import { divisionPath, levelOf, parentDivision, registerOf, type DivisionLevel } from '../area-path.ts';
import { indexedBy, remember, type History } from '../indexed-history.ts';
import type * as commands from './division.commands.ts';

const { AreaCreated } = territoryEvents;
const divisionEvents = { AreaCreated };

export type DivisionEvent = EventsOf<typeof divisionEvents>;
export type DivisionState = History<DivisionEvent>;

/** The divisions a register holds, by code. */
export const divisionsOf = indexedBy<DivisionEvent, Map<string, { level: DivisionLevel; name: string }>>(
  () => new Map(),
  (divisions, { data }) => {
    const level = levelOf(data.code);
    if (level !== undefined) divisions.set(data.code, { level, name: data.name });
  },
);

/**
 * The register of national divisions: codes are unique for ever, and every division has its parent. Streams
 * `division-<county>`, `division-<province>`.
 */
export const divisionRegister = aggregate<typeof commands, DivisionState>()('division', divisionEvents, {
  id: Type.String({ pattern: '^[0-9]{2}([0-9]{4})?$' }),
  initial: {},
  areaPath: ({ latest }) => latest?.data.areaPath,
  evolve: (state, event) => remember(state, event),
  decide: {
    RegisterDivisions({ divisions, parents }, state) {
      const held = divisionsOf(state);
      const names = new Map<string, string>();
      const above = new Set(parents);
      const register = divisions[0] && registerOf(divisions[0].code);
      const events: DivisionEvent[] = [];
      for (const [i, { code, name }] of divisions.entries()) {
        const field = `divisions.${i}.code`;
        const level = levelOf(code);
        if (level === undefined) {
          const message = `${code}: a division code has 2, 4, 6, 9 or 12 digits`;
          return refuse('R-32', 'code-malformed', message, field);
        }
        if (registerOf(code) !== register)
          return refuse('R-32', 'foreign-division', `${code} does not belong to ${register}`, field);
        const known = held.get(code)?.name ?? names.get(code);
        // Registered again as it stands: an import that is repeated changes nothing.
        if (known === name) continue;
        if (known !== undefined)
          return refuse('R-32', 'code-taken', `${code} is ${known}; codes are never used again`, field);
        const parent = parentDivision(code);
        if (parent !== undefined && !held.has(parent) && !names.has(parent) && !above.has(parent)) {
          const message = `${code} belongs to ${parent}, which is not registered`;
          return refuse('R-32', 'parent-unknown', message, field);
        }
        names.set(code, name);
        events.push({ type: 'AreaCreated', data: { code, level, name, areaPath: divisionPath(code) } });
      }
      return accept(...events);
    },
  },
});
