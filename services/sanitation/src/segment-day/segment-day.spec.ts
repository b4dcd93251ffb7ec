import { describe, expect, test } from '@jest/globals';
import type { DataOf, SegmentDayEvent, segmentDayEvents } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { play } from '../../test/play.ts';
import { type Facts, inspectionItems, segmentDay, shiftHours } from './segment-day.ts';

const areaPath = '42/01/05/011/010/';
const where = { segment: 's-12', day: '2026-05-04' };
const segment: Facts['segment'] = {
  areaPath,
  drawings: [
    { drawing: 1, surfaces: ['green', 'water'], validFrom: '2026-05-01' },
    { drawing: 2, surfaces: ['road'], validFrom: '2026-07-01' },
  ],
  holders: [
    { cleaner: 'c-1', validFrom: '2026-05-01', validTo: '2026-06-01' },
    { cleaner: 'c-9', validFrom: '2026-06-01' },
  ],
};
const known: Facts = { segment };
/** In the evening of the day. */
const evening = { at: '2026-05-04T20:00:00+08:00', known };
const grace = { at: '2026-05-06T00:00:00+08:00', known };
const tooLate = { at: '2026-05-06T00:00:00.001+08:00', known };

const opening: DataOf<typeof segmentDayEvents.SegmentDayOpened> = {
  ...where,
  areaPath,
  drawing: 1,
  hours: { from: '06:00', to: '18:00' },
  closes: '2026-05-05T16:00:00.000Z',
  policy: 1,
};
const opened: SegmentDayEvent = { type: 'SegmentDayOpened', data: opening };
type Spans = DataOf<typeof segmentDayEvents.ShiftStarted>['uncovered'];
const start = (time: string, cleaner = 'c-1') => ({ type: 'StartShift', ...where, cleaner, time }) as const;
const started = (time: string, uncovered: Spans, cleaner = 'c-1'): SegmentDayEvent => ({
  type: 'ShiftStarted',
  data: { cleaner, time, uncovered },
});
const end = (time: string, cleaner = 'c-1') => ({ type: 'EndShift', ...where, cleaner, time }) as const;
const ended = (time: string, uncovered: Spans, cleaner = 'c-1'): SegmentDayEvent => ({
  type: 'ShiftEnded',
  data: { cleaner, time, uncovered },
});
const away = { cleaner: 'c-1', from: '08:00', to: '10:00', reason: 'ill' };
const recordAbsence = { type: 'RecordAbsence', ...where, ...away } as const;
const gap = [{ from: '08:00', to: '10:00' }];
const absent: SegmentDayEvent = { type: 'AbsenceRecorded', data: { ...away, uncovered: gap } };
const replaced: SegmentDayEvent = {
  type: 'AbsenceRecorded',
  data: { ...away, substitute: 'c-2', uncovered: [] },
};
const items = [
  { item: 'no_white_litter', passed: true },
  { item: 'no_dead_corners', passed: true },
];
const inspect = { type: 'RecordInspection', ...where, time: '09:40', items } as const;
const persuade = {
  type: 'RecordPersuasion',
  ...where,
  cleaner: 'c-1',
  time: '10:20',
  topic: 'litter',
} as const;
const persuaded: SegmentDayEvent = {
  type: 'PersuasionRecorded',
  data: { cleaner: 'c-1', time: '10:20', topic: 'litter' },
};
const day = given(segmentDay).events(opened);
const onShift = day.events(started('06:00', []));

