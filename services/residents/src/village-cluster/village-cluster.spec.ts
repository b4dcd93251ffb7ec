import { describe, expect, test } from '@jest/globals';
import type { RecordedEvent, VillageClusterEvent } from '@linli/contracts';
import type { CollectionProjection } from '@linli/read-models';
import { given } from '@linli/testing';
import { after } from '../../test/deciding.ts';
import { clustersOn, villages, type VillageDocument } from '../views/villages.ts';
import { villageCluster } from './village-cluster.ts';

const assign = {
  type: 'AssignVillageToCommunity',
  county: '370782',
  villageCode: 'V0001',
  villageName: '村一',
  townshipBefore: '乡镇一',
  township: '乡镇二',
  communityCode: 'C001',
  validFrom: '2007-06-01',
} as const;
const { type: _, county: _county, ...data } = assign;
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
    const { type: _type, county: _from, ...moved } = move;
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
    const county = '370782';
    const documents = new Map<string, VillageDocument>();
    const { keys, evolve } = villages.projection as unknown as CollectionProjection<VillageDocument>;
    let stream = villageCluster.decider.initialState;
    for (let i = 0; i < 1_249; i++) {
      stream = after(villageCluster, county, stream, {
        type: 'AssignVillageToCommunity',
        county,
        villageCode: `V${String(i + 1).padStart(4, '0')}`,
        villageName: `村${i + 1}`,
        townshipBefore: `原乡镇${(i % 23) + 1}`,
        communityCode: `C${String((i % 208) + 1).padStart(3, '0')}`,
        township: `乡镇${((i % 208) % 13) + 1}`,
        validFrom: '2007-06-01',
      });
      const recorded = {
        ...stream.state.latest,
        streamId: villageCluster.streamOf(county),
      } as unknown as RecordedEvent;
      for (const key of keys(recorded)) {
        const village = evolve(documents.get(key), recorded, key);
        if (village) documents.set(key, village);
      }
    }
    const clusters = clustersOn('370782', '2007-06-01', [...documents.values()]);
    expect(clusters.communities).toHaveLength(208);
    expect(clusters.townships).toHaveLength(13);
    expect(clusters.unassigned).toEqual([]);
    expect(clusters.communities.reduce((sum, { villages }) => sum + villages.length, 0) / 208).toBeCloseTo(
      6.0,
      2,
    );
    const before = clustersOn('370782', '2007-05-31', [...documents.values()]);
    expect(before.townships).toHaveLength(23);
    expect(before.communities).toEqual([]);
    expect(before.unassigned).toHaveLength(1_249);
  });
});
