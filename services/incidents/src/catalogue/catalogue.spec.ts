import { describe, expect, test } from '@jest/globals';
import { type Catalogue, defaultCatalogue } from '@linli/contracts';
import { given } from '@linli/testing';
import { groupsOf } from './catalogue-classes.ts';
import { catalogue } from './catalogue.ts';

const activated = { type: 'CatalogueVersionActivated', data: defaultCatalogue } as const;
const second: Catalogue = { ...defaultCatalogue, version: 2 };
const matter = (code: string) => ({ standard: 'GB/T-47678.5', kind: 'matter', code }) as const;

describe('the category catalogue', () => {
  test('I-03: versions come into force in order', () => {
    given(catalogue.decider).when({ content: defaultCatalogue }).then(activated);
    given(catalogue.decider)
      .events(activated)
      .when({ content: second })
      .then({ type: 'CatalogueVersionActivated', data: second });
  });

  test('I-04: no version is skipped, repeated or changed afterwards', () => {
    given(catalogue.decider).when({ content: second }).thenRefused('I-04', 'version-out-of-order', 'version');
    given(catalogue.decider)
      .events(activated)
      .when({ content: defaultCatalogue })
      .thenRefused('I-04', 'version-out-of-order');
  });

  test('I-03: a class is listed once; the same number of another kind is another class', () => {
    const classes = [...defaultCatalogue.classes, ...defaultCatalogue.classes.slice(0, 1)];
    given(catalogue.decider)
      .when({ content: { ...defaultCatalogue, classes } })
      .thenRefused('I-03', 'class-listed-twice');
    const component = {
      category: { ...matter('06010'), kind: 'component' as const },
      zh: '部件',
      en: 'Component',
    };
    const policy = { ...defaultCatalogue, classes: [...defaultCatalogue.classes, component] };
    given(catalogue.decider)
      .when({ content: policy })
      .then({ type: 'CatalogueVersionActivated', data: policy });
  });

  test('I-04: a view groups classes of its own version, and is listed once', () => {
    const views = [
      {
        id: 'three-disorders',
        zh: '三乱',
        en: 'Three disorders',
        groups: [{ zh: '乱', en: 'One', categories: [matter('99999')] }],
      },
    ];
    given(catalogue.decider)
      .when({ content: { ...defaultCatalogue, views } })
      .thenRefused('I-04', 'view-class-unknown', 'views');
    given(catalogue.decider)
      .when({
        content: { ...defaultCatalogue, views: [...defaultCatalogue.views, ...defaultCatalogue.views] },
      })
      .thenRefused('I-04', 'view-listed-twice', 'views');
  });

  test('I-04: one incident is shown under 八乱 and 五乱 without change to its events', () => {
    const rubbish = matter('06010');
    expect(groupsOf(defaultCatalogue, 'eight-disorders', rubbish)).toEqual([
      { zh: '垃圾乱丢', en: expect.any(String) },
    ]);
    expect(groupsOf(defaultCatalogue, 'five-disorders', rubbish)).toEqual([
      { zh: '暴露、积存垃圾', en: expect.any(String) },
    ]);
    expect(groupsOf(defaultCatalogue, 'eight-disorders', matter('07001'))).toEqual([]);
    expect(groupsOf(defaultCatalogue, 'three-disorders', rubbish)).toEqual([]);
  });
});
