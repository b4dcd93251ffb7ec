import { describe, expect, test } from '@jest/globals';
import type { IncidentEvent } from '@linli/contracts';
import { policiesOf } from '@linli/testing';
import fc from 'fast-check';
import type { IncidentCommand } from '../../test/incident-samples.ts';
import { incident } from './incident.ts';

const rubbish = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
const point = { lon: 114.2005, lat: 30.5505 };
const grid = { code: 'G0431', areaPath: '42/01/05/011/010/A1/B07/U021/G0431/', point };
const units = ['sanitation:420105', 'enforcement:420105'] as const;
const unit = fc.constantFrom(...units);
/** Who asks: somebody of a unit, or of none. */
const asker = fc.constantFrom(undefined, ...units);
const reason = fc.constant('because');

const anything: fc.Arbitrary<IncidentCommand> = fc.oneof(
  fc.constant<IncidentCommand>({ type: 'ClassifyIncident', category: rubbish }),
  fc.constant<IncidentCommand>({ type: 'LocateIncident', point }),
  fc.constant<IncidentCommand>({ type: 'RouteIncident' }),
  fc.constant<IncidentCommand>({ type: 'RerouteIncident', answering: { rosterPosition: 'party:1' } }),
  fc.record({ type: fc.constant('DispatchTask' as const), unit }),
  fc.constant<IncidentCommand>({ type: 'DispatchJointTask', units }),
  fc.record({ type: fc.constant('ForceAssign' as const), reason }),
  fc.constant<IncidentCommand>({ type: 'TagUncertainty', uncertainty: 'state' }),
  fc.constant<IncidentCommand>({ type: 'ClassifyPoliceFunction', function: 'traffic' }),
  fc.constant<IncidentCommand>({ type: 'AcceptTask' }),
  fc.record({ type: fc.constant('ReturnTask' as const), reason }),
  fc.constant<IncidentCommand>({ type: 'CompleteTask' }),
  fc.constant<IncidentCommand>({ type: 'PassCheck' }),
  fc.record({ type: fc.constant('FailCheck' as const), reason }),
  fc.constant<IncidentCommand>({ type: 'CloseIncident' }),
  fc.record({ type: fc.constant('ParkIncident' as const), reason }),
  fc.constant<IncidentCommand>({ type: 'ResumeIncident' }),
);
/** Mostly what comes next, so that long ways are walked; now and then anything; and the timer at every step. */
const way: readonly IncidentCommand[] = [
  { type: 'ClassifyIncident', category: rubbish },
  { type: 'LocateIncident', point },
  { type: 'RouteIncident' },
  { type: 'DispatchTask', unit: 'sanitation:420105' },
  { type: 'AcceptTask' },
  { type: 'CompleteTask' },
  { type: 'PassCheck' },
  { type: 'CloseIncident' },
];
const minutes = fc.oneof(fc.nat(90), fc.nat(3 * 24 * 60));
const story = fc.array(fc.tuple(anything, fc.boolean(), fc.boolean(), minutes, asker), {
  minLength: 5,
  maxLength: 40,
});

/** Plays a story through the decider and answers its events with the moment each was decided at. */
function play(
  steps: readonly [IncidentCommand, boolean, boolean, number, string | undefined][],
): { event: IncidentEvent; at: number }[] {
  const log: { event: IncidentEvent; at: number }[] = [];
  let folded = incident.decider.initialState;
  let at = Date.parse('2026-09-28T01:00:00Z');
  let next = 0;
  const ask = (command: IncidentCommand, unit?: string): boolean => {
    const by = { subject: 'someone', roles: [], ...(unit !== undefined && { unit }) };
    const known = command.type === 'LocateIncident' ? { grid } : {};
    const asked = { id: 'x', command, at, by, known, policies: policiesOf([]) };
    const decision = incident.decider.decide(asked, folded);
    if (decision.outcome === 'refused') return false;
    for (const event of decision.events) {
      const recorded = { ...event, recordedAt: at };
      folded = incident.decider.evolve(folded, recorded);
      log.push({ event: recorded, at });
    }
    return true;
  };
  ask({
    type: 'ReportIncident',
    channel: 'app',
    occurredAt: new Date(at).toISOString(),
    severity: 'normal',
  });
  for (const [command, expected, timer, pause, asking] of steps) {
    at += pause * 60_000;
    if (timer)
      for (const { stage, round, due } of folded.state.clocks)
        ask({ type: 'RecordMissedDeadline', stage, round, due: new Date(due).toISOString() });
    const following = way[next];
    if (expected && following !== undefined) {
      const works = following.type === 'AcceptTask' || following.type === 'CompleteTask';
      if (ask(following, works ? units[0] : undefined)) next += 1;
    } else ask(command, asking);
  }
  return log;
}

type Clocked = Extract<IncidentEvent, { data: { stage: string; round: number } }>;
const isClocked = (event: IncidentEvent): event is Clocked => 'stage' in event.data;
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

  test('I-20: the third return of a task is its last, and puts it to the lead', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const events = play(steps).map(({ event }) => event);
        const forced = new Set<string>();
        events.forEach((event, index) => {
          if (event.type === 'TaskForceAssigned') forced.add(event.data.taskId);
          if (event.type !== 'TaskReturned') return;
          const { taskId, returns } = event.data;
          expect(forced.has(taskId)).toBe(false);
          expect(events[index + 1]?.type === 'BuckPassingFlagged').toBe(returns === 3);
          if (returns === 3)
            expect(events[index + 2]).toMatchObject({ type: 'TaskForceAssigned', data: { taskId } });
        });
      }),
      { numRuns: 500 },
    );
  });

  test('I-17: nothing is checked before every task is completed', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const open = new Set<string>();
        for (const { event } of play(steps)) {
          if (event.type === 'TaskDispatched') open.add(event.data.taskId);
          if (event.type === 'TaskCompleted') open.delete(event.data.taskId);
          if (event.type === 'CheckPassed' || event.type === 'CheckFailed') expect(open.size).toBe(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