describe('S-02: presence within the segment', () => {
  test('S-02: the first fact opens the day with the drawing and the hours in force', () => {
    given(segmentDay)
      .when(start('06:10'), evening)
      .then(opened, started('06:10', [{ from: '06:00', to: '06:10' }]));
    day.when(start('06:00'), evening).then(started('06:00', []));
    const later = { ...where, day: '2026-07-01' };
    given(segmentDay)
      .when({ ...start('06:00', 'c-9'), ...later }, { at: '2026-07-01T20:00:00+08:00', known })
      .then(
        {
          type: 'SegmentDayOpened',
          data: { ...opening, ...later, drawing: 2, closes: '2026-07-02T16:00:00.000Z' },
        },
        started('06:00', [], 'c-9'),
      );
  });

  test('S-02: the shift hours are a policy, and its version in force when the day opened judges it', () => {
    const hours = { from: '07:00', to: '15:00' };
    const policies = [[shiftHours, { version: 3, hours, grace: 1 }]] as const;
    given(segmentDay)
      .when(start('06:50'), { ...evening, policies })
      .then(
        {
          type: 'SegmentDayOpened',
          data: { ...opening, hours, closes: '2026-05-04T17:00:00.000Z', policy: 3 },
        },
        started('06:50', []),
      );
    given(segmentDay)
      .when(start('06:50'), { ...grace, policies })
      .thenRefused('S-02', 'day-closed', 'day');
    day.when(start('06:50'), { ...grace, policies }).then(started('06:50', [{ from: '06:00', to: '06:50' }]));
    given(shiftHours.decider)
      .when({ content: { ...shiftHours.first, hours: { from: '15:00', to: '15:00' } } })
      .thenRefused('S-02', 'ends-too-early', 'hours');
    given(shiftHours.decider)
      .when({ content: { ...shiftHours.first, version: 2 } })
      .thenRefused('S-02', 'version-out-of-order', 'version');
  });

  test('S-02: an end leaves what follows uncovered, until the next start', () => {
    onShift.when(end('11:00'), evening).then(ended('11:00', [{ from: '11:00', to: '18:00' }]));
    const breaking = onShift.events(ended('11:00', [{ from: '11:00', to: '18:00' }]));
    breaking.when(start('12:00'), evening).then(started('12:00', [{ from: '11:00', to: '12:00' }]));
    breaking.when(start('10:59'), evening).thenRefused('S-02', 'on-shift', 'time');
    breaking.when(end('13:00'), evening).thenRefused('S-02', 'not-on-shift', 'cleaner');
    onShift.when(start('07:00'), evening).thenRefused('S-02', 'on-shift', 'time');
    onShift.when(end('06:00'), evening).thenRefused('S-02', 'ends-too-early', 'time');
    day.when(end('11:00'), evening).thenRefused('S-02', 'not-on-shift', 'cleaner');
  });

  test('S-02: an absence without substitute leaves a span uncovered, one with a substitute does not', () => {
    given(segmentDay).when(recordAbsence, evening).then(opened, absent);
    onShift.when(recordAbsence, evening).then(absent);
    onShift.when({ ...recordAbsence, substitute: 'c-2' }, evening).then(replaced);
    onShift
      .when({ ...recordAbsence, substitute: 'c-1' }, evening)
      .thenRefused('S-02', 'own-substitute', 'substitute');
    onShift.when({ ...recordAbsence, to: '08:00' }, evening).thenRefused('S-02', 'ends-too-early', 'to');
    onShift
      .events(absent)
      .when(end('17:00'), evening)
      .then(ended('17:00', [...gap, { from: '17:00', to: '18:00' }]));
  });

  test('S-02: an absence may be told beforehand', () => {
    given(segmentDay)
      .when(recordAbsence, { ...evening, at: '2026-05-01T08:00:00+08:00' })
      .then(opened, absent);
  });

  test('S-02: whoever holds the segment that day keeps it, and who stands in for somebody away', () => {
    day.when(start('06:00', 'c-2'), evening).thenRefused('S-02', 'not-on-duty', 'cleaner');
    day.when(start('06:00', 'c-9'), evening).thenRefused('S-02', 'not-on-duty', 'cleaner');
    day.when({ ...recordAbsence, cleaner: 'c-2' }, evening).thenRefused('S-02', 'not-on-duty', 'cleaner');
    const ofTwo = day.events(replaced);
    ofTwo
      .when(start('08:00', 'c-2'), evening)
      .then(started('08:00', [{ from: '06:00', to: '08:00' }], 'c-2'));
  });
});

