/** One incident on the clock, for the specs of its deadlines. */

import type { IncidentEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import { calendar } from '../src/calendar/calendar.ts';
import { deadlines } from '../src/deadlines/deadlines.ts';
import { incident } from '../src/incident/incident.ts';
import type { Asked } from './incident-samples.ts';

type Fact = IncidentEvent & { readonly recordedAt?: number };

export const standard = 'GB/T-47678.5';
export const rubbish = { standard, kind: 'matter', code: '06010' } as const;
export const officeHours = [
  { from: '08:30', to: '12:00' },
  { from: '14:00', to: '17:30' },
];
export const workCalendar = {
  version: 4,
  officeHours,
  holidays: ['2026-10-01'],
  makeUpWorkDays: [],
};
const limits = {
  version: 3,
  rules: [
    { standard, codePrefix: '', stage: 'triage', kind: 'urgent_hours', amount: 2 },
    { standard, codePrefix: '', stage: 'dispatch', kind: 'work_hours', amount: 2 },
    { standard, codePrefix: '', stage: 'handling', kind: 'work_days', amount: 3 },
    { standard, codePrefix: '06010', stage: 'handling', kind: 'work_hours', amount: 4 },
    { standard, codePrefix: '', stage: 'check', kind: 'natural_days', amount: 1 },
  ],
};

export const clock = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`);
export const iso = (local: string): string => new Date(clock(local)).toISOString();
/** Asks at what a wall clock of Wuhan shows. */
export const at = (local: string, asked: Asked = {}): Asked => ({
  at: clock(local),
  policies: [
    [calendar, workCalendar],
    [deadlines, limits],
  ],
  ...asked,
});
export const after = (...events: readonly Fact[]) => given(incident).events(...events);

export const unit = 'sanitation:420105';
export const byUnit: Asked = { by: { unit } };
export const task = { taskId: '1', unit };
export const point = { lon: 114.2005, lat: 30.5505 };
export const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';

type Started = Extract<Fact, { type: 'ClockStarted' }>['data'];
export const started = (
  stage: Started['stage'],
  [kind, amount]: [Started['kind'], number],
  from: string,
  due: string,
  rest: Partial<Started> = { unit },
): Fact => ({
  type: 'ClockStarted',
  data: {
    stage,
    round: 1,
    kind,
    amount,
    startedAt: iso(from),
    due: iso(due),
    deadlinesVersion: 3,
    calendarVersion: 4,
    ...rest,
  },
});
export const stopped = (stage: Started['stage'], at: string, missed = false, round = 1): Fact => ({
  type: 'ClockStopped',
  data: { stage, round, stoppedAt: iso(at), missed },
});
export const missed = (stage: Started['stage'], due: string, rest: object = { unit }): Fact => ({
  type: 'DeadlineMissed',
  data: { stage, round: 1, due: iso(due), ...rest },
});
export const parkedAt = (local: string): Fact => ({
  type: 'IncidentParked',
  data: { reason: 'waiting_for_reporter' },
  recordedAt: clock(local),
});

export const report = { channel: 'app', occurredAt: iso('2026-05-08 15:00'), severity: 'normal' } as const;
export const routed: readonly Fact[] = [
  { type: 'IncidentReported', data: report },
  { type: 'IncidentClassified', data: { catalogueVersion: 1, category: rubbish } },
  { type: 'IncidentLocated', data: { point, gridCode: 'G0431', areaPath } },
  { type: 'IncidentRouted', data: { basis: 'rule', routingVersion: 1 } },
  { type: 'LeadUnitAssigned', data: { unit } },
];
export const dispatched: readonly Fact[] = [...routed, { type: 'TaskDispatched', data: task }];
/** Accepted on a Friday at 16:30 with 4 work hours: due Monday 11:30 (C-4.5). */
export const handling = started('handling', ['work_hours', 4], '2026-05-08 16:30', '2026-05-11 11:30');
export const working: readonly Fact[] = [...dispatched, { type: 'TaskAccepted', data: task }, handling];
export const completed: readonly Fact[] = [...working, { type: 'TaskCompleted', data: task }];
