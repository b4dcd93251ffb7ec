import { describe, expect, test } from '@jest/globals';
import { defaultCatalogue } from '@linli/contracts';
import {
  rubbish,
  lamp,
  point,
  grid,
  community,
  said,
  at,
  inGrid,
  limits,
  now,
  reported,
  classified,
  located,
  routed,
  sanitation,
  after,
} from '../../test/incident-samples.ts';
import { catalogue } from '../catalogue/catalogue.ts';
import { routing } from '../routing/routing.ts';

describe('a report', () => {
  test('I-03, I-08: with a class of the catalogue and a grid is classified and located at once', () => {
    const report = { ...said, point, category: rubbish };
    after()
      .when({ type: 'ReportIncident', ...report }, inGrid)
      .then({ type: 'IncidentReported', data: report }, classified, located);
  });

  test('I-03: of a class the catalogue does not have waits to be classified', () => {
    const report = { ...said, category: { ...rubbish, code: '99999' } };
    after()
      .when({ type: 'ReportIncident', ...report }, now)
      .then({ type: 'IncidentReported', data: report });
  });

  test('I-03: is classified by the catalogue in force', () => {
    const category = { ...rubbish, code: '99999' };
    const inForce = {
      ...defaultCatalogue,
      version: 2,
      classes: [{ category, zh: '其他', en: 'Other' }],
      views: [],
    };
    const report = { ...said, category };
    after()
      .when({ type: 'ReportIncident', ...report }, { ...now, policies: [...limits, [catalogue, inForce]] })
      .then(
        { type: 'IncidentReported', data: report },
        { type: 'IncidentClassified', data: { category, catalogueVersion: 2 } },
      );
  });

  test('I-08: of a point in no grid waits to be located', () => {
    const report = { ...said, point, category: rubbish };
    after()
      .when({ type: 'ReportIncident', ...report }, now)
      .then({ type: 'IncidentReported', data: report }, classified);
  });

  test('B-5.2: is made once', () => {
    after(reported)
      .when({ type: 'ReportIncident', ...said }, now)
      .thenRefused('B-5.2', 'already-reported');
  });

  test('I-03: of another system is one incident, whatever is said the second time', () => {
    const source = { system: 'myla311', reference: '1-1523590871' };
    const first = after({ type: 'IncidentReported', data: { ...said, source } });
    first.when({ type: 'ReportIncident', ...said, severity: 'urgent', source }, now).thenNothing();
    first
      .when({ type: 'ReportIncident', ...said, source: { ...source, reference: '2' } }, now)
      .thenRefused('B-5.2', 'already-reported');
    first.when({ type: 'ReportIncident', ...said }, now).thenRefused('B-5.2', 'already-reported');
  });

  test('I-03: tells of what has happened: not later than now, save that clocks may differ', () => {
    const of = (milliseconds: number) => new Date(milliseconds).toISOString();
    const report = (occurredAt: string) => after().when({ type: 'ReportIncident', ...said, occurredAt }, now);
    report(of(at + 600_001)).thenRefused('I-03', 'occurs-later', 'occurredAt');
    report(of(at + 600_000)).then({
      type: 'IncidentReported',
      data: { ...said, occurredAt: of(at + 600_000) },
    });
  });

  test('I-03: tells of nothing before the year 2000', () => {
    const report = (occurredAt: string) => after().when({ type: 'ReportIncident', ...said, occurredAt }, now);
    report('1999-12-31T15:59:59.999Z').thenRefused('I-03', 'occurred-too-early', 'occurredAt');
    report('1999-12-31T16:00:00.000Z').then({
      type: 'IncidentReported',
      data: { ...said, occurredAt: '1999-12-31T16:00:00.000Z' },
    });
  });
});

