import { postEvents, streetChiefEvents } from '@linli/contracts';
import { collection, projectionOf } from '@linli/service-kit';

/** Who answers, on Asia/Shanghai days: from the first on, up to and without the last; until further notice without one. */
export interface OnDuty {
  readonly holder: string;
  readonly from: string;
  readonly to?: string;
}

/** A post of an area, with everybody who has held it in the order of their days. */
export interface DutySlot {
  readonly kind: string;
  readonly areaPath: string;
  /** Its rung of the chain, 1 at the top; absent for posts beside the chain. */
  readonly rung?: number;
  readonly holders: readonly OnDuty[];
}

/** A street with its chiefs; the places along it are those that the last appointment named. */
export interface DutyStreet {
  readonly areaPath: string;
  readonly along: readonly string[];
  readonly holders: readonly OnDuty[];
}

const {
  PostAppointed,
  PostRelieved,
  ResponsibilityChainChanged,
  AreaDutyAssigned,
  AreaDutyEnded,
  SecurityResponsibilityAssigned,
} = postEvents;

type Slot = DutySlot | undefined;

const slots = collection<DutySlot>()({
  name: 'slots',
  of: {
    PostAppointed,
    PostRelieved,
    ResponsibilityChainChanged,
    AreaDutyAssigned,
    AreaDutyEnded,
    SecurityResponsibilityAssigned,
  },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  key: ({ streamId }) => streamId,
  on: {
    PostAppointed: (slot, { data: { kind, ...data } }) => begun(slot, kind, data),
    AreaDutyAssigned: (slot, { data }) => begun(slot, 'area_officer', data),
    SecurityResponsibilityAssigned: (slot, { data }) => begun(slot, 'security', data),
    PostRelieved: (slot, { data: { validTo } }) => slot && { ...slot, holders: ended(slot.holders, validTo) },
    AreaDutyEnded: (slot, { data: { validTo } }) =>
      slot && { ...slot, holders: ended(slot.holders, validTo) },
    ResponsibilityChainChanged: (slot, { data: { rung } }) => slot && { ...slot, rung },
  },
});

const streets = collection<DutyStreet>()({
  name: 'streets',
  of: streetChiefEvents,
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  key: ({ data }) => data.street,
  on: {
    StreetChiefAppointed: (street, { data: { areaPath, along, chief, validFrom } }) => ({
      areaPath,
      along,
      holders: [...(street?.holders ?? []), { holder: chief, from: validFrom }],
    }),
    StreetChiefRelieved: (street, { data: { validTo } }) =>
      street && { ...street, holders: ended(street.holders, validTo) },
  },
});

function begun(
  slot: Slot,
  kind: string,
  { areaPath, holder, validFrom }: { areaPath: string; holder: string; validFrom: string },
): DutySlot {
  return { ...slot, kind, areaPath, holders: [...(slot?.holders ?? []), { holder, from: validFrom }] };
}

function ended(holders: readonly OnDuty[], to: string): readonly OnDuty[] {
  return holders.map((one) => (one.to === undefined ? { ...one, to } : one));
}

/** Who answers where (RM-R3): posts and duties of the party, chiefs of streets. */
export const dutyRoster = projectionOf('duty-roster', 1, [slots, streets]);
