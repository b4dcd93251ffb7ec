import { describe, expect, test } from '@jest/globals';
import type { VoteEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import type { Motion } from './motion.ts';
import { vote, voteOf } from './vote.ts';

const areaPath = '42/01/05/011/010/';
const ballot = {
  ...{ subject: 'a'.repeat(64), rule: 'households', secret: false, voters: 621 },
  ...{ opensAt: 1_000, closesAt: 2_000, cutAt: 2_060 },
};
const knowing = (more: object = {}) => ({
  motion: {
    areaPath,
    matter: 'relocation',
    speakers: [],
    heard: [],
    ballot: { ...ballot, ...more },
  } as Motion,
});
const cast = { type: 'CastVote', motion: 'm-1', voter: 7, choice: 'yes' } as const;
const secretly = { type: 'CastVote', motion: 'm-1', voter: 7 } as const;
const taken: VoteEvent = { type: 'VoteCast', data: { motion: 'm-1', voter: 7, areaPath, choice: 'yes' } };
const open = { at: 1_000, known: knowing() };

describe('R-21: votes', () => {
  test('R-21: two votes by one voter: the second is refused', () => {
    expect(voteOf(cast)).toBe('m-1-7');
    given(vote).when(cast, open).then(taken);
    given(vote).events(taken).when(cast, open).thenRefused('R-21', 'voted-before', 'voter');
  });

  test('R-21: votes are taken from the beginning on, and from the end on no more', () => {
    given(vote)
      .when(cast, { ...open, at: 999 })
      .thenRefused('R-21', 'not-open-yet');
    given(vote)
      .when(cast, { ...open, at: 1_999 })
      .then(taken);
    given(vote)
      .when(cast, { ...open, at: 2_000 })
      .thenRefused('R-21', 'ballot-over');
  });

  test('R-21: only who stands in the roll of an announced ballot votes', () => {
    given(vote)
      .when({ ...cast, voter: 622 }, open)
      .thenRefused('R-21', 'not-on-the-roll', 'voter');
    for (const known of [{}, { motion: { areaPath, speakers: [], heard: [] } }])
      given(vote).when(cast, { at: 1_000, known }).thenRefused('R-21', 'ballot-unknown', 'motion');
  });

  test('R-21: the slip of a secret ballot says only who has voted, that of an open one what too', () => {
    const secret = { at: 1_000, known: knowing({ secret: true }) };
    given(vote)
      .when(secretly, secret)
      .then({ type: 'VoteCast', data: { motion: 'm-1', voter: 7, areaPath } });
    given(vote).when(cast, secret).thenRefused('R-21', 'secrecy', 'choice');
    given(vote).when(secretly, open).thenRefused('R-21', 'secrecy', 'choice');
  });

  test('R-21: an owner votes with what the roll says that he owns', () => {
    const known = knowing({ voters: 2, areas: [9_050, 12_010] });
    given(vote)
      .when({ ...cast, voter: 2 }, { at: 1_000, known })
      .then({ type: 'VoteCast', data: { motion: 'm-1', voter: 2, areaPath, choice: 'yes', area: 12_010 } });
  });

  test('R-21: whatever is asked of a slip, it holds one vote at most, given while the ballot was open', () => {
    const choice = fc.constantFrom('yes' as const, 'no' as const, 'abstain' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(choice, fc.integer({ min: 900, max: 2_100 }))), (asked) => {
        const recorded: VoteEvent[] = [];
        for (const [choice, at] of asked) {
          const { decision } = given(vote)
            .events(...recorded)
            .when({ ...cast, choice }, { at, known: knowing() });
          if (decision.outcome === 'refused') continue;
          expect(at >= ballot.opensAt && at < ballot.closesAt).toBe(true);
          recorded.push(...decision.events);
        }
        expect(recorded.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
