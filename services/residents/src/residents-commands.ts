import { publishedLanguage } from '@linli/contracts';
import { createCommandHandler, type CommandHandler, type EventStore } from '@linli/event-sourcing';
import { divisionStream } from './area-path.ts';
import {
  divisionRegister,
  divisionsOf,
  type DivisionEvent,
  type RegisterDivisions,
} from './division/division.ts';
import type { TerritoryEvent } from './territory/places.ts';
import { territory, territoryAreaPath, type TerritoryCommand } from './territory/territory.ts';
import {
  villageCluster,
  type AssignVillageToCommunity,
  type VillageClusterEvent,
} from './village-cluster/village-cluster.ts';

/** Everything that can be asked of this context, by aggregate. */
export interface ResidentsCommands {
  /** Streams `division-<county>` and `division-<province>`. */
  readonly division: CommandHandler<RegisterDivisions, DivisionEvent>;
  /** Streams `territory-<community>`. */
  readonly territory: CommandHandler<TerritoryCommand, TerritoryEvent>;
  /** Streams `village-cluster-<county>`. */
  readonly villageCluster: CommandHandler<AssignVillageToCommunity, VillageClusterEvent>;
  /** Whether the division register holds this code. */
  readonly knowsDivision: (code: string) => Promise<boolean>;
}

export function residentsCommands(store: EventStore): ResidentsCommands {
  const options = { ...publishedLanguage, store };
  return {
    division: createCommandHandler({
      ...options,
      decider: divisionRegister,
      areaPathOf: (state) => state.latest?.data.areaPath,
    }),
    territory: createCommandHandler({ ...options, decider: territory, areaPathOf: territoryAreaPath }),
    villageCluster: createCommandHandler({ ...options, decider: villageCluster }),
    async knowsDivision(code) {
      const recorded = await store.readStream(divisionStream(code));
      const events = recorded.map(publishedLanguage.upcast) as unknown as readonly DivisionEvent[];
      return divisionsOf(events.reduce(divisionRegister.evolve, divisionRegister.initialState)).has(code);
    },
  };
}
