/** One incident at each stage of its way, for the specs of its rules; hardly a clock runs in these. */

import type { IncidentEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given, type GivenMoment } from '@linli/testing';
import type * as commands from '../src/incident/incident.commands.ts';
import { deadlines } from '../src/deadlines/deadlines.ts';
import type { IncidentFacts } from '../src/incident/incident.state.ts';
import { incident } from '../src/incident/incident.ts';

export type IncidentCommand = CommandOf<CommandsOf<typeof commands>>;
export type Asked = GivenMoment<IncidentFacts>;

/** One limit of another standard: hardly a clock runs. */
export const limits: NonNullable<Asked['policies']> = [
  [
    deadlines,
    {
      version: 1,
      rules: [{ standard: 'X', codePrefix: '', stage: 'check', kind: 'natural_days', amount: 1 }],
    },
  ],
];

export const rubbish = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
export const lamp = { ...rubbish, code: '01037' };
export const point = { lon: 114.2005, lat: 30.5505 };
export const grid = { code: 'G0431', areaPath: '42/01/05/011/010/A1/B07/U021/G0431/', point };
export const sanitation = 'sanitation:420105';
export const community = 'community:420105011010';
export const said = {
  channel: 'grid_worker',
  occurredAt: '2026-05-11T01:00:00.000Z',
  severity: 'normal',
} as const;

export const at = Date.parse('2026-05-11T01:05:00Z');
/** Asks now, by somebody of no unit unless one is named. */
export const now: Asked = { at, policies: limits };
export const of = (unit: string): Asked => ({ ...now, by: { unit } });
export const inGrid: Asked = { ...now, known: { grid } };

export const reported: IncidentEvent = { type: 'IncidentReported', data: said };
export const classified: IncidentEvent = {
  type: 'IncidentClassified',
  data: { catalogueVersion: 1, category: rubbish },
};
export const located: IncidentEvent = {
  type: 'IncidentLocated',
  data: { point, gridCode: grid.code, areaPath: grid.areaPath },
};
export const routed: readonly IncidentEvent[] = [
  reported,
  classified,
  located,
  { type: 'IncidentRouted', data: { basis: 'rule', routingVersion: 1 } },
  { type: 'LeadUnitAssigned', data: { unit: community } },
  { type: 'SupportUnitAssigned', data: { unit: sanitation } },
];
export const task = { taskId: '1', unit: sanitation };
export const dispatched: readonly IncidentEvent[] = [...routed, { type: 'TaskDispatched', data: task }];
export const accepted: readonly IncidentEvent[] = [...dispatched, { type: 'TaskAccepted', data: task }];
export const completed: readonly IncidentEvent[] = [...accepted, { type: 'TaskCompleted', data: task }];
export const checked: readonly IncidentEvent[] = [...completed, { type: 'CheckPassed', data: { round: 1 } }];
export const closed: readonly IncidentEvent[] = [
  ...checked,
  { type: 'IncidentClosed', data: { outcome: 'handled' } },
];
export const parked: IncidentEvent = { type: 'IncidentParked', data: { reason: 'waiting_for_reporter' } };

export const after = (...events: readonly (IncidentEvent & { readonly recordedAt?: number })[]) =>
  given(incident).events(...events);
