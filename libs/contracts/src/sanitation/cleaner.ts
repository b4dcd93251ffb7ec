import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, oneOf, Reason } from '../fields.ts';
import { CleanerId } from './segment.ts';

/** 清管员, 协管员, 公益性人员. */
export const StaffKind = oneOf('cleaner', 'assistant', 'public_welfare');

export const cleanerEvents = defineEvents('sanitation', {
  CleanerHired: {
    title: ['人员聘用', 'Cleaner hired'],
    description: 'From this day on somebody stands on the roll, at a place and of a kind.',
    rows: ['S-18'],
    data: { cleaner: CleanerId, kind: StaffKind, areaPath: AreaPath, validFrom: BusinessDay },
    shows: ['kind', 'validFrom'],
    example: { cleaner: 'c-4f21', kind: 'cleaner', areaPath: '42/01/05/011/010/', validFrom: '2026-05-01' },
  },
  CleanerTransferred: {
    title: ['人员调动', 'Cleaner transferred'],
    description:
      'From this day on somebody on the roll works at another place, or as another kind; `before` is where he worked.',
    rows: ['S-18'],
    data: {
      cleaner: CleanerId,
      kind: StaffKind,
      areaPath: AreaPath,
      validFrom: BusinessDay,
      before: AreaPath,
    },
    shows: ['kind', 'validFrom'],
    example: {
      cleaner: 'c-4f21',
      kind: 'assistant',
      areaPath: '42/01/05/011/009/',
      validFrom: '2026-07-01',
      before: '42/01/05/011/010/',
    },
  },
  CleanerDismissed: {
    title: ['人员解聘', 'Cleaner dismissed'],
    description: 'From this day on somebody stands on the roll no longer; `before` is where he worked.',
    rows: ['S-18'],
    data: { cleaner: CleanerId, validTo: BusinessDay, reason: Reason, before: AreaPath },
    shows: ['validTo', 'reason'],
    example: {
      cleaner: 'c-4f21',
      validTo: '2026-12-01',
      reason: 'end_of_contract',
      before: '42/01/05/011/010/',
    },
  },
  CleanerReleased: {
    title: ['责任段解除', 'Cleaner released'],
    description: 'Who has left or works elsewhere gives up a duty segment from this day on.',
    rows: ['S-01', 'S-18'],
    data: { cleaner: CleanerId, segment: Id, validTo: BusinessDay },
    shows: ['segment', 'validTo'],
    example: { cleaner: 'c-4f21', segment: 's-12', validTo: '2026-12-01' },
  },
});

export type CleanerEvent = EventsOf<typeof cleanerEvents>;
