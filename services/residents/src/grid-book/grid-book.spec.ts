import { describe, expect, test } from '@jest/globals';
import type { GridBookEvent } from '@linli/contracts';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import { bookAt, bookOf, gridBook } from './grid-book.ts';
import { gridBookRules } from './grid-book-rules.ts';

const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';
const id = '42.01.05.011.010.A1.B07.U021.G0431-202605';
const grid = { areaPath, month: '2026-05' };
const [old, sick, child] = [1, 2, 3].map((n) => `7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d441${n}`) as [
  string,
  string,
  string,
];
const due = '2026-05-31T22:00:00.000Z';
const occurredAt = '2026-05-06T09:30:00+08:00';
const now = { id, at: '2026-05-06T10:00:00+08:00' };
const inTime = { id, at: '2026-06-01T06:00:00+08:00' };
const tooLate = { id, at: '2026-06-01T06:00:00.001+08:00' };
const household = 'h-1';

const opened: GridBookEvent = { type: 'GridBookOpened', data: { ...grid, due, policy: 1 } };
const plan = (...visits: { resident: string; categories: string[] }[]) =>
  ({ type: 'PlanMonthlyVisits', ...grid, visits }) as const;
const planned = (resident: string, categories: string[], visited = false): GridBookEvent => ({
  type: 'MonthlyVisitPlanned',
  data: { resident, categories, visited },
});
const visit = (...residents: string[]) =>
  ({ type: 'RecordVisit', areaPath, visit: 'v-1', household, residents, occurredAt }) as const;
const visited = (resident: string): GridBookEvent => ({
  type: 'ResidentVisited',
  data: { visit: 'v-1', household, resident, occurredAt },
});
const parts = ['family', 'persons', 'facilities', 'hazards'];
const check = { type: 'CompleteVisitChecklist', visit: 'v-1', parts } as const;
const checked = (
  residents: string[],
  covers: { resident: string; categories: string[] }[] = [],
): GridBookEvent => ({ type: 'VisitChecklistCompleted', data: { visit: 'v-1', parts, residents, covers } });
const close = { type: 'CloseVisitMonth', due } as const;
const twice = ['living_alone', 'hardship'];
const book = given(gridBook).events(opened);
const closed: GridBookEvent = { type: 'VisitMonthClosed', data: { ...grid, planned: 0 } };

