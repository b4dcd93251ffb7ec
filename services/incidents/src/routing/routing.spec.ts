import { describe, expect, test } from '@jest/globals';
import { defaultRouting, type RoutingRules } from '@linli/contracts';
import { given } from '@linli/testing';
import { route, territorialOwner, type RoutingRule } from './routing-rules.ts';
import { routing } from './routing.ts';

const standard = 'GB/T-47678.5';
const here = '42/01/05/011/010/A1/B07/U021/G0431/';
const rule = (codePrefix: string, lead: string, rest: Partial<RoutingRule> = {}): RoutingRule => ({
  standard,
  codePrefix,
  lead,
  support: [],
  ...rest,
});
const rules = (...list: readonly RoutingRule[]): RoutingRules => ({ version: 1, rules: [...list] });
const leadOf = (set: RoutingRules, code: string, areaPath = here) =>
  route(set, { standard, code }, areaPath).lead;

describe('who leads', () => {
  test('I-21: the rule with the longest prefix decides, wherever it stands', () => {
    const set = rules(rule('06', 'a'), rule('06010', 'c'), rule('0601', 'b'));
    expect(leadOf(set, '06010')).toBe('c');
    expect(leadOf(set, '06011')).toBe('b');
    expect(leadOf(set, '06042')).toBe('a');
  });

  test('I-21: at equal length the rule for the smaller area decides', () => {
    const set = rules(rule('06', 'city'), rule('06', 'street', { areaPath: '42/01/05/011/' }));
    expect(leadOf(set, '06010')).toBe('street');
    expect(leadOf(set, '06010', '42/01/06/001/001/')).toBe('city');
  });

  test('I-21: a rule of another area or standard does not apply', () => {
    const set = rules(rule('06', 'x', { areaPath: '42/01/06/' }), rule('06', 'y', { standard: 'local' }));
    expect(route(set, { standard, code: '06010' }, here)).toEqual({
      basis: 'territory',
      lead: 'community:420105011010',
      support: [],
    });
  });

  test('I-21: the territory leads and line departments support, the lead is not its own support', () => {
    const set = rules(rule('06', 'territory', { support: ['s', 'community:420105011010', 's'] }));
    expect(route(set, { standard, code: '06010' }, here)).toEqual({
      basis: 'rule',
      lead: 'community:420105011010',
      support: ['s'],
    });
  });

  test('I-21: every place has an owner, down to what its path tells', () => {
    expect(territorialOwner(here)).toBe('community:420105011010');
    expect(territorialOwner('42/01/05/011/')).toBe('street:420105011');
    expect(territorialOwner('42/01/05/')).toBe('county:420105');
    expect(() => territorialOwner('')).toThrow(RangeError);
  });

  test('I-21: by default a broken lamp goes to the lighting department', () => {
    expect(leadOf(defaultRouting, '01037')).toBe('lighting:420105');
    expect(leadOf(defaultRouting, '06010')).toBe('community:420105011010');
  });
});

describe('setting routing rules', () => {
  test('I-21: versions come into force in order, and may hold no rule at all', () => {
    given(routing.decider).when({ content: rules() }).then({ type: 'RoutingRulesActivated', data: rules() });
    given(routing.decider)
      .when({ content: { version: 2, rules: [] } })
      .thenRefused('I-21', 'version-out-of-order', 'version');
  });

  test('I-21: one question has one answer', () => {
    given(routing.decider)
      .when({ content: rules(rule('06', 'a'), rule('06', 'b')) })
      .thenRefused('I-21', 'rule-set-twice');
  });
});
