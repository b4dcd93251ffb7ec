import { describe, expect, test } from '@jest/globals';
import { validateEvent } from '../validate-event.ts';
import { type Catalogue, defaultCatalogue, standardId } from './catalogue.ts';
import { defaultCalendar2026, defaultDeadlines, defaultRouting } from './default-policies.ts';

const codes = defaultCatalogue.classes.map(({ category }) => category.code);

function view(id: string): Catalogue['views'][number] {
  const found = defaultCatalogue.views.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no view ${id}`);
  return found;
}

describe('the default catalogue', () => {
  test('I-04: is valid data of CatalogueVersionActivated', () => {
    validateEvent('CatalogueVersionActivated', 1, defaultCatalogue);
  });

  test('I-03: all eight disorders load with their codes', () => {
    expect(view('eight-disorders').groups.map(({ zh }) => zh)).toEqual([
      '油烟乱排',
      '污水乱倒',
      '垃圾乱丢',
      '物料乱堆',
      '车辆乱停',
      '招牌乱设',
      '摊位乱摆',
      '线缆乱牵',
    ]);
    expect(
      view('eight-disorders').groups.map(({ categories }) => categories.map(({ code }) => code)),
    ).toEqual([
      ['06027'],
      ['06030'],
      ['06010'],
      ['06036', '08006'],
      ['09009', '09010'],
      ['07006', '07003'],
      ['09006', '09001'],
      ['06008'],
    ]);
  });

  test('I-04: one incident stands under 八乱 and under 五乱', () => {
    const viewsOf = (code: string): string[] =>
      defaultCatalogue.views
        .filter(({ groups }) => groups.some((group) => group.categories.some((c) => c.code === code)))
        .map(({ id }) => id);
    expect(viewsOf('06010')).toEqual(['eight-disorders', 'five-disorders']);
    expect(viewsOf('07001')).toEqual([]);
  });

  test('T6: 五乱 holds only what the report names', () => {
    expect(view('five-disorders').groups.map(({ zh }) => zh)).toEqual([
      '违章占道',
      '门面延伸占道',
      '破旧遮阳篷广告牌',
      '违章布幅广告',
      '暴露、积存垃圾',
    ]);
  });

  test('every class is listed once and every view names listed classes of the same key only', () => {
    const key = (c: object): string => JSON.stringify(c);
    const listed = defaultCatalogue.classes.map(({ category }) => key(category));
    expect(new Set(listed).size).toBe(listed.length);
    for (const { groups } of defaultCatalogue.views)
      for (const { categories } of groups)
        for (const category of categories) expect(listed).toContain(key(category));
    expect(defaultCatalogue.classes.every(({ category }) => category.standard === standardId)).toBe(true);
  });
});

describe('the default policies', () => {
  test.each([
    ['CategoryDeadlinesSet', defaultDeadlines],
    ['CalendarPublished', defaultCalendar2026],
    ['RoutingRulesActivated', defaultRouting],
  ])('I-02, I-21: %s data is valid', (type, data) => {
    validateEvent(type, 1, data);
  });

  test('I-02: every class has a limit for every stage, urgent or not, without doubles', () => {
    for (const code of codes)
      for (const stage of ['triage', 'dispatch', 'handling', 'check'])
        for (const severity of [undefined, 'urgent']) {
          const rules = defaultDeadlines.rules.filter(
            (rule) =>
              rule.standard === standardId &&
              rule.stage === stage &&
              rule.severity === severity &&
              code.startsWith(rule.codePrefix),
          );
          expect(rules.length).toBeGreaterThan(0);
          expect(new Set(rules.map(({ codePrefix }) => codePrefix)).size).toBe(rules.length);
        }
  });

  test('I-02: an urgent limit stands beside every limit, so that the longest prefix is never a slower one', () => {
    for (const rule of defaultDeadlines.rules.filter(({ severity }) => severity === undefined))
      expect(defaultDeadlines.rules).toContainEqual(
        expect.objectContaining({
          codePrefix: rule.codePrefix,
          stage: rule.stage,
          severity: 'urgent',
          kind: 'urgent_hours',
        }),
      );
  });

  test('the calendar of 2026 has 33 days off and 6 made-up work days, all of them on weekends', () => {
    const { holidays, makeUpWorkDays } = defaultCalendar2026;
    expect(new Set(holidays).size).toBe(33);
    expect(makeUpWorkDays).toHaveLength(6);
    for (const day of makeUpWorkDays) {
      expect([0, 6]).toContain(new Date(`${day}T00:00:00Z`).getUTCDay());
      expect(holidays).not.toContain(day);
    }
  });

  test('I-21: routing names only classes of the catalogue, and the territory leads unless one owner can repair', () => {
    for (const { codePrefix } of defaultRouting.rules)
      expect(codes.some((code) => code.startsWith(codePrefix))).toBe(true);
    const led = defaultRouting.rules.filter(({ lead }) => lead !== 'territory').map(({ lead }) => lead);
    expect(led).toEqual(['lighting:420105', 'water:420105']);
  });
});
