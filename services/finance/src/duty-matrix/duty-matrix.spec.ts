import { describe, expect, test } from '@jest/globals';
import type { DutyMatrixEvent, TierDuty } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './duty-matrix.commands.ts';
import { dutyMatrix } from './duty-matrix.ts';

type Of = Partial<TierDuty>;
const education = (of: Of = {}): TierDuty => ({
  service: 'basic_education',
  decides: 'central',
  provides: 'county',
  shares: [
    { tier: 'central', percent: 60 },
    { tier: 'county', percent: 40 },
  ],
  ...of,
});
const byCounty = education({ shares: [{ tier: 'county', percent: 100 }] });
const parks = education({ service: 'parks', decides: 'county', shares: [{ tier: 'county', percent: 100 }] });
const publish = (...duties: TierDuty[]) => ({ type: 'PublishDutyMatrix' as const, base: 1994, duties });
const published = (version: number, ...duties: TierDuty[]): DutyMatrixEvent => ({
  type: 'DutyMatrixPublished',
  data: { version, base: 1994, duties },
});
const mismatch = (data: TierDuty): DutyMatrixEvent => ({ type: 'DutyMismatchDetected', data });
const moved = (of: Of, money = { cost: 0, funds: 0 }) => ({ ...education(of), ...money, basis: '国发49号' });
const reassign = (of: Of, money?: { cost: number; funds: number }) =>
  ({ type: 'ReassignDuty', ...moved(of, money) }) as const;
const reassigned = (of: Of, money?: { cost: number; funds: number }): DutyMatrixEvent => ({
  type: 'DutyReassigned',
  data: moved(of, money),
});
const open = given(dutyMatrix).events(published(1, education(), parks));

describe('F-05: duties and spending responsibility by tier', () => {
  test('F-05: the matrix is published whole, version by version, from the base of 1994 on', () => {
    given(dutyMatrix).when(publish(education())).then(published(1, education()));
    open.when(publish(parks)).then(published(2, parks));
    given(dutyMatrix).when(publish(parks, parks)).thenRefused('F-05', 'service-twice', 'duties');
  });

  test('F-05: where who decides does not pay, the mismatch is detected, once', () => {
    given(dutyMatrix)
      .when(publish(byCounty, parks))
      .then(published(1, byCounty, parks), mismatch(byCounty));
    const known = given(dutyMatrix).events(published(1, byCounty), mismatch(byCounty));
    known.when(publish(byCounty)).then(published(2, byCounty));
    known.when(publish(education())).then(published(2, education()));
    const { shares } = byCounty;
    open.when(reassign({ shares })).then(reassigned({ shares }), mismatch(byCounty));
  });

  test('G-27: a duty is paid by shares, which are whole and of different tiers', () => {
    const half = education({ shares: [{ tier: 'central', percent: 50 }] });
    const { shares } = education({
      shares: [
        { tier: 'central', percent: 50 },
        { tier: 'central', percent: 50 },
      ],
    });
    given(dutyMatrix).when(publish(parks, half)).thenRefused('G-27', 'shares-not-whole', 'shares');
    given(dutyMatrix)
      .when(publish(education({ shares })))
      .thenRefused('G-27', 'tier-twice', 'shares');
    open.when(reassign(half)).thenRefused('G-27', 'shares-not-whole', 'shares');
  });

  test('F-05: a duty of the matrix is moved, and the matrix says so from then on', () => {
    open.when(reassign({ provides: 'city' })).then(reassigned({ provides: 'city' }));
    open.when(reassign({})).thenRefused('F-05', 'nothing-moves', 'service');
    const back = reassign({}, { cost: 1, funds: 0 });
    open
      .events(reassigned({ provides: 'city' }))
      .when(back)
      .thenRefused('F-04', 'unfunded');
    open.when(reassign({ service: 'ports' })).thenRefused('F-05', 'service-unknown', 'service');
  });

  test('F-04, F-05: a duty moves down only with the money it costs', () => {
    const down = { provides: 'township' } as const;
    open.when(reassign(down, { cost: 100, funds: 99 })).thenRefused('F-04', 'unfunded', 'funds');
    const funded = { cost: 100, funds: 100 };
    open.when(reassign(down, funded)).then(reassigned(down, funded));
    const up = { provides: 'province' } as const;
    const bare = { cost: 100, funds: 0 };
    open.when(reassign(up, bare)).then(reassigned(up, bare));
  });

  test('F-05: whatever is asked, shares are whole, and a mismatch stands behind each that begins', () => {
    const tier = fc.constantFrom('central', 'city', 'county', 'township');
    const shares = fc.array(fc.record({ tier, percent: fc.constantFrom(40, 60, 100) }), {
      minLength: 1,
      maxLength: 2,
    });
    const duty = fc.record({
      service: fc.constantFrom('basic_education', 'parks'),
      decides: tier,
      provides: tier,
      shares,
    });
    const command: fc.Arbitrary<CommandOf<CommandsOf<typeof commands>>> = fc.oneof(
      fc.array(duty, { minLength: 1, maxLength: 2 }).map((duties) => publish(...duties)),
      fc.tuple(duty, fc.constantFrom(0, 100)).map(([of, funds]) => reassign(of, { cost: 100, funds })),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 15 }), (asked) => {
        let folded = dutyMatrix.decider.initialState;
        for (const one of asked) {
          const by = { subject: 'someone', roles: [] };
          const asking = { id: 'tiers', command: one, at: 0, by, known: {}, policies: policiesOf([]) };
          const decision = dutyMatrix.decider.decide(asking, folded);
          if (decision.outcome === 'refused') continue;
          const { duties: before } = folded.state;
          folded = decision.events.reduce((state, event) => dutyMatrix.decider.evolve(state, event), folded);
          const told = decision.events.flatMap((event) =>
            event.type === 'DutyMismatchDetected' ? [event.data.service] : [],
          );
          for (const { service, decides, shares } of Object.values(folded.state.duties)) {
            expect(shares.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
            const isMismatched = !shares.some((share) => share.tier === decides);
            const isNew = JSON.stringify(before[service]) !== JSON.stringify(folded.state.duties[service]);
            if (isMismatched && isNew) expect(told).toContain(service);
            if (!isMismatched) expect(told).not.toContain(service);
          }
        }
      }),
    );
  });
});
