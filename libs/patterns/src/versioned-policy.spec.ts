import { describe, expect, test } from '@jest/globals';
import { defineEvents } from '@linli/contracts';
import { refuse } from '@linli/event-sourcing';
import { given } from '@linli/testing';
import { Type } from 'typebox';
import { firstDouble, versionedPolicy } from './versioned-policy.ts';

const { OpeningHoursSet } = defineEvents('residents', {
  OpeningHoursSet: {
    title: ['开放时间启用', 'Opening hours set'],
    description: 'A version of when the hall is open is in force.',
    rows: ['R-47'],
    data: { version: Type.Integer(), days: Type.Array(Type.String()) },
    example: { version: 1, days: ['monday'] },
  },
});

const first = { version: 1, days: ['monday', 'friday'] };
const hours = versionedPolicy('opening-hours', OpeningHoursSet, {
  row: 'R-47',
  judges: 'opening',
  first,
  fault: ({ days }) =>
    firstDouble(days) === undefined ? undefined : refuse('R-47', 'day-twice', 'a day stands twice', 'days'),
});
const set = (content: typeof first) => ({ type: 'OpeningHoursSet', data: content }) as const;
const second = { version: 2, days: ['sunday'] };

describe('a policy with versions', () => {
  test('the first version is 1, the next one more, each with its whole content', () => {
    given(hours.decider).when({ content: first }).then(set(first));
    given(hours.decider).events(set(first)).when({ content: second }).then(set(second));
  });

  test.each([
    ['before any other', [], second],
    ['a second time', [set(first)], first],
    ['with one left out', [set(first)], { ...second, version: 3 }],
    ['that was overtaken', [set(first), set(second)], { ...second, days: [] }],
  ])('a version %s is refused by the row of the policy', (_, past, content) => {
    given(hours.decider)
      .events(...past)
      .when({ content })
      .thenRefused('R-47', 'version-out-of-order', 'version');
  });

  test('content that cannot be is refused as the policy itself says', () => {
    given(hours.decider)
      .when({ content: { version: 1, days: ['monday', 'monday'] } })
      .thenRefused('R-47', 'day-twice', 'days');
  });

  test('the order of versions is asked before their content', () => {
    given(hours.decider)
      .when({ content: { version: 2, days: ['monday', 'monday'] } })
      .thenRefused('R-47', 'version-out-of-order');
  });

  test('a policy without faults of its own takes any content of its schema', () => {
    const plain = versionedPolicy('opening-hours', OpeningHoursSet, { row: 'R-47', judges: 'now', first });
    const content = { version: 1, days: ['monday', 'monday'] };
    given(plain.decider).when({ content }).then(set(content));
  });

  test('its stream is called after it, unless it had another name before', () => {
    expect(hours.stream).toBe('policy-opening-hours');
    const older = { row: 'R-47', judges: 'now', first, stream: 'hours' } as const;
    expect(versionedPolicy('opening-hours', OpeningHoursSet, older).stream).toBe('hours');
  });
});

test.each([
  [[], undefined],
  [['a', 'b'], undefined],
  [['a', 'b', 'a', 'b'], 'a'],
])('of %j the first key that occurs twice is %s', (keys, double) => {
  expect(firstDouble(keys)).toBe(double);
});
