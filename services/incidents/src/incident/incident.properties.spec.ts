import { describe, expect, test } from '@jest/globals';
import { defaultCalendar2026, defaultCatalogue, defaultDeadlines, defaultRouting } from '@linli/contracts';
import fc from 'fast-check';
import type { IncidentIntent } from './incident.intents.ts';
import { unreported, type IncidentFact } from './incident.state.ts';
import { incident } from './incident.ts';

const policies = {
  catalogue: defaultCatalogue,
  deadlines: defaultDeadlines,
  calendar: defaultCalendar2026,
  routing: defaultRouting,
};
const rubbish = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
const point = { lon: 114.2005, lat: 30.5505 };
const grid = { code: 'G0431', areaPath: '42/01/05/011/010/A1/B07/U021/G0431/', point };
const unit = fc.constantFrom('sanitation:420105', 'enforcement:420105');
const reason = fc.constant('because');

const anything: fc.Arbitrary<IncidentIntent> = fc.oneof(
  fc.constant<IncidentIntent>({ type: 'ClassifyIncident', category: rubbish }),
  fc.constant<IncidentIntent>({ type: 'LocateIncident', grid }),
  fc.constant<IncidentIntent>({ type: 'RouteIncident' }),
  fc.record({ type: fc.constant('DispatchTask' as const), unit }),
  fc.record({ type: fc.constant('AcceptTask' as const), unit }),
  fc.record({ type: fc.constant('ReturnTask' as const), unit, reason }),
  fc.record({ type: fc.constant('CompleteTask' as const), unit }),
  fc.constant<IncidentIntent>({ type: 'PassCheck' }),
  fc.record({ type: fc.constant('FailCheck' as const), reason }),
  fc.constant<IncidentIntent>({ type: 'CloseIncident' }),
  fc.record({ type: fc.constant('ParkIncident' as const), reason }),
  fc.constant<IncidentIntent>({ type: 'ResumeIncident' }),
);
/** Mostly what comes next, so that long ways are walked; now and then anything; and the timer at every step. */
const way: readonly IncidentIntent[] = [
  { type: 'ClassifyIncident', category: rubbish },
  { type: 'LocateIncident', grid },
  { type: 'RouteIncident' },
  { type: 'DispatchTask', unit: 'sanitation:420105' },
  { type: 'AcceptTask', unit: 'sanitation:420105' },
  { type: 'CompleteTask', unit: 'sanitation:420105' },
  { type: 'PassCheck' },
  { type: 'CloseIncident' },
];
const minutes = fc.oneof(fc.nat(90), fc.nat(3 * 24 * 60));
const story = fc.array(fc.tuple(anything, fc.boolean(), fc.boolean(), minutes), {
  minLength: 5,
  maxLength: 40,
});

/** Plays a story through the decider and answers its events with the moment each was decided at. */
function play(
  steps: readonly [IncidentIntent, boolean, boolean, number][],
): { event: IncidentFact; at: number }[] {
  const log: { event: IncidentFact; at: number }[] = [];
  let state = unreported;
  let at = Date.parse('2026-09-28T01:00:00Z');
  let next = 0;
  const ask = (intent: IncidentIntent): boolean => {
    const decision = incident.decide({ ...intent, at, policies }, state);
    if (decision.outcome === 'refused') return false;
    for (const event of decision.events) {
      const recorded = { ...event, recordedAt: at };
      state = incident.evolve(state, recorded);
      log.push({ event: recorded, at });
    }
    return true;
  };
  ask({
    type: 'ReportIncident',
    report: { channel: 'app', occurredAt: new Date(at).toISOString(), severity: 'normal' },
  });
  for (const [intent, expected, timer, pause] of steps) {
    at += pause * 60_000;
    if (timer)
      for (const { stage, round, due } of state.clocks)
        ask({ type: 'RecordMissedDeadline', stage, round, due });
    const following = way[next];
    if (expected && following !== undefined) {
      if (ask(following)) next += 1;
    } else ask(intent);
  }
  return log;
}

type Clocked = Extract<IncidentFact, { data: { stage: string; round: number } }>;
const isClocked = (event: IncidentFact): event is Clocked => 'stage' in event.data;
const nameOf = ({ data }: Clocked): string => `${data.stage} ${data.round}`;

describe('whatever is asked of an incident, in whatever order', () => {
  test('C-4.4: a clock is missed at most once, never before its due time and never after its stop', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const due = new Map<string, number>();
        const missed = new Set<string>();
        for (const { event, at } of play(steps)) {
          if (!isClocked(event)) continue;
          const name = nameOf(event);
          if (event.type === 'ClockStarted') expect(due.has(name)).toBe(false);
          if (event.type === 'ClockStarted' || event.type === 'DueTimeRecomputed')
            due.set(name, Date.parse(event.data.due));
          if (event.type === 'DeadlineMissed') {
            expect(missed.has(name)).toBe(false);
            expect(at).toBeGreaterThan(due.get(name) ?? Infinity);
            missed.add(name);
          }
          if (event.type === 'ClockStopped') {
            expect(event.data.missed).toBe(missed.has(name));
            due.set(name, Infinity);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('C-4.3: nothing is missed while the incident is parked', () => {
    fc.assert(
      fc.property(story, (steps) => {
        let parked = false;
        for (const { event } of play(steps)) {
          if (event.type === 'IncidentParked') parked = true;
          if (event.type === 'IncidentResumed') parked = false;
          if (event.type === 'DeadlineMissed') expect(parked).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('I-02: at most one clock runs at a time, and none after the closing', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const running = new Set<string>();
        let closed = false;
        for (const { event } of play(steps)) {
          if (event.type === 'ClockStarted') running.add(nameOf(event));
          if (event.type === 'ClockStopped') expect(running.delete(nameOf(event))).toBe(true);
          if (event.type === 'IncidentClosed') closed = true;
          expect(running.size).toBeLessThanOrEqual(1);
        }
        if (closed) expect(running.size).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('B-5.2: nothing happens after the closing, and nothing is closed as handled without a passed check', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const types = play(steps).map(({ event }) => event.type);
        const closing = types.indexOf('IncidentClosed');
        if (closing < 0) return;
        expect(
          types.slice(closing + 1).every((type) => type === 'ClockStopped' || type === 'DeadlineMissed'),
        ).toBe(true);
        expect(types.slice(0, closing)).toContain('CheckPassed');
      }),
      { numRuns: 500 },
    );
  });

  test('C-4.4: a clock that is not missed has stopped in time', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const due = new Map<string, number>();
        for (const { event, at } of play(steps)) {
          if (event.type === 'ClockStarted' || event.type === 'DueTimeRecomputed')
            due.set(nameOf(event), Date.parse(event.data.due));
          if (event.type === 'ClockStopped' && !event.data.missed)
            expect(at).toBeLessThanOrEqual(due.get(nameOf(event)) ?? -Infinity);
        }
      }),
      { numRuns: 500 },
    );
  });
});
