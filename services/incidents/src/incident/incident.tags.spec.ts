import { describe, test } from '@jest/globals';
import type { IncidentEvent } from '@linli/contracts';
import {
  accepted,
  after,
  checked,
  classified,
  closed,
  located,
  now,
  reported,
  routed,
  said,
} from '../../test/incident-samples.ts';
import { evolve, type IncidentState, unreported } from './incident.state.ts';

const urgent: IncidentEvent = { type: 'IncidentReported', data: { ...said, severity: 'urgent' } };
const tag = (uncertainty: 'state' | 'effect' | 'reaction') =>
  ({ type: 'TagUncertainty', uncertainty }) as const;
const tagged = (uncertainty: 'state' | 'effect' | 'reaction'): IncidentEvent => ({
  type: 'UncertaintyTagged',
  data: { uncertainty },
});
const resolved: IncidentEvent = { type: 'UncertaintyResolved', data: { uncertainty: 'state' } };
const machine = { ...now, by: { subject: 'policy:route-located-incidents' } };

describe('I-14: three uncertainties', () => {
  test.each(['state', 'effect', 'reaction'] as const)('I-14: %s is tagged once, and resolved', (kind) => {
    const resolve = { type: 'ResolveUncertainty', uncertainty: kind } as const;
    after(reported).when(tag(kind), now).then(tagged(kind));
    after(reported, tagged(kind)).when(tag(kind), now).thenNothing();
    after(reported, tagged(kind))
      .when(resolve, now)
      .then({ type: 'UncertaintyResolved', data: { uncertainty: kind } });
    after(reported).when(resolve, now).thenRefused('I-14', 'not-uncertain', 'uncertainty');
  });

  test('I-14: an urgent incident whose state is not known is routed and sent by a person, not by a machine', () => {
    const unclear = [urgent, classified, located, tagged('state')];
    const [, , , ...route] = routed;
    const route14 = { type: 'RouteIncident' } as const;
    after(...unclear)
      .when(route14, machine)
      .thenRefused('I-14', 'state-unknown');
    after(...unclear)
      .when(route14, now)
      .then(...route);
    const sent = after(...unclear, ...route);
    for (const dispatch of [
      { type: 'DispatchTask' },
      { type: 'DispatchJointTask', units: ['a:1', 'b:1'] },
    ] as const)
      sent.when(dispatch, machine).thenRefused('I-14', 'state-unknown');
    sent
      .when({ type: 'DispatchTask', unit: 'a:1' }, now)
      .then({ type: 'TaskDispatched', data: { taskId: '1', unit: 'a:1' } });
  });

  test('I-14: what is known again, is not urgent, or is unclear otherwise goes by machine', () => {
    const [, , , ...route] = routed;
    for (const past of [
      [urgent, classified, located, tagged('state'), resolved],
      [reported, classified, located, tagged('state')],
      [urgent, classified, located, tagged('effect')],
    ])
      after(...past)
        .when({ type: 'RouteIncident' }, machine)
        .then(...route);
  });
});

describe('I-07: four functions of the police', () => {
  const police = 'police:420105';
  const led: readonly IncidentEvent[] = checked.map((event) =>
    event.type === 'LeadUnitAssigned' ? { ...event, data: { unit: police } } : event,
  );
  const worked: readonly IncidentEvent[] = checked.map((event) =>
    event.type === 'TaskDispatched' || event.type === 'TaskAccepted' || event.type === 'TaskCompleted'
      ? { ...event, data: { ...event.data, unit: police } }
      : event,
  ) as readonly IncidentEvent[];
  const classify = { type: 'ClassifyPoliceFunction', function: 'traffic' } as const;
  const isTraffic: IncidentEvent = { type: 'PoliceFunctionClassified', data: { function: 'traffic' } };
  const close = { type: 'CloseIncident' } as const;
  const over: IncidentEvent = { type: 'IncidentClosed', data: { outcome: 'handled' } };

  test('I-07: what the police lead or work at is not closed before its function is said', () => {
    for (const past of [led, worked]) {
      after(...past)
        .when(close, now)
        .thenRefused('I-07', 'police-function-missing');
      after(...past)
        .when(classify, now)
        .then(isTraffic);
      after(...past, isTraffic)
        .when(close, now)
        .then(over);
    }
    after(...checked)
      .when(close, now)
      .then(over);
  });

  test('I-07: a function is said of police events alone, and corrected by another', () => {
    after(...checked)
      .when(classify, now)
      .thenRefused('I-07', 'no-police-event');
    after(...led, isTraffic)
      .when(classify, now)
      .thenNothing();
    after(...led, isTraffic)
      .when({ ...classify, function: 'criminal' }, now)
      .then({ type: 'PoliceFunctionClassified', data: { function: 'criminal' } });
  });
});

describe('I-16: four kinds of conflicts', () => {
  const other = '0f0e1a52-0000-5000-8000-000000000001';
  const folded = (events: readonly IncidentEvent[]): IncidentState =>
    events.reduce<IncidentState>(
      (state, { type, data }) => evolve[type](state, data as never, { at: 0, position: 1 }),
      unreported,
    );
  const enforced = folded(
    routed.map((event) =>
      event.type === 'LeadUnitAssigned' ? { ...event, data: { unit: 'enforcement:420105' } } : event,
    ),
  );
  const classify = (conflict: 'seizure' | 'burden' | 'enforcement' | 'rights', cause?: string) =>
    ({ type: 'ClassifyConflict', conflict, ...(cause !== undefined && { cause }) }) as const;

  test('I-16: one caused by enforcement links to the incident of the enforcement', () => {
    after(reported)
      .when(classify('enforcement', other), { ...now, known: { cause: enforced } })
      .then({ type: 'ConflictClassified', data: { conflict: 'enforcement', cause: other } });
    after(reported).when(classify('enforcement'), now).thenRefused('I-16', 'cause-missing', 'cause');
    after(reported).when(classify('enforcement', other), now).thenRefused('I-16', 'cause-unknown', 'cause');
    after(reported)
      .when(classify('enforcement', other), { ...now, known: { cause: folded(accepted) } })
      .thenRefused('I-16', 'no-enforcement', 'cause');
    after(reported)
      .when(classify('enforcement', other), { ...now, id: other, known: { cause: enforced } })
      .thenRefused('I-16', 'no-enforcement', 'cause');
  });

  test.each(['seizure', 'burden', 'rights'] as const)(
    'I-16: %s needs no cause; the same again changes nothing, another kind does',
    (kind) => {
      const told: IncidentEvent = { type: 'ConflictClassified', data: { conflict: kind } };
      after(reported).when(classify(kind), now).then(told);
      after(reported, told).when(classify(kind), now).thenNothing();
      after(reported, told)
        .when(classify(kind, other), { ...now, known: { cause: enforced } })
        .then({ type: 'ConflictClassified', data: { conflict: kind, cause: other } });
      after(reported, told)
        .when(classify('enforcement', other), { ...now, known: { cause: enforced } })
        .then({ type: 'ConflictClassified', data: { conflict: 'enforcement', cause: other } });
    },
  );
});

test('I-07, I-14, I-16: what is over is not tagged any more, and what was never reported is not known', () => {
  for (const command of [
    tag('state'),
    { type: 'ResolveUncertainty', uncertainty: 'state' },
    { type: 'ClassifyPoliceFunction', function: 'traffic' },
    { type: 'ClassifyConflict', conflict: 'rights' },
  ] as const) {
    after(...closed)
      .when(command, now)
      .thenRefused('B-5.2', 'incident-closed');
    after().when(command, now).thenRefused('B-5.2', 'incident-unknown');
  }
});
