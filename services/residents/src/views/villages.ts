import { villageClusterEvents } from '@linli/contracts';
import { collection } from '@linli/service-kit';
import { villageCluster } from '../village-cluster/village-cluster.ts';

/** One stay of a village in a community; it lasts until the next begins. */
export interface VillageStay {
  readonly townshipBefore: string;
  readonly township: string;
  readonly communityCode: string;
  readonly validFrom: string;
}

/** A village and every community it was assigned to, in order of time. */
export interface VillageDocument {
  readonly county: string;
  readonly villageCode: string;
  readonly villageName: string;
  readonly stays: readonly VillageStay[];
}

export const villages = collection<VillageDocument>()({
  name: 'villages',
  of: villageClusterEvents,
  fields: { county: 'text' },
  indexes: [['county']],
  key: ({ streamId, data }) => `${villageCluster.idOf(streamId) ?? ''}/${data.villageCode}`,
  on: {
    VillageAssignedToCommunity(village, { streamId, data: { villageCode, villageName, ...stay } }) {
      const county = villageCluster.idOf(streamId) ?? '';
      return { county, villageCode, villageName, stays: [...(village?.stays ?? []), stay] };
    },
  },
});

export interface VillageClusters {
  readonly county: string;
  /** The Asia/Shanghai day the answer holds for. */
  readonly on: string;
  readonly townships: readonly string[];
  readonly communities: readonly {
    readonly communityCode: string;
    readonly township: string;
    readonly villages: readonly string[];
  }[];
  /** Villages that belong to no community on that day. */
  readonly unassigned: readonly string[];
}

/** How the villages of a county cluster on a day. */
export function clustersOn(county: string, on: string, found: readonly VillageDocument[]): VillageClusters {
  const townships = new Set<string>();
  const unassigned: string[] = [];
  const communities = new Map<string, { communityCode: string; township: string; villages: string[] }>();
  for (const { villageCode, stays } of found) {
    const stay = stays.findLast(({ validFrom }) => validFrom <= on);
    if (stay === undefined) {
      if (stays[0] !== undefined) townships.add(stays[0].townshipBefore);
      unassigned.push(villageCode);
      continue;
    }
    const { communityCode, township } = stay;
    townships.add(township);
    const community = communities.get(communityCode);
    if (community === undefined)
      communities.set(communityCode, { communityCode, township, villages: [villageCode] });
    else community.villages.push(villageCode);
  }
  return { county, on, townships: [...townships].sort(), communities: [...communities.values()], unassigned };
}
