import { describe, expect, test } from '@jest/globals';
import { defaultCalendar2026, defaultCatalogue, defaultRouting } from '@linli/contracts';
import { given } from '@linli/testing';
import type { IncidentIntent } from './incident.intents.ts';
import type { IncidentFact } from './incident.state.ts';
import { incident, type IncidentCommand, type PoliciesInForce } from './incident.ts';

const policies: PoliciesInForce = {
  catalogue: defaultCatalogue,
  deadlines: {
    version: 1,
    rules: [{ standard: 'X', codePrefix: '', stage: 'check', kind: 'natural_days', amount: 1 }],
  },
  calendar: defaultCalendar2026,
  routing: defaultRouting,
};

const rubbish = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
const lamp = { ...rubbish, code: '01037' };
const point = { lon: 114.2005, lat: 30.5505 };
const grid = { code: 'G0431', areaPath: '42/01/05/011/010/A1/B07/U021/G0431/', point };
const sanitation = 'sanitation:420105';
const community = 'community:420105011010';
const said = { channel: 'grid_worker', occurredAt: '2026-05-11T01:00:00.000Z', severity: 'normal' } as const;

const at = Date.parse('2026-05-11T01:05:00Z');
const ask = (intent: IncidentIntent): IncidentCommand => ({ ...intent, at, policies });

const reported: IncidentFact = { type: 'IncidentReported', data: said };
const classified: IncidentFact = {
  type: 'IncidentClassified',
  data: { catalogueVersion: 1, category: rubbish },
};
const located: IncidentFact = {
  type: 'IncidentLocated',
  data: { point, gridCode: grid.code, areaPath: grid.areaPath },
};
const routed: readonly IncidentFact[] = [
  reported,
  classified,
  located,
  { type: 'IncidentRouted', data: { basis: 'rule', routingVersion: 1 } },
  { type: 'LeadUnitAssigned', data: { unit: community } },
  { type: 'SupportUnitAssigned', data: { unit: sanitation } },
];
const task = { taskId: '1', unit: sanitation };
const dispatched: readonly IncidentFact[] = [...routed, { type: 'TaskDispatched', data: task }];
const accepted: readonly IncidentFact[] = [...dispatched, { type: 'TaskAccepted', data: task }];
const completed: readonly IncidentFact[] = [...accepted, { type: 'TaskCompleted', data: task }];
const checked: readonly IncidentFact[] = [...completed, { type: 'CheckPassed', data: { round: 1 } }];
const closed: readonly IncidentFact[] = [
  ...checked,
  { type: 'IncidentClosed', data: { outcome: 'handled' } },
];
const parked: IncidentFact = { type: 'IncidentParked', data: { reason: 'waiting_for_reporter' } };

const after = (...events: readonly IncidentFact[]) => given(incident).events(...events);

describe('a report', () => {
  test('I-03, I-08: with a class of the catalogue and a grid is classified and located at once', () => {
    const report = { ...said, point, category: rubbish };
    after()
      .when(ask({ type: 'ReportIncident', report, grid }))
      .then({ type: 'IncidentReported', data: report }, classified, located);
  });

  test('I-03: of a class the catalogue does not have waits to be classified', () => {
    const report = { ...said, category: { ...rubbish, code: '99999' } };
    after()
      .when(ask({ type: 'ReportIncident', report }))
      .then({ type: 'IncidentReported', data: report });
  });

  test('I-08: of a point in no grid waits to be located', () => {
    const report = { ...said, point, category: rubbish };
    after()
      .when(ask({ type: 'ReportIncident', report }))
      .then({ type: 'IncidentReported', data: report }, classified);
  });

  test('B-5.2: is made once', () => {
    after(reported)
      .when(ask({ type: 'ReportIncident', report: said }))
      .thenRefused('B-5.2', 'already-reported');
  });
});

