import { describe, expect, test } from '@jest/globals';
import type { CobuildEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './cobuild.commands.ts';
import { cobuild } from './cobuild.ts';
import { pledgeLedger } from './cobuild.view.ts';

const agreement = { org: 'school-3', areaPath: '42/01/05/011/010/', signedOn: '2026-03-01' };
const signed: CobuildEvent = { type: 'CobuildAgreementSigned', data: agreement };
const due = '2026-06-30T16:00:00.000Z';
const item = '开放操场';
const made: CobuildEvent = { type: 'PledgeMade', data: { pledge: '1', item, due } };
const matched: CobuildEvent = { type: 'PledgeMatched', data: { pledge: '1', case: 'c-1' } };
const overdue: CobuildEvent = { type: 'PledgeOverdue', data: { pledge: '1', due } };
const fulfilled: CobuildEvent = { type: 'PledgeFulfilled', data: { pledge: '1', proof: 'photo-1' } };
const broken: CobuildEvent = { type: 'PledgeBroken', data: { pledge: '1', reason: 'moved' } };

const sign = { type: 'SignCobuildAgreement', ...agreement } as const;
const add = { type: 'AddPledge', pledge: '1', item, dueOn: '2026-06-30' } as const;
const match = { type: 'MatchPledge', pledge: '1', case: 'c-1' } as const;
const fulfil = { type: 'FulfilPledge', pledge: '1', proof: 'photo-1' } as const;
const breakIt = { type: 'BreakPledge', pledge: '1', reason: 'moved' } as const;
const mark = { type: 'MarkPledgeOverdue', pledge: '1', due } as const;
const org = { kind: 'branch' } as const;
const open = { case: { state: 'open' } } as const;

describe('P-08: agreements and pledges', () => {
  test('P-08: a party organisation signs once, and only one that is established', () => {
    given(cobuild).when(sign, { known: { org } }).then(signed);
    given(cobuild).when(sign).thenRefused('P-08', 'org-unknown', 'org');
    given(cobuild).events(signed).when(sign, { known: { org } }).thenRefused('P-08', 'signed-before', 'org');
  });

  test('P-08: a pledge has one number and is due at the end of its day', () => {
    given(cobuild).events(signed).when(add).then(made);
    given(cobuild).when(add).thenRefused('P-08', 'cobuild-unknown');
    given(cobuild).events(signed, made).when(add).thenRefused('P-08', 'made-before', 'pledge');
  });

  test('P-08: a pledge is fulfilled with its proof, or broken, once and for good', () => {
    const pledged = given(cobuild).events(signed, made);
    pledged.when(fulfil).then(fulfilled);
    pledged.events(overdue).when(fulfil).then(fulfilled);
    pledged.when(breakIt).then(broken);
    for (const again of [fulfil, breakIt, match])
      for (const settled of [fulfilled, broken])
        pledged.events(settled).when(again, { known: open }).thenRefused('P-08', 'settled-before', 'pledge');
  });

  test('P-08: what was never pledged is neither matched, fulfilled nor broken', () => {
    for (const asked of [match, fulfil, breakIt]) {
      given(cobuild).when(asked, { known: open }).thenRefused('P-08', 'cobuild-unknown');
      given(cobuild)
        .events(signed)
        .when(asked, { known: open })
        .thenRefused('P-08', 'pledge-unknown', 'pledge');
    }
  });

  test('P-08: a pledge is matched once, with a case that is known and open, and names it when it is fulfilled', () => {
    const pledged = given(cobuild).events(signed, made);
    pledged.when(match, { known: open }).then(matched);
    pledged.when(match).thenRefused('P-08', 'case-unknown', 'case');
    pledged.when(match, { known: { case: { state: 'closed' } } }).thenRefused('P-08', 'case-closed', 'case');
    const promised = pledged.events(matched);
    promised.when(match, { known: open }).thenRefused('P-08', 'matched-before', 'pledge');
    promised
      .when(fulfil)
      .then({ type: 'PledgeFulfilled', data: { pledge: '1', proof: 'photo-1', case: 'c-1' } });
  });

  test('P-08: overdue is marked once, and only while the pledge is open', () => {
    const pledged = given(cobuild).events(signed, made);
    pledged.when(mark).then(overdue);
    pledged.events(matched).when(mark).then(overdue);
    for (const settled of [overdue, fulfilled, broken]) pledged.events(settled).when(mark).thenNothing();
    given(cobuild).events(signed).when(mark).thenNothing();
    given(cobuild).when(mark).thenNothing();
  });
});

type CobuildCommand = CommandOf<CommandsOf<typeof commands>>;
const [sums] = pledgeLedger.projection.collections;
/** 263 pledges in 138 agreements, each with its agreement and its number there. */
const all = Array.from({ length: 263 }, (_, n) => ({ of: n % 138, pledge: String(1 + Math.floor(n / 138)) }));
const start: readonly (readonly [number, CobuildCommand])[] = [
  ...all.slice(0, 138).map(({ of }) => [of, sign] as const),
  ...all.map(({ of, pledge }) => [of, { ...add, pledge }] as const),
];
const act: fc.Arbitrary<readonly [number, CobuildCommand]> = fc
  .tuple(fc.constantFrom(...all), fc.constantFrom(fulfil, fulfil, breakIt, match, mark, mark, add))
  .map(([{ of, pledge }, command]) => [of, { ...command, pledge }]);
const moment = {
  at: 0,
  by: { subject: 'someone', roles: [] },
  policies: policiesOf([]),
  known: { org, ...open },
};

test('P-08: at every as-of of any history 263 pledges are fulfilled, open or broken, and nothing else', () => {
  const recorded = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(act, { minLength: 300, maxLength: 500, size: 'max' }), (history) => {
      const folded = Array.from({ length: 138 }, () => cobuild.decider.initialState);
      let body: Readonly<Record<string, number>> = {};
      const states = new Map<string, string>();
      const marked = new Set<string>();
      for (const [of, command] of [...start, ...history]) {
        const before = folded[of] ?? cobuild.decider.initialState;
        const decision = cobuild.decider.decide({ id: `org-${of}`, command, ...moment }, before);
        if (decision.outcome === 'refused') continue;
        for (const event of decision.events) {
          recorded.set(event.type, (recorded.get(event.type) ?? 0) + 1);
          folded[of] = cobuild.decider.evolve(before, event);
          const envelope = { ...event, metadata: { areaPath: agreement.areaPath } };
          if (sums?.keys(envelope as never).length)
            body = sums.evolve(
              body as never,
              envelope as never,
              agreement.areaPath,
            ) as unknown as typeof body;
          const key = 'pledge' in event.data ? `${of}:${event.data.pledge}` : '';
          if (event.type === 'PledgeMade') states.set(key, 'open');
          if (event.type === 'PledgeFulfilled') states.set(key, 'fulfilled');
          if (event.type === 'PledgeBroken') states.set(key, 'broken');
          if (event.type === 'PledgeOverdue') {
            // A mark, once: it moves nothing between the three.
            expect(marked.has(key)).toBe(false);
            marked.add(key);
          }
          const { pledges = 0, fulfilled = 0, open = 0, broken = 0 } = body;
          expect(fulfilled + open + broken).toBe(pledges);
        }
      }
      const count = (state: string) => [...states.values()].filter((one) => one === state).length;
      const [fulfilled, open, broken] = ['fulfilled', 'open', 'broken'].map(count);
      expect(body).toMatchObject({ agreements: 138, pledges: 263, fulfilled, open, broken });
      expect(body['overdue']).toBe(marked.size);
    }),
    { numRuns: 40 },
  );
  for (const type of Object.keys(cobuild.events))
    expect({ type, times: recorded.get(type) ?? 0 }).not.toMatchObject({ times: 0 });
});