describe('R-06: six must-visits', () => {
  test('R-06: the first plan opens the book of the month, by the rules in force', () => {
    const first = plan({ resident: old, categories: ['living_alone'] });
    given(gridBook)
      .when(first, now)
      .then(opened, planned(old, ['living_alone']));
    book.when(first, now).then(planned(old, ['living_alone']));
    const rules = { ...gridBookRules.first, version: 2, categories: ['newborn'], grace: 0 };
    const policies = [[gridBookRules, rules]] as const;
    given(gridBook)
      .when(plan({ resident: child, categories: ['newborn', 'floating'] }), { ...now, policies })
      .then(
        { type: 'GridBookOpened', data: { ...grid, due: '2026-05-31T16:00:00.000Z', policy: 2 } },
        planned(child, ['newborn']),
      );
    given(gridBook)
      .when(visit(old), { ...now, policies: [[gridBookRules, { ...rules, grace: 0 }]] })
      .then(
        { type: 'GridBookOpened', data: { ...grid, due: '2026-05-31T16:00:00.000Z', policy: 2 } },
        visited(old),
      );
  });

  test('R-06: only must-visits are planned, and only what is new', () => {
    given(gridBook)
      .when(plan({ resident: old, categories: ['likes_chess'] }), now)
      .thenNothing();
    const one = book.events(planned(old, ['living_alone']));
    one.when(plan({ resident: old, categories: ['living_alone'] }), now).thenNothing();
    one.when(plan({ resident: old, categories: twice }), now).then(planned(old, ['hardship']));
    one
      .when(plan({ resident: old, categories: twice }, { resident: old, categories: twice }), now)
      .thenRefused('R-06', 'resident-twice', 'visits');
  });

  test('R-06: who was visited before the plan came is visited', () => {
    book
      .events(visited(old), checked([old]))
      .when(plan({ resident: old, categories: ['floating'] }), now)
      .then(planned(old, ['floating'], true));
  });

  test('R-06: one visit of a person of two categories counts for both', () => {
    const both = book.events(planned(old, ['living_alone']), planned(old, ['hardship']), visited(old));
    both.when(check, now).then(checked([old], [{ resident: old, categories: twice }]));
    both
      .events(checked([old], [{ resident: old, categories: twice }]))
      .when(close, tooLate)
      .then({ type: 'VisitMonthClosed', data: { ...grid, planned: 2 } });
  });

  test('R-06: who was not visited by the end of the month stands there once for every category', () => {
    const half = book.events(planned(old, twice), planned(sick, ['disabled_family']), visited(sick));
    const gaps = twice.map((category) => ({ resident: old, category }));
    const gap = { resident: sick, category: 'disabled_family' };
    half
      .events(checked([sick]))
      .when(close, tooLate)
      .then({ type: 'VisitMonthClosedWithGaps', data: { ...grid, planned: 3, gaps } });
    // a visit without its checklist does not count.
    half
      .when(close, tooLate)
      .then({ type: 'VisitMonthClosedWithGaps', data: { ...grid, planned: 3, gaps: [...gaps, gap] } });
  });

  test('R-06: a month is closed once', () => {
    book.when(close, tooLate).then(closed);
    book.events(closed).when(close, tooLate).thenNothing();
    given(gridBook).when(close, tooLate).thenNothing();
  });

  test('R-06: facts of a month are taken until its grace is over, by when they happened', () => {
    book.when(visit(old), inTime).then(visited(old));
    book.when(visit(old), tooLate).thenRefused('R-06', 'month-closed');
    given(gridBook).when(visit(old), tooLate).thenRefused('R-06', 'month-closed');
    const strict = { ...gridBookRules.first, grace: 0 };
    given(gridBook)
      .when(visit(old), { ...inTime, policies: [[gridBookRules, strict]] })
      .thenRefused('R-06', 'month-closed');
    book.when(plan({ resident: old, categories: twice }), tooLate).thenRefused('R-06', 'month-closed');
    book
      .when(visit(old), { id, at: '2026-05-06T09:19:59+08:00' })
      .thenRefused('R-06', 'occurs-later', 'occurredAt');
    expect(bookAt({ areaPath, occurredAt: '2026-05-31T16:00:00Z' })).toBe(
      bookOf({ areaPath, month: '2026-06' }),
    );
    expect(bookOf(grid)).toBe(id);
  });

  test('R-06: a planned visit is given to another worker until it is made', () => {
    const reassign = { type: 'ReassignVisit', resident: old, worker: 'w-2' } as const;
    const reassigned: GridBookEvent = { type: 'VisitReassigned', data: { resident: old, worker: 'w-2' } };
    const one = book.events(planned(old, twice));
    one.when(reassign, now).then(reassigned);
    one.events(reassigned).when(reassign, now).thenNothing();
    book.when(reassign, now).thenRefused('R-06', 'not-planned', 'resident');
    one
      .events(visited(old), checked([old]))
      .when(reassign, now)
      .thenRefused('R-06', 'visited-before', 'resident');
    one.events(closed).when(reassign, now).thenRefused('R-06', 'month-closed');
    given(gridBook).when(reassign, now).thenRefused('R-06', 'grid-book-unknown');
  });
});

