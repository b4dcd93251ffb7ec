import { describe, expect, test } from '@jest/globals';
import type { CollectiveEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './collective.commands.ts';
import { collective } from './collective.ts';

type Command = CommandOf<CommandsOf<typeof commands>>;

const areaPath = '42/01/05/011/010/';
const at = '2015-12-31T09:00:00+08:00';
const value = (on: string, assets = 1, debts = 2) =>
  ({ type: 'RecordAssetValuation', areaPath, on, assets, debts }) as const;
const register = (on: string, subsidiary = 'property') =>
  ({ type: 'RegisterSubsidiary', subsidiary, name: '江欣苑物业公司', on }) as const;
const restructure = (on: string) => ({ type: 'RestructureCollective', company: '江欣苑集团', on }) as const;
const types = {
  RecordAssetValuation: 'AssetValued',
  RegisterSubsidiary: 'SubsidiaryRegistered',
  RestructureCollective: 'CollectiveRestructured',
} as const;
const fact = ({ type, ...data }: Command) => ({ type: types[type], data }) as CollectiveEvent;
const valued = given(collective).events(fact(value('2005-06-30')), fact(value('2003-12-31')));

describe('F-11: what a collective has', () => {
  test('F-11: it is valued for days that have come, of one place', () => {
    for (const before of [given(collective), valued])
      before.when(value('2015-12-31', 9), { at }).then(fact(value('2015-12-31', 9)));
    valued.when(value('2016-01-01'), { at }).thenRefused('F-11', 'day-to-come', 'on');
    valued
      .when({ ...value('2015-12-31'), areaPath: '42/' }, { at })
      .thenRefused('F-11', 'other-area', 'areaPath');
  });

  test('F-11: companies belong to a collective that there is, each once', () => {
    valued.when(register('2008-01-01'), { at }).then(fact(register('2008-01-01')));
    valued.when(register('2016-01-01'), { at }).thenRefused('F-11', 'day-to-come', 'on');
    given(collective).when(register('2008-01-01'), { at }).thenRefused('F-11', 'collective-unknown');
    valued
      .events(fact(register('2008-01-01')))
      .when(register('2009-01-01'), { at })
      .thenRefused('F-11', 'registered-before', 'subsidiary');
  });

  test('G-11: a collective that has been valued is turned into a company, once', () => {
    for (const day of ['2003-12-31', '2006-01-01'])
      valued.when(restructure(day), { at }).then(fact(restructure(day)));
    valued.when(restructure('2003-12-30'), { at }).thenRefused('G-11', 'not-valued', 'on');
    valued.when(restructure('2016-01-01'), { at }).thenRefused('G-11', 'day-to-come', 'on');
    given(collective).when(restructure('2006-01-01'), { at }).thenRefused('G-11', 'collective-unknown');
    valued
      .events(fact(restructure('2006-01-01')))
      .when(restructure('2007-01-01'), { at })
      .thenRefused('G-11', 'restructured-before');
  });

  const day = fc.constantFrom('2003-12-31', '2006-01-01', '2015-12-31', '2016-01-01');
  const step: fc.Arbitrary<Command> = fc.oneof(
    day.map((on) => value(on)),
    fc.tuple(day, fc.constantFrom('property', 'park')).map((one) => register(...one)),
    day.map(restructure),
  );

  test('F-11, G-11: whatever is asked, it begins with a valuation, is restructured once, and no company is there twice', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const recorded: CollectiveEvent[] = [];
        for (const command of steps) {
          const { decision } = given(collective)
            .events(...recorded)
            .when(command, { at });
          if (decision.outcome === 'accepted') recorded.push(...decision.events);
        }
        if (recorded.length > 0) expect(recorded[0]?.type).toBe('AssetValued');
        const names = recorded.flatMap(({ data }) => ('subsidiary' in data ? [data.subsidiary] : []));
        expect(new Set(names).size).toBe(names.length);
        expect(recorded.filter(({ type }) => type === 'CollectiveRestructured').length).toBeLessThanOrEqual(
          1,
        );
        for (const { data } of recorded) expect(data.on <= '2015-12-31').toBe(true);
      }),
    );
  });
});
