import { describe, expect, test } from '@jest/globals';
import type { SupervisionReviewEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './supervision-review.commands.ts';
import { supervisionReview } from './supervision-review.ts';

const person = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const [member, other, officer] = [person(1), person(2), person(3)];
const review = {
  ...{ committee: 'village' as const, matter: 'accounts' as const, areaPath: '42/01/05/011/010/' },
  ...{ members: [member, other], officers: [officer] },
};
const open = { type: 'OpenSupervisionReview', ...review } as const;
const opened: SupervisionReviewEvent = { type: 'SupervisionReviewOpened', data: review };
const issue = (finding: string) => ({ type: 'IssueFinding', finding, concern: 'voucher_missing' }) as const;
const issued = (finding: string): SupervisionReviewEvent => ({
  type: 'FindingIssued',
  data: { finding, concern: 'voucher_missing' },
});
const close = (finding: string) => ({ type: 'CloseFinding' as const, finding, evidence: ['v-31'] });
const rectified = (finding: string): SupervisionReviewEvent => ({
  type: 'FindingRectified',
  data: { finding, evidence: ['v-31'] },
});
const asMember = { by: { subject: member } };

describe('R-25: supervision committees', () => {
  test('R-25: a member of the two committees is rejected as supervisor of his own account', () => {
    given(supervisionReview).when(open).then(opened);
    given(supervisionReview)
      .when({ ...open, members: [member, officer] })
      .thenRefused('R-25', 'own-account', 'members');
    given(supervisionReview).events(opened).when(open).thenRefused('R-25', 'opened-before');
  });

  test('R-25: a finding is issued once, by a member', () => {
    const going = given(supervisionReview).events(opened);
    going.when(issue('f-1'), asMember).then(issued('f-1'));
    going.when(issue('f-1'), { by: { subject: officer } }).thenRefused('R-25', 'not-a-member');
    going.events(issued('f-1')).when(issue('f-1'), asMember).thenRefused('R-25', 'issued-before', 'finding');
    given(supervisionReview).when(issue('f-1'), asMember).thenRefused('R-25', 'supervision-review-unknown');
  });

  test('R-25: a finding is closed once, by a member, on evidence that it was put right', () => {
    const going = given(supervisionReview).events(opened, issued('f-1'));
    going.when(close('f-1'), asMember).then(rectified('f-1'));
    going.when(close('f-1'), { by: { subject: officer } }).thenRefused('R-25', 'not-a-member');
    going.when(close('f-2'), asMember).thenRefused('R-25', 'finding-unknown', 'finding');
    going
      .events(rectified('f-1'))
      .when(close('f-1'), asMember)
      .thenRefused('R-25', 'rectified-before', 'finding');
  });

  test('R-25: whatever is asked, only members act, and nothing is put right that was not found before', () => {
    const finding = fc.constantFrom('f-1', 'f-2');
    const command: fc.Arbitrary<CommandOf<CommandsOf<typeof commands>>> = fc.oneof(
      fc.constantFrom(open, { ...open, members: [officer] }),
      finding.map(issue),
      finding.map(close),
    );
    const asker = fc.constantFrom(member, other, officer);
    fc.assert(
      fc.property(fc.array(fc.tuple(command, asker), { maxLength: 20 }), (asked) => {
        let folded = supervisionReview.decider.initialState;
        const found = new Map<string, number>();
        for (const [one, subject] of asked) {
          const by = { subject, roles: [] };
          const asking = { id: 'r', command: one, at: 0, by, known: {}, policies: policiesOf([]) };
          const decision = supervisionReview.decider.decide(asking, folded);
          if (decision.outcome === 'refused') continue;
          for (const event of decision.events) {
            if (event.type === 'SupervisionReviewOpened') expect(event.data.members).not.toContain(officer);
            else {
              expect(subject).not.toBe(officer);
              const times = (found.get(event.data.finding) ?? 0) + 1;
              expect(times).toBe(event.type === 'FindingIssued' ? 1 : 2);
              found.set(event.data.finding, times);
            }
            folded = supervisionReview.decider.evolve(folded, event);
          }
        }
      }),
    );
  });
});
