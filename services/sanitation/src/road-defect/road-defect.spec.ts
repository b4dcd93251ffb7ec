import { describe, test } from '@jest/globals';
import type { DataOf, RoadDefectEvent, roadDefectEvents } from '@linli/contracts';
import { given } from '@linli/testing';
import { roadDefect, roadDefectClocks } from './road-defect.ts';

const at = '2026-05-01T01:00:00.000Z';
const areaPath = '42/01/05/011/010/';
type Defect = Omit<DataOf<typeof roadDefectEvents.RoadDefectReported>, 'due' | 'policy'>;
const cover: Defect = { part: 'manhole_cover', fault: 'missing', areaPath };
const loose: Defect = { ...cover, fault: 'loose' };
const kerb: Defect = { ...cover, part: 'kerb_stone' };
const pothole: Defect = { part: 'surface', fault: 'pothole', areaPath };

const report = (defect: Defect) => ({ type: 'ReportRoadDefect', ...defect }) as const;
const reported = (defect: Defect, due: string, policy = 1): RoadDefectEvent => ({
  type: 'RoadDefectReported',
  data: { ...defect, due, policy },
});
const due = '2026-05-01T03:00:00.000Z';
const repaired: RoadDefectEvent = { type: 'RoadDefectRepaired', data: { by: 'sanitation:420105' } };
const overdue: RoadDefectEvent = { type: 'RoadDefectOverdue', data: { due } };
const crew = { by: { unit: 'sanitation:420105' } };

describe('S-09: defects of roads', () => {
  test('S-09: a missing manhole cover has the emergency clock, two hours by default', () => {
    given(roadDefect).when(report(cover), { at }).then(reported(cover, due));
  });

  test.each([loose, kerb, pothole])(
    'S-09: $part $fault has the clock of roads, seven days by default',
    (defect) =>
      given(roadDefect).when(report(defect), { at }).then(reported(defect, '2026-05-08T01:00:00.000Z')),
  );

  test('S-09: the due time is that of the version in force, and the event names it', () => {
    const emergency = { kind: 'urgent_hours', amount: 1 } as const;
    const policies = [[roadDefectClocks, { ...roadDefectClocks.first, version: 4, emergency }]] as const;
    given(roadDefect)
      .when(report(cover), { at, policies })
      .then(reported(cover, '2026-05-01T02:00:00.000Z', 4));
  });

  test('S-09: a defect is reported once', () => {
    given(roadDefect)
      .events(reported(cover, due))
      .when(report(cover), { at })
      .thenRefused('S-09', 'reported-before');
  });

  test('S-09: a defect is repaired once, by a unit, also when it is overdue', () => {
    const repair = { type: 'RepairRoadDefect' } as const;
    given(roadDefect).when(repair, crew).thenRefused('S-09', 'road-defect-unknown');
    const open = given(roadDefect).events(reported(cover, due));
    open.when(repair).thenRefused('S-09', 'no-unit');
    open.when(repair, crew).then(repaired);
    open.events(overdue).when(repair, crew).then(repaired);
    open.events(repaired).when(repair, crew).thenRefused('S-09', 'repaired-before');
  });

  test('S-09: overdue is marked once, and not once it is repaired', () => {
    const mark = { type: 'MarkRoadDefectOverdue', due } as const;
    const open = given(roadDefect).events(reported(cover, due));
    open.when(mark).then(overdue);
    open.events(overdue).when(mark).thenNothing();
    open.events(repaired).when(mark).thenNothing();
    given(roadDefect).when(mark).thenNothing();
  });
});
