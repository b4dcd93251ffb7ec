import { describe, expect, test } from '@jest/globals';
import type { SupervisionEvent } from '@linli/contracts';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import { supervision } from './supervision.ts';

const id = '5c0f7f0e-2f5b-5b0a-9a53-0f6a3c1e7b22';
const person = {
  areaPath: '42/01/05/011/010/',
  resident: '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4411',
  kind: 'community_correction',
};
const occurredAt = '2026-05-06T09:30:00+08:00';
const now = { id, at: '2026-05-06T10:00:00+08:00' };
const open = { type: 'OpenSupervisionRecord', ...person } as const;
const check = { type: 'RecordCheckIn', occurredAt, note: '按时报到' } as const;
const close = { type: 'CloseSupervisionRecord', outcome: 'term_served' } as const;
const opened: SupervisionEvent = { type: 'SupervisionRecordOpened', data: { record: id, ...person } };
const checked: SupervisionEvent = {
  type: 'SupervisionCheckInRecorded',
  data: { record: id, occurredAt, note: '按时报到' },
};
const closed: SupervisionEvent = {
  type: 'SupervisionRecordClosed',
  data: { record: id, outcome: 'term_served' },
};
const record = given(supervision).events(opened);

describe('R-55: supervision', () => {
  test('R-55: a record is opened once, has check-ins in their order, and is closed once', () => {
    given(supervision).when(open, now).then(opened);
    record.when(open, now).thenRefused('R-55', 'opened-before');
    record.when(check, now).then(checked);
    record.events(checked).when(check, now).thenRefused('R-55', 'occurs-earlier', 'occurredAt');
    const later = '2026-05-06T09:30:00.001+08:00';
    record
      .events(checked)
      .when({ ...check, occurredAt: later }, now)
      .then({ ...checked, data: { ...checked.data, occurredAt: later } } as SupervisionEvent);
    record
      .when(check, { id, at: '2026-05-06T09:19:59+08:00' })
      .thenRefused('R-55', 'occurs-later', 'occurredAt');
    record.events(checked).when(close, now).then(closed);
  });

  test('R-55: nothing is recorded of what is closed, or was never opened', () => {
    for (const command of [check, close]) {
      record.events(closed).when(command, now).thenRefused('R-55', 'closed-before');
      given(supervision).when(command, now).thenRefused('R-55', 'supervision-unknown');
    }
  });

  test('R-55: whatever is asked, check-ins stand between opening and closing, each later than the last', () => {
    const minute = fc.integer({ min: 0, max: 60 });
    const checks = minute.map((n) => ({ ...check, occurredAt: new Date(n * 60_000).toISOString() }));
    const asked = fc.array(fc.oneof(fc.constant(open), checks, checks, checks, fc.constant(close)));
    fc.assert(
      fc.property(asked, (commands) => {
        const told: SupervisionEvent[] = [];
        let folded = supervision.decider.initialState;
        for (const command of commands) {
          const decision = supervision.decider.decide(
            {
              ...{ id, command, at: Date.parse(now.at), by: { subject: 'someone', roles: [] } },
              ...{ policies: policiesOf([]), known: {} },
            },
            folded,
          );
          if (decision.outcome === 'refused') continue;
          told.push(...decision.events);
          folded = decision.events.reduce((state, event) => supervision.decider.evolve(state, event), folded);
        }
        const times = told.flatMap(({ data }) => ('occurredAt' in data ? [data.occurredAt] : []));
        expect(times).toEqual([...new Set(times)].sort());
        told.forEach(({ type }, n) => {
          expect(type === 'SupervisionRecordOpened').toBe(n === 0);
          if (type === 'SupervisionRecordClosed') expect(n).toBe(told.length - 1);
        });
      }),
    );
  });
});