describe('R-05: four parts of a visit', () => {
  const one = book.events(visited(old));

  test('R-05: with three of four it is refused, whichever is missing', () => {
    for (const part of parts)
      one
        .when({ ...check, parts: parts.filter((other) => other !== part) }, now)
        .thenRefused('R-05', 'part-missing', 'parts');
    one.when(check, now).then(checked([old]));
  });

  test('R-05: the parts are a policy', () => {
    const rules = { ...gridBookRules.first, parts: ['family'] };
    one.when({ ...check, parts: ['family'] }, { ...now, policies: [[gridBookRules, rules]] }).then({
      type: 'VisitChecklistCompleted',
      data: { visit: 'v-1', parts: ['family'], residents: [old], covers: [] },
    });
  });

  test('R-05: it is completed once, of a visit that was made, while the month is open', () => {
    one
      .events(checked([old]))
      .when(check, now)
      .thenRefused('R-05', 'completed-before', 'visit');
    book.when(check, now).thenRefused('R-05', 'visit-unknown', 'visit');
    one.events(closed).when(check, now).thenRefused('R-05', 'month-closed');
    given(gridBook).when(check, now).thenRefused('R-05', 'grid-book-unknown');
  });
});

describe('R-19: households and person-times', () => {
  test('R-06, R-19: a visit is recorded once, with everybody who was met, each once', () => {
    book.when(visit(old, sick), now).then(visited(old), visited(sick));
    book.when(visit(old, old), now).thenRefused('R-19', 'resident-twice', 'residents');
    book.events(visited(old)).when(visit(sick), now).thenRefused('R-06', 'visit-recorded-before', 'visit');
  });

  test.each([
    ['ResolveDifficulty', 'DifficultyResolved', 'difficulty', 'resolved-before'],
    ['DeliverServiceItem', 'ServiceItemDelivered', 'item', 'delivered-before'],
  ] as const)('R-19: %s is counted once, in the month in which it happened', (type, event, field, code) => {
    const data = { [field]: 'n-1', household, occurredAt };
    const command = { type, areaPath, ...data } as never;
    const fact = { type: event, data } as never;
    given(gridBook).when(command, now).then(opened, fact);
    book.events(fact).when(command, now).thenRefused('R-19', code, field);
    book.when(command, tooLate).thenRefused('R-19', 'month-closed');
  });
});

describe('R-07: the diary', () => {
  const data = { entry: 'd-1', resident: old, topic: 'heating', occurredAt, text: '暖气不热' };
  const write = { type: 'WriteDiaryEntry', areaPath, ...data } as const;
  const written: GridBookEvent = { type: 'DiaryEntryWritten', data };
  const raise = { type: 'RaiseCaseFromDiary', entry: 'd-1', case: 'c-1' } as const;
  const raised: GridBookEvent = {
    type: 'ServiceCaseRaisedFromDiary',
    data: { case: 'c-1', entry: 'd-1', resident: old, areaPath, topic: 'heating' },
  };

  test('R-07: an entry is written once', () => {
    given(gridBook).when(write, now).then(opened, written);
    book.events(written).when(write, now).thenRefused('R-07', 'written-before', 'entry');
    book.when(write, tooLate).thenRefused('R-07', 'month-closed');
  });

  test('R-07: an entry raises one case, also after its month', () => {
    book.events(written).when(raise, now).then(raised);
    book.events(written, closed).when(raise, tooLate).then(raised);
    book.events(written, raised).when(raise, now).thenRefused('R-07', 'raised-before', 'entry');
    book.when(raise, now).thenRefused('R-07', 'entry-unknown', 'entry');
    given(gridBook).when(raise, now).thenRefused('R-07', 'grid-book-unknown');
  });
});

