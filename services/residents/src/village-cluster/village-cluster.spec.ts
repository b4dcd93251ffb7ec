import { describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import { clustersOn, villages, type VillageDocument } from '../views/villages.ts';
import { villageCluster, type VillageClusterEvent } from './village-cluster.ts';

const assign = {
  type: 'AssignVillageToCommunity',
  villageCode: 'V0001',
  villageName: '村一',
  townshipBefore: '乡镇一',
  township: '乡镇二',
  communityCode: 'C001',
  validFrom: '2007-06-01',
} as const;
const { type: _, ...data } = assign;
const assigned: VillageClusterEvent = { type: 'VillageAssignedToCommunity', data };

describe('R-53: village clusters', () => {
  test('R-53: a village joins a community', () => {
    given(villageCluster).when(assign).then(assigned);
  });

  test('R-53: assigning it where it is changes nothing', () => {
    given(villageCluster).events(assigned).when(assign).thenNothing();
  });

  test('R-53: it moves on later, from the township it belongs to', () => {
    const move = { ...assign, communityCode: 'C002', townshipBefore: '乡镇二', validFrom: '2010-01-01' };
    const { type: _type, ...moved } = move;
    given(villageCluster)
      .events(assigned)
      .when(move)
      .then({ type: 'VillageAssignedToCommunity', data: moved });
    given(villageCluster)
      .events(assigned)
      .when({ ...move, validFrom: '2007-06-01' })
      .thenRefused('R-53', 'valid-from-too-early', 'validFrom');
    given(villageCluster)
      .events(assigned)
      .when({ ...move, townshipBefore: '乡镇一' })
      .thenRefused('R-53', 'township-mismatch', 'townshipBefore');
  });

  test('R-53: 1,249 villages map to 208 communities and 13 townships; the day before there are 23 townships', () => {
    let state = villageCluster.initialState;
    const documents = new Map<string, VillageDocument>();
    for (let i = 0; i < 1_249; i++) {
      const decision = villageCluster.decide(
        {
          type: 'AssignVillageToCommunity',
          villageCode: `V${String(i + 1).padStart(4, '0')}`,
          villageName: `村${i + 1}`,
          townshipBefore: `原乡镇${(i % 23) + 1}`,
          communityCode: `C${String((i % 208) + 1).padStart(3, '0')}`,
          township: `乡镇${((i % 208) % 13) + 1}`,
          validFrom: '2007-06-01',
        },
        state,
      );
      if (decision.outcome === 'refused') throw new Error(decision.message);
      for (const event of decision.events) {
        state = villageCluster.evolve(state, event);
        const recorded = { ...event, streamId: 'village-cluster-370782' } as unknown as RecordedEvent;
        for (const key of villages.keys(recorded)) {
          const village = villages.evolve(documents.get(key), recorded, key);
          if (village) documents.set(key, village);
        }
      }
    }
    const after = clustersOn('370782', '2007-06-01', [...documents.values()]);
    expect(after.communities).toHaveLength(208);
    expect(after.townships).toHaveLength(13);
    expect(after.unassigned).toEqual([]);
    expect(after.communities.reduce((sum, { villages }) => sum + villages.length, 0) / 208).toBeCloseTo(
      6.0,
      2,
    );
    const before = clustersOn('370782', '2007-05-31', [...documents.values()]);
    expect(before.townships).toHaveLength(23);
    expect(before.communities).toEqual([]);
    expect(before.unassigned).toHaveLength(1_249);
  });
});