describe('classifying', () => {
  test('I-03: each of the eight disorders is a class of the catalogue', () => {
    const eight = defaultCatalogue.views.find(({ id }) => id === 'eight-disorders');
    expect(eight?.groups).toHaveLength(8);
    for (const category of eight?.groups.flatMap(({ categories }) => categories) ?? [])
      after(reported)
        .when(ask({ type: 'ClassifyIncident', category }))
        .then({ type: 'IncidentClassified', data: { catalogueVersion: 1, category } });
  });

  test('I-03: a ninth disorder needs a catalogue version that has it', () => {
    const noise = { ...rubbish, code: '06099' };
    const ask9 = ask({ type: 'ClassifyIncident', category: noise });
    after(reported).when(ask9).thenRefused('I-03', 'class-not-in-catalogue', 'category');
    const second = {
      ...defaultCatalogue,
      version: 2,
      classes: [...defaultCatalogue.classes, { category: noise, zh: '噪声乱扰', en: 'Noise' }],
    };
    after(reported)
      .when({ ...ask9, policies: { ...policies, catalogue: second } })
      .then({ type: 'IncidentClassified', data: { catalogueVersion: 2, category: noise } });
  });

  test('I-03: a component of the same number is another class', () => {
    after(reported)
      .when(ask({ type: 'ClassifyIncident', category: { ...rubbish, kind: 'component' } }))
      .thenRefused('I-03', 'class-not-in-catalogue');
  });

  test('I-03: the class an incident has stays, and giving it again changes nothing', () => {
    after(reported, classified)
      .when(ask({ type: 'ClassifyIncident', category: lamp }))
      .thenRefused('I-03', 'already-classified', 'category');
    after(reported, classified)
      .when(ask({ type: 'ClassifyIncident', category: rubbish }))
      .thenNothing();
  });
});

describe('locating', () => {
  test('I-08: puts the incident in the grid around the point', () => {
    after(reported)
      .when(ask({ type: 'LocateIncident', grid }))
      .then(located);
  });

  test('I-08: a point in no grid is refused', () => {
    after(reported)
      .when(ask({ type: 'LocateIncident' }))
      .thenRefused('I-08', 'outside-every-grid', 'point');
  });

  test('I-08: a corrected point moves the incident, and says where it was', () => {
    const moved = { lon: 114.21, lat: 30.56 };
    const there = { code: 'G0002', areaPath: '42/01/05/011/010/A1/B01/U001/G0002/', point: moved };
    after(reported, located)
      .when(ask({ type: 'LocateIncident', grid: there }))
      .then({
        type: 'IncidentLocated',
        data: {
          point: moved,
          gridCode: 'G0002',
          areaPath: there.areaPath,
          previousAreaPath: grid.areaPath,
        },
      });
  });

  test('I-08: the same point again changes nothing, even if the grids have changed since', () => {
    const redrawn = { ...grid, code: 'G0870', areaPath: '42/01/05/011/010/A1/B07/U021/G0870/' };
    after(reported, located)
      .when(ask({ type: 'LocateIncident', grid: redrawn }))
      .thenNothing();
  });

  test('I-08: once it is routed by its place, the place stays', () => {
    after(...routed)
      .when(ask({ type: 'LocateIncident', grid: { ...grid, point: { lon: 114.3, lat: 30.6 } } }))
      .thenRefused('I-08', 'already-routed', 'point');
  });
});

describe('routing', () => {
  test('I-21: the territory leads and the line department supports by rule', () => {
    after(reported, classified, located)
      .when(ask({ type: 'RouteIncident' }))
      .then(...routed.slice(3));
  });

  test('I-21: without a rule for its class the territorial owner leads, never nobody', () => {
    after(reported, classified, located)
      .when({
        ...ask({ type: 'RouteIncident' }),
        policies: { ...policies, routing: { version: 3, rules: [] } },
      })
      .then(
        { type: 'IncidentRouted', data: { basis: 'territory', routingVersion: 3 } },
        { type: 'LeadUnitAssigned', data: { unit: community } },
      );
  });

  test('I-21: an incident is routed once', () => {
    after(...routed)
      .when(ask({ type: 'RouteIncident' }))
      .thenNothing();
  });

  test('I-21: class and place come first', () => {
    after(reported, located)
      .when(ask({ type: 'RouteIncident' }))
      .thenRefused('I-21', 'not-classified');
    after(reported, classified)
      .when(ask({ type: 'RouteIncident' }))
      .thenRefused('I-21', 'not-located');
  });
});

