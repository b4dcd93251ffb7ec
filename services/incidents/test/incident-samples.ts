/** One incident at each stage of its way, for the decider's specs; hardly a clock runs in these. */

import { defaultCalendar2026, defaultCatalogue, defaultRouting } from '@linli/contracts';
import { given } from '@linli/testing';
import type { IncidentIntent } from '../src/incident/incident.intents.ts';
import type { IncidentFact } from '../src/incident/incident.state.ts';
import { incident, type IncidentCommand, type PoliciesInForce } from '../src/incident/incident.ts';

export const policies: PoliciesInForce = {
  catalogue: defaultCatalogue,
  deadlines: {
    version: 1,
    rules: [{ standard: 'X', codePrefix: '', stage: 'check', kind: 'natural_days', amount: 1 }],
  },
  calendar: defaultCalendar2026,
  routing: defaultRouting,
};

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
export const ask = (intent: IncidentIntent): IncidentCommand => ({ ...intent, at, policies });

export const reported: IncidentFact = { type: 'IncidentReported', data: said };
export const classified: IncidentFact = {
  type: 'IncidentClassified',
  data: { catalogueVersion: 1, category: rubbish },
};
export const located: IncidentFact = {
  type: 'IncidentLocated',
  data: { point, gridCode: grid.code, areaPath: grid.areaPath },
};
export const routed: readonly IncidentFact[] = [
  reported,
  classified,
  located,
  { type: 'IncidentRouted', data: { basis: 'rule', routingVersion: 1 } },
  { type: 'LeadUnitAssigned', data: { unit: community } },
  { type: 'SupportUnitAssigned', data: { unit: sanitation } },
];
export const task = { taskId: '1', unit: sanitation };
export const dispatched: readonly IncidentFact[] = [...routed, { type: 'TaskDispatched', data: task }];
export const accepted: readonly IncidentFact[] = [...dispatched, { type: 'TaskAccepted', data: task }];
export const completed: readonly IncidentFact[] = [...accepted, { type: 'TaskCompleted', data: task }];
export const checked: readonly IncidentFact[] = [...completed, { type: 'CheckPassed', data: { round: 1 } }];
export const closed: readonly IncidentFact[] = [
  ...checked,
  { type: 'IncidentClosed', data: { outcome: 'handled' } },
];
export const parked: IncidentFact = { type: 'IncidentParked', data: { reason: 'waiting_for_reporter' } };

export const after = (...events: readonly IncidentFact[]) => given(incident).events(...events);
