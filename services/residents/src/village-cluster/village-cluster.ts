import type { ResidentsEvent } from '@linli/contracts';
import { accept, refuse, type Decider, type Decision } from '@linli/event-sourcing';
import { indexedBy, remember, type History } from '../indexed-history.ts';

export type VillageClusterEvent = Extract<ResidentsEvent, { type: 'VillageAssignedToCommunity' }>;

/** A village becomes part of a rural community from a day on (村庄社区化). */
export interface AssignVillageToCommunity {
  readonly type: 'AssignVillageToCommunity';
  readonly villageCode: string;
  readonly villageName: string;
  /** The township it belonged to up to the day before. */
  readonly townshipBefore: string;
  readonly township: string;
  readonly communityCode: string;
  /** First Asia/Shanghai day. */
  readonly validFrom: string;
}

export type VillageAssignment = Omit<AssignVillageToCommunity, 'type'>;

export type VillageClusterState = History<VillageClusterEvent>;

/** Latest assignment of each village of the county. */
export const assignmentsOf = indexedBy<VillageClusterEvent, Map<string, VillageAssignment>>(
  () => new Map(),
  (assignments, { data }) => void assignments.set(data.villageCode, data),
);

function decide(
  { type: _, ...data }: AssignVillageToCommunity,
  state: VillageClusterState,
): Decision<VillageClusterEvent> {
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
}

/** Rules of the village clusters of one county, stream `village-cluster-<county code>`. */
export const villageCluster: Decider<AssignVillageToCommunity, VillageClusterEvent, VillageClusterState> = {
  initialState: {},
  decide,
  evolve: remember,
};
