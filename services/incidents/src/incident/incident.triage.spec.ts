import { describe, expect, test } from '@jest/globals';
import { defaultCatalogue } from '@linli/contracts';
import {
  policies,
  rubbish,
  lamp,
  point,
  grid,
  community,
  said,
  ask,
  reported,
  classified,
  located,
  routed,
  after,
} from '../../test/incident-samples.ts';

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
