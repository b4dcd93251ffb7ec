import { CountyCode, type VillageClusterEvent, villageClusterEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { indexedBy, remember, type History } from '../indexed-history.ts';
import type * as commands from './village-cluster.commands.ts';

/** Latest assignment of each village of the county. */
export const assignmentsOf = indexedBy<VillageClusterEvent, Map<string, VillageClusterEvent['data']>>(
  () => new Map(),
  (assignments, { data }) => void assignments.set(data.villageCode, data),
);

/** The village clusters of one county, stream `village-cluster-<county code>`. */
export const villageCluster = aggregate<typeof commands, History<VillageClusterEvent>>()(
  'village-cluster',
  villageClusterEvents,
  {
    id: CountyCode,
    initial: {},
    evolve: (state, event) => remember(state, event),
    decide: {
      AssignVillageToCommunity({ county: _, ...data }, state) {
        const last = assignmentsOf(state).get(data.villageCode);
        if (last !== undefined) {
          if (last.communityCode === data.communityCode && last.township === data.township) return accept();
          // a village is in one community at a time, and its history is told in order.
          if (data.validFrom <= last.validFrom) {
            const message = `the village is in ${last.communityCode} from ${last.validFrom}; a move must be later`;
            return refuse('R-53', 'valid-from-too-early', message, 'validFrom');
          }
          if (data.townshipBefore !== last.township) {
            const message = `the village belongs to township ${last.township} up to then`;
            return refuse('R-53', 'township-mismatch', message, 'townshipBefore');
          }
        }
        return accept({ type: 'VillageAssignedToCommunity', data });
      },
    },
  },
);