describe('R-08: five contact acts', () => {
  const act = { act: 'a-1', kind: 'enter_home', resident: old, occurredAt };
  const record = { type: 'RecordContactAct', areaPath, ...act } as const;
  const recorded = (kind: string, heart: string, more: object = {}): GridBookEvent =>
    ({ type: 'ContactActRecorded', data: { ...act, kind, ...more, heart } }) as GridBookEvent;

  test('R-08: each kind has its heart, and another kind is none', () => {
    for (const { kind, heart } of gridBookRules.first.acts)
      book.when({ ...record, kind }, now).then(recorded(kind, heart));
    expect(gridBookRules.first.acts).toHaveLength(5);
    book.when({ ...record, kind: 'phone_up' }, now).thenRefused('R-08', 'act-unknown', 'kind');
    const acts = [{ kind: 'phone_up', heart: 'patience' }];
    book
      .when(
        { ...record, kind: 'phone_up' },
        { ...now, policies: [[gridBookRules, { ...gridBookRules.first, acts }]] },
      )
      .then(recorded('phone_up', 'patience'));
    given(gridBookRules.decider)
      .when({ content: { ...gridBookRules.first, acts: [...acts, ...acts] } })
      .thenRefused('R-08', 'act-twice', 'acts');
  });

  test('R-08: an act is recorded once, and may answer a missed task of care', () => {
    const careTask = '01980000-0000-7000-8000-000000000007';
    given(gridBook)
      .when({ ...record, careTask }, now)
      .then(opened, recorded('enter_home', 'patience', { careTask }));
    book
      .events(recorded('enter_home', 'patience'))
      .when(record, now)
      .thenRefused('R-08', 'recorded-before', 'act');
    book.when(record, tooLate).thenRefused('R-08', 'month-closed');
  });
});

describe('R-06: any month', () => {
  const resident = fc.constantFrom(old, sick, child);
  const category = fc.constantFrom('living_alone', 'hardship', 'likes_chess');
  const categories = fc.uniqueArray(category, { minLength: 1 });
  const visitId = fc.constantFrom('v-1', 'v-2', 'v-3');
  const command = fc.oneof(
    fc.record({ resident, categories }).map((one) => plan(one)),
    fc
      .record({ visit: visitId, residents: fc.uniqueArray(resident, { minLength: 1 }) })
      .map((one) => ({ ...visit(), ...one })),
    fc
      .record({ visit: visitId, missing: fc.integer({ min: 0, max: 5 }) })
      .map(({ visit, missing }) => ({ ...check, visit, parts: parts.filter((_, n) => n !== missing) })),
    fc.constant({ ...close }),
  );

  test('R-06: whatever is asked, due less done by category is what the month closes with, exactly once', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(command, { minLength: 5, maxLength: 30, size: 'max' }), (asked) => {
        let folded = gridBook.decider.initialState;
        const open = new Map<string, true>();
        let closings = 0;
        for (const one of [...asked, close]) {
          const decision = gridBook.decider.decide(
            {
              ...{ id, command: one as never, at: Date.parse(now.at) },
              ...{ by: { subject: 'someone', roles: [] }, policies: policiesOf([]), known: {} },
            },
            folded,
          );
          if (decision.outcome === 'refused') continue;
          for (const event of decision.events) {
            seen.add(event.type);
            if (event.type === 'MonthlyVisitPlanned' && !event.data.visited)
              for (const one of event.data.categories) {
                expect(open.has(`${event.data.resident} ${one}`)).toBe(false);
                open.set(`${event.data.resident} ${one}`, true);
              }
            if (event.type === 'VisitChecklistCompleted')
              for (const { resident, categories } of event.data.covers)
                for (const one of categories) expect(open.delete(`${resident} ${one}`)).toBe(true);
            if (event.type === 'VisitMonthClosed' || event.type === 'VisitMonthClosedWithGaps') {
              closings += 1;
              const gaps = 'gaps' in event.data ? event.data.gaps : [];
              expect(gaps.map(({ resident, category }) => `${resident} ${category}`).sort()).toEqual(
                [...open.keys()].sort(),
              );
            }
            folded = gridBook.decider.evolve(folded, event);
          }
          if (closings > 0) break;
        }
        expect(closings).toBe(folded.state.opened === undefined ? 0 : 1);
      }),
    );
    expect([...seen]).toEqual(
      expect.arrayContaining(['MonthlyVisitPlanned', 'VisitChecklistCompleted', 'VisitMonthClosed']),
    );
    expect(seen).toContain('VisitMonthClosedWithGaps');
  });
});