describe('the task', () => {
  test('I-17: is given to the unit named, or to the lead unit', () => {
    after(...routed)
      .when(ask({ type: 'DispatchTask', unit: sanitation }))
      .then({ type: 'TaskDispatched', data: task });
    after(...routed)
      .when(ask({ type: 'DispatchTask' }))
      .then({ type: 'TaskDispatched', data: { taskId: '1', unit: community } });
  });

  test('I-21: is not given out before somebody answers for the incident', () => {
    after(reported, classified, located)
      .when(ask({ type: 'DispatchTask' }))
      .thenRefused('I-21', 'not-routed');
  });

  test('I-17: is given out once', () => {
    after(...dispatched)
      .when(ask({ type: 'DispatchTask' }))
      .thenRefused('I-17', 'task-open');
    after(...completed)
      .when(ask({ type: 'DispatchTask' }))
      .thenRefused('I-17', 'task-open');
  });

  test('I-17: is accepted and completed by its unit', () => {
    after(...dispatched)
      .when(ask({ type: 'AcceptTask', unit: sanitation }))
      .then({ type: 'TaskAccepted', data: task });
    after(...accepted)
      .when(ask({ type: 'CompleteTask', unit: sanitation, taskId: '1' }))
      .then({ type: 'TaskCompleted', data: task });
  });

  test('I-17: is no business of another unit', () => {
    const other = 'enforcement:420105';
    for (const intent of [
      { type: 'AcceptTask', unit: other },
      { type: 'ReturnTask', unit: other, reason: 'not_our_duty' },
      { type: 'CompleteTask', unit: other },
    ] as const)
      after(...dispatched)
        .when(ask(intent))
        .thenRefused('I-17', 'task-of-other-unit', 'unit');
  });

  test('I-17: goes its way in order', () => {
    const unit = sanitation;
    after(...routed)
      .when(ask({ type: 'AcceptTask', unit }))
      .thenRefused('I-17', 'no-such-task');
    after(...dispatched)
      .when(ask({ type: 'CompleteTask', unit }))
      .thenRefused('I-17', 'task-not-accepted');
    after(...accepted)
      .when(ask({ type: 'AcceptTask', unit }))
      .thenRefused('I-17', 'task-not-dispatched');
    after(...completed)
      .when(ask({ type: 'ReturnTask', unit, reason: 'not_our_duty' }))
      .thenRefused('I-17', 'task-not-open');
    after(...dispatched)
      .when(ask({ type: 'AcceptTask', unit, taskId: '7' }))
      .thenRefused('I-17', 'no-such-task', 'taskId');
  });

  test('I-20: is given back only with a reason', () => {
    after(...dispatched)
      .when(ask({ type: 'ReturnTask', unit: sanitation, reason: '' }))
      .thenRefused('I-20', 'reason-missing', 'reason');
  });

  test('I-20: counts its returns through every unit it was with', () => {
    const other = 'enforcement:420105';
    const returned = (unit: string, returns: number): IncidentFact => ({
      type: 'TaskReturned',
      data: { taskId: '1', unit, reason: 'not_our_duty', returns },
    });
    after(...accepted)
      .when(ask({ type: 'ReturnTask', unit: sanitation, reason: 'not_our_duty' }))
      .then(returned(sanitation, 1));
    after(...accepted, returned(sanitation, 1))
      .when(ask({ type: 'DispatchTask', unit: other }))
      .then({ type: 'TaskDispatched', data: { taskId: '1', unit: other } });
    after(...accepted, returned(sanitation, 1), {
      type: 'TaskDispatched',
      data: { taskId: '1', unit: other },
    })
      .when(ask({ type: 'ReturnTask', unit: other, reason: 'not_our_duty' }))
      .then(returned(other, 2));
  });
});

