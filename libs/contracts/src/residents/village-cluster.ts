import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { BusinessDay, Name } from '../fields.ts';

/** Code of a village or of a rural community within its county. */
export const VillageCode = Type.String({
  minLength: 1,
  maxLength: 40,
  description: 'a code of 1 to 40 characters',
});

export const villageClusterEvents = defineEvents('residents', {
  VillageAssignedToCommunity: {
    title: ['村庄划入社区', 'Village assigned to community'],
    description: 'A village belongs to a rural community cluster from a day on.',
    rows: ['R-53'],
    data: {
      villageCode: VillageCode,
      villageName: Name,
      townshipBefore: Name,
      township: Name,
      communityCode: VillageCode,
      validFrom: BusinessDay,
    },
    example: {
      villageCode: 'V0001',
      villageName: '村一',
      townshipBefore: '乡镇一',
      township: '乡镇一',
      communityCode: 'C001',
      validFrom: '2007-06-01',
    },
  },
});

export type VillageClusterEvent = EventsOf<typeof villageClusterEvents>;
