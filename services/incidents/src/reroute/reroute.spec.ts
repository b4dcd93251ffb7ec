import { expect, test } from '@jest/globals';
import type { RerouteEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { reroute } from './reroute.ts';

const misroute = (number: number) => ({
  incident: `0f0e1a52-0000-5000-8000-${String(number).padStart(12, '0')}`,
  ...(number % 2 === 0 && { holder: 'h-1' }),
  rosterPosition: 'party:47',
});
const found = (number: number): RerouteEvent => ({ type: 'MisrouteFound', data: misroute(number) });
const note = (...numbers: readonly number[]) =>
  ({ type: 'NoteMisroutes', misroutes: numbers.map(misroute) }) as const;

test('X6: what a change has found misrouted is noted once, each incident for itself', () => {
  given(reroute).when(note(1, 2)).then(found(1), found(2));
  given(reroute).events(found(1)).when(note(1, 2)).thenNothing();
});

test('X6: however often it is asked, no incident is found twice by one change', () => {
  const numbers = fc.uniqueArray(fc.nat(20), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 4 }), (asked) => {
      const past: RerouteEvent[] = [];
      for (const some of asked) {
        const { decision } = given(reroute)
          .events(...past)
          .when(note(...some));
        if (decision.outcome === 'accepted') past.push(...decision.events);
      }
      const incidents = past.map(({ data }) => data.incident);
      expect(new Set(incidents).size).toBe(incidents.length);
    }),
  );
});