describe('check and closing', () => {
  test('B-5.2: the supervision centre checks what is completed and closes what it has checked', () => {
    after(...completed)
      .when(ask({ type: 'PassCheck' }))
      .then({ type: 'CheckPassed', data: { round: 1 } });
    after(...checked)
      .when(ask({ type: 'CloseIncident' }))
      .then({ type: 'IncidentClosed', data: { outcome: 'handled' } });
  });

  test('I-17: nothing is checked before every task is completed', () => {
    for (const past of [routed, dispatched, accepted])
      for (const intent of [{ type: 'PassCheck' }, { type: 'FailCheck', reason: 'still_there' }] as const)
        after(...past)
          .when(ask(intent))
          .thenRefused('I-17', 'task-not-completed');
    after(...completed, { type: 'TaskDispatched', data: { taskId: '2', unit: community } })
      .when(ask({ type: 'PassCheck' }))
      .thenRefused('I-17', 'task-not-completed');
  });

  test('B-5.2: nothing is closed that has not been checked', () => {
    after(...completed)
      .when(ask({ type: 'CloseIncident' }))
      .thenRefused('B-5.2', 'check-not-passed');
  });

  test('B-5.2: the party that does the work never checks, closes or voids its own case', () => {
    const unit = sanitation;
    after(...completed)
      .when(ask({ type: 'PassCheck', unit }))
      .thenRefused('B-5.2', 'own-case', 'unit');
    after(...completed)
      .when(ask({ type: 'FailCheck', unit, reason: 'still_there' }))
      .thenRefused('B-5.2', 'own-case');
    after(...checked)
      .when(ask({ type: 'CloseIncident', unit }))
      .thenRefused('B-5.2', 'own-case');
    after(...accepted)
      .when(ask({ type: 'VoidIncident', unit, reason: 'not_found' }))
      .thenRefused('B-5.2', 'own-case');
  });

  test('B-5.2: another unit may check', () => {
    after(...completed)
      .when(ask({ type: 'PassCheck', unit: 'supervision:420105' }))
      .then({ type: 'CheckPassed', data: { round: 1 } });
  });

  test('I-29: a failed check puts the task back to work and the next check is the second', () => {
    const failed: IncidentFact = { type: 'CheckFailed', data: { round: 1, reason: 'still_there' } };
    after(...completed)
      .when(ask({ type: 'FailCheck', reason: 'still_there' }))
      .then(failed);
    after(...completed, failed)
      .when(ask({ type: 'CompleteTask', unit: sanitation }))
      .then({ type: 'TaskCompleted', data: task });
    after(...completed, failed, { type: 'TaskCompleted', data: task })
      .when(ask({ type: 'PassCheck' }))
      .then({ type: 'CheckPassed', data: { round: 2 } });
  });

  test('B-5.2: a passed check is not taken back', () => {
    after(...checked)
      .when(ask({ type: 'FailCheck', reason: 'still_there' }))
      .thenRefused('B-5.2', 'check-already-passed');
  });

  test('B-5.2: an incident can be voided at any stage, and is over then', () => {
    for (const past of [[reported], routed, accepted, checked, [reported, parked]])
      after(...past)
        .when(ask({ type: 'VoidIncident', reason: 'cancelled_by_reporter' }))
        .then({ type: 'IncidentClosed', data: { outcome: 'voided', reason: 'cancelled_by_reporter' } });
  });

  test('B-5.2: what is closed stays closed, whatever is asked', () => {
    const everything: readonly IncidentIntent[] = [
      { type: 'ClassifyIncident', category: rubbish },
      { type: 'LocateIncident', grid },
      { type: 'RouteIncident' },
      { type: 'DispatchTask' },
      { type: 'AcceptTask', unit: sanitation },
      { type: 'ReturnTask', unit: sanitation, reason: 'late' },
      { type: 'CompleteTask', unit: sanitation },
      { type: 'PassCheck' },
      { type: 'FailCheck', reason: 'late' },
      { type: 'CloseIncident' },
      { type: 'VoidIncident', reason: 'late' },
      { type: 'ParkIncident', reason: 'late' },
      { type: 'ResumeIncident' },
    ];
    for (const intent of everything) {
      after(...closed)
        .when(ask(intent))
        .thenRefused('B-5.2', 'incident-closed');
      after().when(ask(intent)).thenRefused('B-5.2', 'incident-unknown');
    }
  });
});

describe('parking', () => {
  test('C-4.3: an incident is parked with a reason and resumed, once each', () => {
    const since = { ...parked, recordedAt: at } as IncidentFact;
    after(...accepted)
      .when(ask({ type: 'ParkIncident', reason: 'waiting_for_reporter' }))
      .then(parked);
    after(...accepted, since)
      .when(ask({ type: 'ResumeIncident' }))
      .then({ type: 'IncidentResumed', data: {} });
    after(...accepted, since)
      .when(ask({ type: 'ParkIncident', reason: 'late' }))
      .thenRefused('C-4.3', 'incident-parked');
    after(...accepted)
      .when(ask({ type: 'ResumeIncident' }))
      .thenRefused('C-4.3', 'incident-not-parked');
  });

  test('C-4.3: while it is parked the work stands still', () => {
    for (const [past, intent] of [
      [[reported, classified, located], { type: 'RouteIncident' }],
      [routed, { type: 'DispatchTask' }],
      [dispatched, { type: 'AcceptTask', unit: sanitation }],
      [accepted, { type: 'CompleteTask', unit: sanitation }],
      [completed, { type: 'PassCheck' }],
      [checked, { type: 'CloseIncident' }],
    ] as const)
      after(...past, parked)
        .when(ask(intent))
        .thenRefused('C-4.3', 'incident-parked');
  });

  test('C-4.3: what the reporter was waited for may come in while it is parked', () => {
    after(reported, parked)
      .when(ask({ type: 'ClassifyIncident', category: rubbish }))
      .then(classified);
    after(reported, parked)
      .when(ask({ type: 'LocateIncident', grid }))
      .then(located);
  });
});
