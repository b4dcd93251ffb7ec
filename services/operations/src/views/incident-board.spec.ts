import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  gridPath,
  incidentId,
  litter,
  stalls,
  wholeLife,
  type Step,
  type Told,
} from '../../test/city-story.ts';
import { fold, logOf } from '../../test/fold.ts';
import { activity } from './board/activity.ts';
import { clocks } from './board/clocks.ts';
import { feed, feedKey, rowOf } from './board/feed.ts';
import { gridCounts } from './board/grid-counts.ts';
import { gridCodeOf, numberOf, ticketOf } from './board/incident-event.ts';
import { categoryAt, incidentFacts } from './board/incident-facts.ts';
import { incidentRow, type IncidentRow } from './board/incident-row.ts';

const told: Told = { incident: incidentId(7), grid: 1 };
const steps = (...names: readonly Step[]) => names.map((step) => ({ step, told }));

describe('RM-I2 the feed', () => {
  test('has one row for each event of an incident, whose key sorts as its position', () => {
    const events = logOf(steps(...wholeLife));
    const { documents } = fold(feed, events);
    expect([...documents.keys()]).toEqual(events.map(({ position }) => feedKey(position)));
    expect([1, 35, 36, 1_000_000, 2_000_000_000_000].map(feedKey)).toEqual(
      [1, 35, 36, 1_000_000, 2_000_000_000_000].map(feedKey).toSorted(),
    );
  });

  test('has no row for policies, which share the log', () => {
    const [event] = logOf(steps('report'));
    expect(feed.keys({ ...(event as NonNullable<typeof event>), streamId: 'catalogue' })).toEqual([]);
  });

  test('rows stay small', () => {
    const { documents } = fold(feed, logOf(steps(...wholeLife)));
    const sizes = [...documents.values()].map((row) => JSON.stringify(row).length);
    expect(Math.max(...sizes)).toBeLessThan(340);
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThan(220);
  });
});

describe('what a row of the feed keeps', () => {
  const [reported] = logOf(steps('report')) as [ReturnType<typeof logOf>[number]];
  const stranger = {
    ...reported,
    type: 'VisitRecorded',
    streamId: 'visit-7',
    data: { note: 'x', outcome: 'met', areaPath: '42/01/' },
  };

  test('is whose event it is, where, and the fields that a line shows, of any event', () => {
    expect(rowOf(stranger, ['outcome', 'missing'])).toEqual({
      type: 'VisitRecorded',
      subject: 'visit-7',
      area: '42/01/',
      shown: { outcome: 'met' },
    });
    expect(rowOf(stranger, [])).toMatchObject({ shown: {} });
  });

  test('says the same as a row that was stored before rows had a subject', () => {
    const line = { incident: told.incident, area: gridPath(1) };
    const old: readonly IncidentRow[] = [
      { ...line, type: 'TaskReturned', task: 't', unit: 'u', reason: 'not_our_duty' },
      {
        ...line,
        type: 'DeadlineMissed',
        unit: 'u',
        clock: { stage: 'handling', round: 1, due: 'd', missed: true },
      },
      {
        ...line,
        type: 'ClockStarted',
        unit: 'u',
        clock: { stage: 'handling', round: 1, kind: 'work_hours', amount: 4, startedAt: 's', due: 'd' },
      },
      { ...line, type: 'IncidentReported', severity: 'urgent', channel: 'app', category: litter },
    ];
    const now = [
      { taskId: 't', unit: 'u', reason: 'not_our_duty' },
      { unit: 'u', stage: 'handling', round: 1, due: 'd' },
      { unit: 'u', stage: 'handling', round: 1, kind: 'work_hours', amount: 4, startedAt: 's', due: 'd' },
      { severity: 'urgent', channel: 'app', category: litter },
    ].map((shown, n) => ({ type: old[n]?.type ?? '', subject: told.incident, area: gridPath(1), shown }));
    expect(now.map(incidentRow)).toEqual(old);
    expect(old.map(incidentRow)).toEqual(old);
  });
});

describe('RM-I3 the numbers of a grid', () => {
  test('an incident is open in its grid from its location to its closing', () => {
    const open = (...names: Step[]) =>
      fold(gridCounts, logOf(steps(...names))).documents.get(gridPath(1))?.open;
    expect([open('report'), open('report', 'locate'), open(...wholeLife)]).toEqual([undefined, 1, 0]);
  });

  test('one that is moved is open where it is now, and stays among the reports of the grid it came in at', () => {
    const { documents } = fold(gridCounts, logOf(steps('report', 'locate', 'move')));
    expect(documents.get(gridPath(1))).toMatchObject({ open: 0, today: 1 });
    expect(documents.get(gridPath(2))).toMatchObject({ open: 1, today: 0 });
  });

  test('one that was closed before it was located has never been counted', () => {
    const [closed] = logOf(steps('close')).slice(-1);
    const { areaPath: _, ...metadata } = (closed as NonNullable<typeof closed>).metadata;
    expect(gridCounts.keys({ ...(closed as NonNullable<typeof closed>), metadata })).toEqual([]);
  });

  test('today begins anew at midnight in Shanghai', () => {
    const evening = Date.parse('2026-05-01T15:59:58.000Z');
    const two = [1, 2, 3].flatMap((number) => [
      { step: 'locate' as const, told: { ...told, incident: incidentId(number) } },
    ]);
    const { documents } = fold(gridCounts, logOf(two, evening));
    expect(documents.get(gridPath(1))).toEqual({ open: 3, day: '2026-05-02', today: 1 });
  });
});

