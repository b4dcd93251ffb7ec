import { expect, test } from '@jest/globals';
import type { RelayState } from '@linli/event-bus';
import { ReadinessRegistry } from '../src/health/readiness.ts';
import { Metrics } from '../src/index.ts';
import { reportRelay } from '../src/start/report-relay.ts';

test('a relay that is behind or tries again leaves its service ready; one that needs somebody does not, and says which position and why', () => {
  let state: RelayState = { role: 'leading', position: 30, head: 61, aliveAt: 1 };
  const readiness = new ReadinessRegistry();
  const metrics = new Metrics({ service: 'incidents', version: '1' });
  reportRelay('incidents', { state: () => state }, { metrics, readiness });
  const told = () => [readiness.report().ready, readiness.report().checks['incidents.relay']?.detail];

  expect(told()).toEqual([true, 'leading, published up to position 30 of 61']);
  const away = { message: 'connect ECONNREFUSED', attempts: 3 };
  state = { ...state, failure: away };
  expect(told()).toEqual([true, 'leading, published up to position 30 of 61; failing: connect ECONNREFUSED']);
  const message = 'event e (IncidentClosed v9) at position 31 cannot be published: it was never released';
  state = { ...state, failure: { message, attempts: 3, stuck: true } };
  expect(told()).toEqual([false, `leading, published up to position 30 of 61; failing: ${message}`]);
  state = { role: 'leading', position: 61, head: 61, aliveAt: 2 };
  expect(told()).toEqual([true, 'leading, published up to position 61 of 61']);
});