describe('classifying', () => {
  test('I-03: each of the eight disorders is a class of the catalogue', () => {
    const eight = defaultCatalogue.views.find(({ id }) => id === 'eight-disorders');
    expect(eight?.groups).toHaveLength(8);
    for (const category of eight?.groups.flatMap(({ categories }) => categories) ?? [])
      after(reported)
        .when({ type: 'ClassifyIncident', category }, now)
        .then({ type: 'IncidentClassified', data: { catalogueVersion: 1, category } });
  });

  test('I-03: a ninth disorder needs a catalogue version that has it', () => {
    const noise = { ...rubbish, code: '06099' };
    const ask9 = { type: 'ClassifyIncident', category: noise } as const;
    after(reported).when(ask9, now).thenRefused('I-03', 'class-not-in-catalogue', 'category');
    const second = {
      ...defaultCatalogue,
      version: 2,
      classes: [...defaultCatalogue.classes, { category: noise, zh: '噪声乱扰', en: 'Noise' }],
    };
    after(reported)
      .when(ask9, { ...now, policies: [...limits, [catalogue, second]] })
      .then({ type: 'IncidentClassified', data: { catalogueVersion: 2, category: noise } });
  });

  test('I-03: a component of the same number is another class', () => {
    after(reported)
      .when({ type: 'ClassifyIncident', category: { ...rubbish, kind: 'component' } }, now)
      .thenRefused('I-03', 'class-not-in-catalogue');
  });

  test('I-03: the class an incident has stays, and giving it again changes nothing', () => {
    after(reported, classified)
      .when({ type: 'ClassifyIncident', category: lamp }, now)
      .thenRefused('I-03', 'already-classified', 'category');
    after(reported, classified).when({ type: 'ClassifyIncident', category: rubbish }, now).thenNothing();
  });
});

describe('locating', () => {
  test('I-08: puts the incident in the grid around the point', () => {
    after(reported).when({ type: 'LocateIncident', point }, inGrid).then(located);
  });

  test('I-08: a point in no grid is refused', () => {
    after(reported)
      .when({ type: 'LocateIncident', point }, now)
      .thenRefused('I-08', 'outside-every-grid', 'point');
  });

  test('I-08: a corrected point moves the incident, and says where it was', () => {
    const moved = { lon: 114.21, lat: 30.56 };
    const there = { code: 'G0002', areaPath: '42/01/05/011/010/A1/B01/U001/G0002/', point: moved };
    after(reported, located)
      .when({ type: 'LocateIncident', point }, { ...now, known: { grid: there } })
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
      .when({ type: 'LocateIncident', point }, { ...now, known: { grid: redrawn } })
      .thenNothing();
  });

  test('I-08: once it is routed by its place, the place stays', () => {
    after(...routed)
      .when(
        { type: 'LocateIncident', point },
        { ...now, known: { grid: { ...grid, point: { lon: 114.3, lat: 30.6 } } } },
      )
      .thenRefused('I-08', 'already-routed', 'point');
  });
});

describe('routing', () => {
  test('I-21: the territory leads and the line department supports by rule', () => {
    after(reported, classified, located)
      .when({ type: 'RouteIncident' }, now)
      .then(...routed.slice(3));
  });

  test('I-21: without a rule for its class the territorial owner leads, never nobody', () => {
    after(reported, classified, located)
      .when(
        { type: 'RouteIncident' },
        { ...now, policies: [...limits, [routing, { version: 3, rules: [] }]] },
      )
      .then(
        { type: 'IncidentRouted', data: { basis: 'territory', routingVersion: 3 } },
        { type: 'LeadUnitAssigned', data: { unit: community } },
      );
  });

  test('I-01: what a patrol has reported to the enforcement is led by it, and the area supports', () => {
    const referral = { finding: 'f-1', unit: 'enforcement:420105' };
    after({ type: 'IncidentReported', data: { ...said, referral } }, classified, located)
      .when({ type: 'RouteIncident' }, now)
      .then(
        { type: 'IncidentRouted', data: { basis: 'rule', routingVersion: 1 } },
        { type: 'LeadUnitAssigned', data: { unit: referral.unit } },
        { type: 'SupportUnitAssigned', data: { unit: community } },
        { type: 'SupportUnitAssigned', data: { unit: sanitation } },
      );
    const own = { finding: 'f-1', unit: sanitation };
    after({ type: 'IncidentReported', data: { ...said, referral: own } }, classified, located)
      .when({ type: 'RouteIncident' }, now)
      .then(
        { type: 'IncidentRouted', data: { basis: 'rule', routingVersion: 1 } },
        { type: 'LeadUnitAssigned', data: { unit: sanitation } },
        { type: 'SupportUnitAssigned', data: { unit: community } },
      );
  });

  test('I-21: an incident is routed once', () => {
    after(...routed)
      .when({ type: 'RouteIncident' }, now)
      .thenNothing();
  });

  test('I-21: class and place come first', () => {
    after(reported, located).when({ type: 'RouteIncident' }, now).thenRefused('I-21', 'not-classified');
    after(reported, classified).when({ type: 'RouteIncident' }, now).thenRefused('I-21', 'not-located');
  });
});