describe('RM-I4, RM-I5 the clocks', () => {
  const live = (...names: Step[]) => fold(clocks, logOf(steps(...names)));
  const of = (folded: ReturnType<typeof live>) => ({
    body: folded.documents.get(told.incident),
    fields: folded.fields.get(told.incident),
  });

  test('the clock of the stage an incident is in is live, and no clock of a closed one', () => {
    const stage = (...names: Step[]) => of(live(...names)).body?.clocks.map((clock) => clock.stage);
    expect([
      stage('report'),
      stage('report', 'locate', 'route'),
      stage('report', 'locate', 'route', 'accept'),
      stage('report', 'locate', 'route', 'accept', 'complete'),
      stage(...wholeLife),
    ]).toEqual([['triage'], ['dispatch'], ['handling'], ['check'], undefined]);
  });

  test('a missed one is overdue while it runs, not while its incident is parked, and an extension does not heal it', () => {
    const overdue = (...names: Step[]) =>
      of(live('report', 'locate', 'route', 'accept', ...names)).fields?.['overdue'];
    const due = Date.parse('2026-05-01T06:40:00.000Z');
    expect([overdue(), overdue('miss'), overdue('miss', 'park')]).toEqual([null, due, null]);
    expect(overdue('miss', 'park', 'resume')).toBe(Date.parse('2026-05-01T08:40:00.000Z'));
    expect(overdue('miss', 'complete')).toBeNull();
  });

  test('a clock moves with its incident, though it was missed elsewhere', () => {
    const { fields } = of(live('report', 'locate', 'route', 'accept', 'miss', 'move'));
    expect(fields).toMatchObject({ area: gridPath(2), overdue: expect.any(Number) });
  });

  test('a clock that started before the incident had a place gets the place', () => {
    expect(of(live('report')).fields?.['area']).toBeNull();
    expect(of(live('report', 'locate')).fields?.['area']).toBe(gridPath(1));
  });
});

describe('what lines say of their incident', () => {
  test('the category is the one that held at the event', () => {
    const events = logOf(steps('report', 'locate', 'reclassify', 'route'));
    const facts = fold(incidentFacts, events).documents.get(told.incident);
    const codes = events.map(({ position }) => categoryAt(facts, position)?.code);
    const from = events.findLastIndex(({ type }) => type === 'IncidentClassified');
    expect(codes).toEqual(events.map((_, index) => (index < from ? litter.code : stalls.code)));
  });

  test('a confirmed category changes nothing', () => {
    expect(fold(incidentFacts, logOf(steps('report'))).versions).toBe(1);
  });

  test('tickets are ten digits a person can say, the same wherever they are computed', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(ticketOf(id)).toMatch(/^\d{2}-\d{4}-\d{4}$/);
        expect(Number.isSafeInteger(numberOf(id))).toBe(true);
      }),
    );
  });

  test('the grid is the last part of a path, when that is a grid', () => {
    expect([gridCodeOf(gridPath(431)), gridCodeOf('42/01/'), gridCodeOf(undefined)]).toEqual([
      'G0431',
      undefined,
      undefined,
    ]);
  });
});

test('the strip counts a report once in the city and, once located, in its grid', () => {
  const { documents } = fold(activity, logOf(steps('report', 'locate', 'miss')));
  expect([...documents.values()].map(({ area, reported, missed }) => [area, reported, missed])).toEqual([
    ['', 1, 1],
    [gridPath(1), 1, 1],
  ]);
});

test('a life of an incident costs at most 1.8 rows an event', () => {
  const events = logOf(steps(...wholeLife));
  const rows = [feed, incidentFacts, gridCounts, clocks, activity].reduce(
    (sum, collection) => sum + fold(collection as typeof feed, events).versions,
    0,
  );
  expect(rows / events.length).toBeLessThanOrEqual(1.8);
});

test('rule 14: however the streams of incidents are interleaved, each comes to the same documents', () => {
  const lives = [1, 2, 3, 4].map((number) => ({ incident: incidentId(number), grid: number }));
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...lives, ...lives, ...lives, ...lives, ...lives, ...lives], { minLength: 24 }),
      (order) => {
        const taken = new Map<string, number>();
        const log = order.map((one) => {
          const n = taken.get(one.incident) ?? 0;
          taken.set(one.incident, n + 1);
          return { step: wholeLife[n] as Step, told: one };
        });
        const inTurn = lives.flatMap((one) => wholeLife.map((step) => ({ step, told: one })));
        const open = (documents: ReadonlyMap<string, { open: number }>) =>
          new Map(
            [...documents].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, { open }]) => [key, open]),
          );
        expect(open(fold(gridCounts, logOf(log)).documents)).toEqual(
          open(fold(gridCounts, logOf(inTurn)).documents),
        );
        expect(fold(clocks, logOf(log)).documents).toEqual(fold(clocks, logOf(inTurn)).documents);
      },
    ),
  );
});
