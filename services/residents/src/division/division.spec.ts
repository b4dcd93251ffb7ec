import { describe, test } from '@jest/globals';
import { given } from '@linli/testing';
import { divisionRegister, type DivisionEvent } from './division.ts';

const wuhan = {
  type: 'AreaCreated',
  data: { code: '4201', level: 'city', name: '武汉市', areaPath: '42/01/' },
} as const;
const hubei: DivisionEvent = {
  type: 'AreaCreated',
  data: { code: '42', level: 'province', name: '湖北省', areaPath: '42/' },
};
const hanyang: DivisionEvent = {
  type: 'AreaCreated',
  data: { code: '420105', level: 'county', name: '汉阳区', areaPath: '42/01/05/' },
};
const jiangdi: DivisionEvent = {
  type: 'AreaCreated',
  data: { code: '420105011', level: 'street', name: '江堤街道', areaPath: '42/01/05/011/' },
};
const register = { type: 'RegisterDivisions', parents: [] as string[] } as const;

describe('R-32: the division register', () => {
  test('R-32: a province and its cities stand in one stream, a county and its streets in another', () => {
    given(divisionRegister)
      .when({
        ...register,
        divisions: [
          { code: '42', name: '湖北省' },
          { code: '4201', name: '武汉市' },
        ],
      })
      .then(hubei, wuhan);
    given(divisionRegister)
      .when({
        ...register,
        parents: ['4201'],
        divisions: [
          { code: '420105', name: '汉阳区' },
          { code: '420105011', name: '江堤街道' },
        ],
      })
      .then(hanyang, jiangdi);
  });

  test('R-32: a division without its parent is refused', () => {
    given(divisionRegister)
      .events(hanyang)
      .when({ ...register, divisions: [{ code: '420105011010', name: '江欣苑社区' }] })
      .thenRefused('R-32', 'parent-unknown', 'divisions.0.code');
    given(divisionRegister)
      .when({ ...register, divisions: [{ code: '420105', name: '汉阳区' }] })
      .thenRefused('R-32', 'parent-unknown');
  });

  test('R-32: a division that stands is passed over, new ones beside it are recorded', () => {
    given(divisionRegister)
      .events(hanyang)
      .when({ ...register, divisions: [{ code: '420105', name: '汉阳区' }] })
      .thenNothing();
    given(divisionRegister)
      .events(hanyang)
      .when({
        ...register,
        divisions: [
          { code: '420105', name: '汉阳区' },
          { code: '420105011', name: '江堤街道' },
        ],
      })
      .then(jiangdi);
  });

  test('R-32: a code keeps its meaning', () => {
    given(divisionRegister)
      .events(hanyang)
      .when({ ...register, divisions: [{ code: '420105', name: '汉南区' }] })
      .thenRefused('R-32', 'code-taken');
    given(divisionRegister)
      .when({
        ...register,
        parents: ['4201'],
        divisions: [
          { code: '420105', name: '一' },
          { code: '420105', name: '二' },
        ],
      })
      .thenRefused('R-32', 'code-taken', 'divisions.1.code');
  });

  test.each(['4', '420', '42010501', '4201050110100', '42010A'])('R-32: %s is no division code', (code) => {
    given(divisionRegister)
      .when({ ...register, divisions: [{ code, name: '某地' }] })
      .thenRefused('R-32', 'code-malformed');
  });

  test('R-32: a batch belongs to one stream', () => {
    given(divisionRegister)
      .when({
        ...register,
        parents: ['4201'],
        divisions: [
          { code: '420105', name: '汉阳区' },
          { code: '420106', name: '武昌区' },
        ],
      })
      .thenRefused('R-32', 'foreign-division', 'divisions.1.code');
  });
});