describe.each([
  ['S-02', 'StartShift', start('06:00')],
  ['S-02', 'RecordAbsence', recordAbsence],
  ['S-03', 'RecordInspection', inspect],
  ['S-30', 'RecordPersuasion', persuade],
  ['S-02', 'EndShift', end('18:00')],
] as const)('%s: %s', (row, type, command) => {
  test(`${row}: asks for a segment that there is on the day`, () => {
    given(segmentDay)
      .when(command, { ...evening, known: {} })
      .thenRefused(row, 'segment-unknown', 'segment');
    given(segmentDay)
      .when({ ...command, day: '2026-04-30' }, evening)
      .thenRefused(row, 'segment-unknown', 'segment');
  });

  test(`${row}: is taken until a while after the end of the day`, () => {
    onShift.when(command, tooLate).thenRefused(row, 'day-closed', 'day');
    given(segmentDay).when(command, tooLate).thenRefused(row, 'day-closed', 'day');
    const { decision } = (type === 'EndShift' ? onShift : day).when(command, grace);
    expect(decision.outcome).toBe('accepted');
  });

  if ('time' in command)
    test(`${row}: is told once it has happened`, () => {
      const at = Date.parse(`${where.day}T${command.time}:00+08:00`);
      onShift.when(command, { at: at - 1, known }).thenRefused(row, 'not-yet', 'time');
      const { decision } = (type === 'EndShift' ? onShift : day).when(command, { at, known });
      expect(decision.outcome).toBe('accepted');
    });
});

describe('S-14: what a segment is inspected for', () => {
  const inspected = (inspection: number, passed: number): SegmentDayEvent => ({
    type: 'SegmentInspected',
    data: {
      ...{ inspection, time: '09:40', drawing: 1, cleaner: 'c-1' },
      ...{ inspector: 'community', judged: 2, passed, policy: 1 },
    },
  });
  const item = (inspection: number, item: string, passed = true): SegmentDayEvent => ({
    type: passed ? 'InspectionItemPassed' : 'InspectionItemFailed',
    data: { inspection, item },
  });
  const [litter, corners] = ['no_white_litter', 'no_dead_corners'] as const;

  test('S-03: an inspection judges every item of the surfaces of the segment, with its cleaner', () => {
    given(segmentDay).when(inspect, evening).then(opened, item(1, litter), item(1, corners), inspected(1, 2));
    day
      .events(item(1, litter), item(1, corners), inspected(1, 2))
      .when(inspect, evening)
      .then(item(2, litter), item(2, corners), inspected(2, 2));
  });

  test('S-03: a segment that nobody holds is inspected all the same', () => {
    const { cleaner: _, ...data } = (
      inspected(1, 2) as Extract<SegmentDayEvent, { type: 'SegmentInspected' }>
    ).data;
    day
      .when(inspect, { ...evening, known: { segment: { ...segment, holders: [] } } })
      .then(item(1, litter), item(1, corners), { type: 'SegmentInspected', data });
  });

  test('S-04: two kinds of inspectors judge the work, told by who acts', () => {
    const event = inspected(1, 2);
    day
      .when(inspect, { ...evening, by: { roles: ['township_inspector'] } })
      .then(item(1, litter), item(1, corners), {
        ...event,
        data: { ...event.data, inspector: 'township' },
      } as SegmentDayEvent);
  });

  test('S-14: a failed item is a fact of its own', () => {
    const failing = [{ item: litter, passed: false }, ...items.slice(1)];
    day
      .when({ ...inspect, items: failing }, evening)
      .then(item(1, litter, false), item(1, corners), inspected(1, 1));
  });

  test('S-14: each item is judged, once, and no other', () => {
    day.when({ ...inspect, items: items.slice(1) }, evening).thenRefused('S-14', 'item-missing', 'items');
    day
      .when({ ...inspect, items: [...items, { item: litter, passed: false }] }, evening)
      .thenRefused('S-14', 'item-twice', 'items');
    day
      .when({ ...inspect, items: [...items, { item: 'no_overflow', passed: true }] }, evening)
      .thenRefused('S-14', 'item-unknown', 'items');
  });

  test('S-14: the list is a policy with versions, and the inspection names its version', () => {
    const content = { version: 2, items: [{ item: 'no_algae', surfaces: ['water' as const] }] };
    const policies = [[inspectionItems, content]] as const;
    const algae = [{ item: 'no_algae', passed: true }];
    day.when({ ...inspect, items: algae }, { ...evening, policies }).then(item(1, 'no_algae'), {
      type: 'SegmentInspected',
      data: {
        ...{ inspection: 1, time: '09:40', drawing: 1, cleaner: 'c-1' },
        ...{ inspector: 'community', judged: 1, passed: 1, policy: 2 },
      },
    });
    const twice = { ...content, version: 1, items: [...content.items, ...content.items] };
    given(inspectionItems.decider).when({ content: twice }).thenRefused('S-14', 'item-twice', 'items');
    given(inspectionItems.decider).when({ content }).thenRefused('S-14', 'version-out-of-order', 'version');
  });
});

