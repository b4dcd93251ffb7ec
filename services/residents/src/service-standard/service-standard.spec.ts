import { expect, test } from '@jest/globals';
import type { ServiceStandardEvent } from '@linli/contracts';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import { serviceStandard } from './service-standard.ts';

const norm = 'elderly_care' as const;
const texts = { technical: '床位', management: '档案', work: '上门' };
const at = '2026-05-01T09:00:00+08:00';
const define = (validFrom: string) =>
  ({ type: 'DefineServiceStandard', norm, areaPath: '42/01/', validFrom, ...texts }) as const;
const revise = (validFrom: string) => ({ type: 'ReviseServiceStandard', norm, validFrom, ...texts }) as const;
const defined: ServiceStandardEvent = {
  type: 'ServiceStandardDefined',
  data: { norm, areaPath: '42/01/', version: 1, validFrom: '2026-05-01', ...texts },
};
const revised = (version: number, validFrom: string): ServiceStandardEvent => ({
  type: 'ServiceStandardRevised',
  data: { norm, version, validFrom, ...texts },
});

test('R-43: a standard is defined once, from today on or later, and revised from then on', () => {
  given(serviceStandard).when(define('2026-05-01'), { at }).then(defined);
  given(serviceStandard).when(define('2026-04-30'), { at }).thenRefused('R-43', 'in-the-past', 'validFrom');
  const open = given(serviceStandard).events(defined);
  open.when(define('2026-05-01'), { at }).thenRefused('R-43', 'defined-before', 'norm');
  open.when(revise('2026-07-01'), { at }).then(revised(2, '2026-07-01'));
  open.events(revised(2, '2026-07-01')).when(revise('2026-07-02'), { at }).then(revised(3, '2026-07-02'));
});

test('R-43: a revision holds from a later day on than the version before, and changes no day that is over', () => {
  given(serviceStandard).when(revise('2026-07-01'), { at }).thenRefused('R-43', 'service-standard-unknown');
  const open = given(serviceStandard).events(defined);
  open.when(revise('2026-05-01'), { at }).thenRefused('R-43', 'not-later', 'validFrom');
  const later = { at: '2026-08-01T09:00:00+08:00' };
  open.when(revise('2026-07-31'), later).thenRefused('R-43', 'in-the-past', 'validFrom');
});

test('R-43: whatever is asked, versions count up and hold from later and later days', () => {
  const day = fc.integer({ min: 1, max: 28 }).map((date) => `2026-05-${String(date).padStart(2, '0')}`);
  const command = fc.oneof(day.map(define), day.map(revise));
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), (asked) => {
      let folded = serviceStandard.decider.initialState;
      const held: string[] = [];
      for (const one of asked) {
        const by = { subject: 'someone', roles: [] };
        const asking = {
          id: norm,
          command: one,
          at: Date.parse(at),
          by,
          known: {},
          policies: policiesOf([]),
        };
        const decision = serviceStandard.decider.decide(asking, folded);
        if (decision.outcome === 'refused') continue;
        for (const event of decision.events) {
          held.push(event.data.validFrom);
          expect(event.data.version).toBe(held.length);
          folded = serviceStandard.decider.evolve(folded, event);
        }
      }
      expect([...new Set(held)].sort()).toEqual(held);
    }),
  );
});
