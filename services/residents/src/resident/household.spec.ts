import { describe, expect, test } from '@jest/globals';
import type { HouseholdEvent } from '@linli/contracts';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import { household } from './household.ts';

const id = 'h-1';
const data = {
  household: id,
  head: '0190a8c4-7b1e-4d53-9c1a-2f6e8b0d4a11',
  areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
  registration: 'rural',
} as const;
const register = { type: 'RegisterHousehold', ...data } as const;
const registered: HouseholdEvent = { type: 'HouseholdRegistered', data };
const convert = (registration: 'rural' | 'urban', day: string) =>
  ({ type: 'ConvertHouseholdRegistration', registration, day }) as const;
const converted = (registration: 'rural' | 'urban', day: string): HouseholdEvent => ({
  type: 'HouseholdRegistrationConverted',
  data: { household: id, registration, day },
});

describe('R-01: households', () => {
  test('R-01: a household is registered once', () => {
    given(household).when(register, { id }).then(registered);
    given(household)
      .events(registered)
      .when(register, { id })
      .thenRefused('R-01', 'registered-before', 'household');
  });

  test('R-01: its registration is converted, each time later', () => {
    const rural = given(household).events(registered);
    rural.when(convert('urban', '2007-06-01'), { id }).then(converted('urban', '2007-06-01'));
    rural.when(convert('rural', '2007-06-01'), { id }).thenNothing();
    const urban = rural.events(converted('urban', '2007-06-01'));
    urban.when(convert('rural', '2007-06-02'), { id }).then(converted('rural', '2007-06-02'));
    urban.when(convert('rural', '2007-06-01'), { id }).thenRefused('R-01', 'day-too-early', 'day');
    given(household).when(convert('urban', '2007-06-01'), { id }).thenRefused('R-01', 'household-unknown');
  });

  test('R-01: whatever is asked, a household is registered first, and each conversion changes something, later', () => {
    const day = fc.constantFrom('2007-06-01', '2008-01-01', '2009-01-01', '2010-01-01');
    const conversion = fc.tuple(fc.constantFrom('rural', 'urban'), day).map(([to, on]) => convert(to, on));
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(register), conversion, conversion)), (commands) => {
        const told: HouseholdEvent[] = [];
        let folded = household.decider.initialState;
        for (const command of commands) {
          const by = { subject: 'someone', roles: [] };
          const asked = { id, command, at: 0, by, policies: policiesOf([]), known: {} };
          const decision = household.decider.decide(asked, folded);
          if (decision.outcome === 'refused') continue;
          told.push(...decision.events);
          folded = decision.events.reduce((state, event) => household.decider.evolve(state, event), folded);
        }
        told.forEach(({ type, data }, n) => {
          expect(type === 'HouseholdRegistered').toBe(n === 0);
          if (n > 0) expect(data.registration).not.toBe(told[n - 1]?.data.registration);
        });
        const days = told.flatMap(({ data }) => ('day' in data ? [data.day] : []));
        expect(days).toEqual([...new Set(days)].sort());
      }),
    );
  });
});
