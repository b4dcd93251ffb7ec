import { describe, expect, test } from '@jest/globals';
import type { ResidentEvent } from '@linli/contracts';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import { personCategories } from './person-categories.ts';
import { resident } from './resident.ts';

const id = '0190a8c4-7b1e-4d53-9c1a-2f6e8b0d4a11';
const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';
const other = '42/01/05/011/009/A1/B01/U001/G0001/';
const day = '2026-05-15';
const now = { id, at: '2026-05-15T09:00:00+08:00' };
const person = { resident: id, areaPath, name: '张三', household: 'h-1' };
const register = { type: 'RegisterResident', ...person } as const;
const registered: ResidentEvent = { type: 'ResidentRegistered', data: person };
const here = { resident: id, areaPath, day };
const tagged = (category: string, ...before: string[]): ResidentEvent => ({
  type: 'PersonCategoryTagged',
  data: { ...here, category, categories: [...before, category] },
});
const untagged = (category: string, categories: string[]): ResidentEvent => ({
  type: 'PersonCategoryUntagged',
  data: { ...here, category, categories },
});
const tag = (category: string) => ({ type: 'TagPersonCategory', category }) as const;
const untag = (category: string) => ({ type: 'UntagPersonCategory', category }) as const;
const living = given(resident).events(registered);

describe('R-01: residents', () => {
  test('R-01: a person is registered once', () => {
    given(resident).when(register, now).then(registered);
    living.when(register, now).thenRefused('R-01', 'registered-before', 'resident');
  });

  test('R-01: somebody who lives elsewhere than he is registered is flagged', () => {
    const flag = { type: 'FlagHukouSplit', hukouAreaPath: other } as const;
    const flagged: ResidentEvent = {
      type: 'HukouResidenceSplitFlagged',
      data: { resident: id, areaPath, hukouAreaPath: other },
    };
    living.when(flag, now).then(flagged);
    living.events(flagged).when(flag, now).thenNothing();
    living.when({ ...flag, hukouAreaPath: areaPath }, now).thenRefused('R-01', 'no-split', 'hukouAreaPath');
    given(resident).when(flag, now).thenRefused('R-01', 'resident-unknown');
  });

  test('R-01: that he lives here is confirmed, each time by a later day', () => {
    const confirm = { type: 'ConfirmActualPopulation', day } as const;
    const confirmed: ResidentEvent = { type: 'ActualPopulationConfirmed', data: here };
    living.when(confirm, now).then(confirmed);
    living.events(confirmed).when(confirm, now).thenRefused('R-01', 'day-too-early', 'day');
    const next = { ...here, day: '2026-05-16' };
    living
      .events(confirmed)
      .when({ ...confirm, day: next.day }, { id, at: '2026-05-16T00:00:00+08:00' })
      .then({ type: 'ActualPopulationConfirmed', data: next });
    living.when(confirm, { id, at: '2026-05-14T23:59:59+08:00' }).thenRefused('R-01', 'day-too-late', 'day');
    given(resident).when(confirm, now).thenRefused('R-01', 'resident-unknown');
  });
});

describe('R-03: categories', () => {
  test('R-03: a resident is of any number of categories, from the day on', () => {
    living.when(tag('living_alone'), now).then(tagged('living_alone'));
    const one = living.events(tagged('living_alone'));
    one.when(tag('hardship'), now).then(tagged('hardship', 'living_alone'));
    one.when(tag('living_alone'), now).thenNothing();
    const note = '子女在外地';
    living.when({ ...tag('hardship'), note }, now).then({
      type: 'PersonCategoryTagged',
      data: { ...here, category: 'hardship', categories: ['hardship'], note },
    });
    given(resident).when(tag('hardship'), now).thenRefused('R-03', 'resident-unknown');
  });

  test('R-03: which categories there are is a policy', () => {
    living.when(tag('newborn'), now).thenRefused('R-03', 'category-unknown', 'category');
    const policies = [[personCategories, { version: 2, categories: ['newborn'] }]] as const;
    living.when(tag('newborn'), { ...now, policies }).then(tagged('newborn'));
  });

  test('R-03: it is taken back, where it was', () => {
    living
      .events(tagged('living_alone'), tagged('hardship', 'living_alone'))
      .when(untag('living_alone'), now)
      .then(untagged('living_alone', ['hardship']));
    living.when(untag('living_alone'), now).thenRefused('R-03', 'not-tagged', 'category');
    given(resident).when(untag('living_alone'), now).thenRefused('R-03', 'resident-unknown');
  });
});

