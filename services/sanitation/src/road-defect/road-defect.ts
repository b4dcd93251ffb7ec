import { roadDefectEvents, sanitationPolicyEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { versionedPolicy } from '@linli/patterns';
import type * as commands from './road-defect.commands.ts';

/** A defect as far as its rules ask. */
export interface RoadDefect {
  readonly areaPath?: string;
  readonly repaired?: true;
  readonly overdue?: true;
}

const hour = 3_600_000;
const milliseconds = { urgent_hours: hour, natural_days: 24 * hour };

/** How soon a defect is to be repaired. No source gives figures (anchors B-5.3 has other matters): each city sets its own. */
export const roadDefectClocks = versionedPolicy(
  'road-defect-clocks',
  sanitationPolicyEvents.RoadDefectClocksSet,
  {
    row: 'S-09',
    judges: 'opening',
    first: {
      version: 1,
      emergency: { kind: 'urgent_hours', amount: 2 },
      road: { kind: 'natural_days', amount: 7 },
    },
  },
);

/** Potholes, kerb stones, slabs, manhole covers (S-09), stream `road-defect-<id>`. */
export const roadDefect = aggregate<typeof commands, RoadDefect>()('road-defect', roadDefectEvents, {
  initial: {},
  areaPath: (defect) => defect.areaPath,
  evolve: {
    RoadDefectReported: (_, { areaPath }) => ({ areaPath }),
    RoadDefectOverdue: (defect) => ({ ...defect, overdue: true }),
    RoadDefectRepaired: (defect) => ({ ...defect, repaired: true }),
  },
  decide: {
    ReportRoadDefect(defect, { areaPath }, { at, policy }) {
      if (areaPath !== undefined)
        return refuse('S-09', 'reported-before', 'the defect has been reported before');
      const { version, ...clocks } = policy(roadDefectClocks);
      // S-09: a missing manhole cover has the emergency clock.
      const isEmergency = defect.part === 'manhole_cover' && defect.fault === 'missing';
      const { kind, amount } = isEmergency ? clocks.emergency : clocks.road;
      const due = new Date(at + amount * milliseconds[kind]).toISOString();
      return accept({ type: 'RoadDefectReported', data: { ...defect, due, policy: version } });
    },
    RepairRoadDefect(_, { areaPath, repaired }, { by }) {
      if (areaPath === undefined)
        return refuse('S-09', 'road-defect-unknown', 'no such defect has been reported');
      if (repaired) return refuse('S-09', 'repaired-before', 'the defect has been repaired before');
      if (by.unit === undefined) return refuse('S-09', 'no-unit', 'a defect is repaired by a unit');
      return accept({ type: 'RoadDefectRepaired', data: { by: by.unit } });
    },
    MarkRoadDefectOverdue({ due }, { areaPath, repaired, overdue }) {
      // Overdue is a mark, once; a repair that came before the timer leaves nothing to mark.
      const isOpen = areaPath !== undefined && !repaired && !overdue;
      return isOpen ? accept({ type: 'RoadDefectOverdue', data: { due } }) : accept();
    },
  },
  timers: {
    MarkRoadDefectOverdue: {
      due: { RoadDefectReported: 'due' },
      ends: ['RoadDefectOverdue', 'RoadDefectRepaired'],
    },
  },
});