test('S-30: a cleaner teaches on the own segment, and no other does', () => {
  given(segmentDay).when(persuade, evening).then(opened, persuaded);
  day.when(persuade, evening).then(persuaded);
  day.when({ ...persuade, cleaner: 'c-2' }, evening).thenRefused('S-30', 'not-on-duty', 'cleaner');
  day
    .events(replaced)
    .when({ ...persuade, cleaner: 'c-2' }, evening)
    .then({
      type: 'PersuasionRecorded',
      data: { cleaner: 'c-2', time: '10:20', topic: 'litter' },
    });
});

const clock = fc.integer({ min: 0, max: 47 }).map((half) => {
  const hour = String(Math.floor(half / 2)).padStart(2, '0');
  return `${hour}:${half % 2 === 0 ? '00' : '30'}`;
});
const anybody = fc.constantFrom('c-1', 'c-2');
const anything = fc.oneof(
  fc.tuple(clock, anybody).map(([time, cleaner]) => start(time, cleaner)),
  fc.tuple(clock, anybody).map(([time, cleaner]) => end(time, cleaner)),
  fc
    .tuple(clock, clock, fc.boolean())
    .map(([from, to, kept]) => ({ ...recordAbsence, from, to, ...(kept && { substitute: 'c-2' }) })),
  fc.array(fc.constantFrom(...items, { item: 'no_dust', passed: false }), { maxLength: 3 }).map((items) => ({
    ...inspect,
    items,
  })),
  fc.constant(persuade),
);

test('S-02, S-14: whatever is asked, a day opens once, shifts end as often as they start, inspections are whole', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 20 }), (commands) => {
      const appended = play(
        segmentDay,
        commands.map((command) => [command, grace] as const),
      );
      const events = appended.flat();
      expect(events.filter(({ type }) => type === 'SegmentDayOpened')).toHaveLength(
        events.length > 0 ? 1 : 0,
      );
      if (events[0] !== undefined) expect(events[0].type).toBe('SegmentDayOpened');
      const open = new Map<string, string>();
      let inspections = 0;
      for (const append of appended) {
        const judged = append.filter(({ type }) => type.startsWith('InspectionItem'));
        for (const event of append) {
          if (event.type === 'ShiftStarted') {
            expect(open.has(event.data.cleaner)).toBe(false);
            open.set(event.data.cleaner, event.data.time);
          }
          if (event.type === 'ShiftEnded') {
            expect(event.data.time > (open.get(event.data.cleaner) ?? '24:00')).toBe(true);
            open.delete(event.data.cleaner);
          }
          if (event.type === 'SegmentInspected') {
            inspections += 1;
            expect(event.data).toMatchObject({ inspection: inspections, judged: 2 });
            expect(judged).toHaveLength(2);
          }
        }
      }
    }),
  );
});