describe('R-54: temporary residents', () => {
  const arrive = { type: 'RegisterArrival', areaPath: other } as const;
  const depart = { type: 'RegisterDeparture' } as const;
  const there = { ...here, areaPath: other };
  const arrived: ResidentEvent = { type: 'ResidentArrived', data: there };
  const floats: ResidentEvent = {
    type: 'PersonCategoryTagged',
    data: { ...there, category: 'floating', categories: ['hardship', 'floating'] },
  };
  const known = living.events(tagged('hardship'));
  const temporary = known.events(arrived, floats);

  test('R-54: who arrives is floating, and lives where he has arrived', () => {
    known.when(arrive, now).then(arrived, floats);
    temporary.when(arrive, now).thenRefused('R-54', 'arrived-before');
    given(resident).when(arrive, now).thenRefused('R-54', 'resident-unknown');
  });

  test('R-54: who departs is floating no more, and may come again', () => {
    const departed: ResidentEvent = { type: 'ResidentDeparted', data: there };
    const left: ResidentEvent = {
      type: 'PersonCategoryUntagged',
      data: { ...there, category: 'floating', categories: ['hardship'] },
    };
    temporary.when(depart, now).then(departed, left);
    temporary.events(departed, left).when(depart, now).thenRefused('R-54', 'not-arrived');
    temporary.events(departed, left).when(arrive, now).then(arrived, floats);
    given(resident).when(depart, now).thenRefused('R-54', 'resident-unknown');
  });

  test('R-54: floating comes and goes with arrival and departure alone', () => {
    living.when(tag('floating'), now).thenRefused('R-54', 'by-arrival', 'category');
    temporary.when(untag('floating'), now).thenRefused('R-54', 'by-departure', 'category');
  });

  test('R-03, R-54: whatever is asked, each event says all categories there are, none twice, floating while here', () => {
    const category = fc.constantFrom('hardship', 'living_alone', 'floating');
    const command = fc.oneof(
      fc.constant(register),
      category.map(tag),
      category.map(untag),
      fc.constant(arrive),
      fc.constant(depart),
      fc.constant({ type: 'FlagHukouSplit', hukouAreaPath: other } as const),
    );
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(command, { minLength: 10, maxLength: 40, size: 'max' }), (asked) => {
        let folded = resident.decider.initialState;
        const held = new Set<string>();
        let isHere = false;
        for (const command of asked) {
          const decision = resident.decider.decide(
            {
              ...{ id, command, at: Date.parse(now.at), by: { subject: 'someone', roles: [] } },
              ...{ policies: policiesOf([]), known: {} },
            },
            folded,
          );
          if (decision.outcome === 'refused') continue;
          for (const event of decision.events) {
            seen.add(event.type);
            if (event.type === 'PersonCategoryTagged') {
              expect(held.has(event.data.category)).toBe(false);
              held.add(event.data.category);
            }
            if (event.type === 'PersonCategoryUntagged') expect(held.delete(event.data.category)).toBe(true);
            if ('categories' in event.data)
              expect([...event.data.categories].sort()).toEqual([...held].sort());
            if (event.type === 'ResidentArrived') isHere = true;
            if (event.type === 'ResidentDeparted') isHere = false;
            folded = resident.decider.evolve(folded, event);
          }
          expect(held.has('floating')).toBe(isHere);
        }
      }),
    );
    expect(seen.size).toBe(6);
  });
});
