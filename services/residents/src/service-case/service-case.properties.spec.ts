import { expect, test } from '@jest/globals';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { policiesOf } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './service-case.commands.ts';
import { leaderLines } from './service-case.policies.ts';
import { serviceCase } from './service-case.ts';
import { serviceCaseTotals } from './service-case.view.ts';

type CaseCommand = CommandOf<CommandsOf<typeof commands>>;

const areaPath = '42/01/05/011/010/';
const due = '2026-05-06T00:00:00.000Z';
const kind = fc.constantFrom('residence' as const, 'income' as const);
const named = fc.constantFrom('convenience', 'benefit', 'safety', 'weather');
const outcome = fc.constantFrom('resolved' as const, 'withdrawn' as const);
const subject = fc.constantFrom('desk-1', 'desk-2');
const [resident, text] = ['0198c0de-0000-7000-8000-000000000002', '楼道灯不亮'];
const request = { matter: 'm-1', line: 'public', resident, areaPath, text } as const;
const one = <Command extends CaseCommand>(command: Command) => fc.constant(command as CaseCommand);

const command: fc.Arbitrary<CaseCommand> = fc.oneof(
  fc
    .constantFrom('phone' as const, 'app' as const, 'hall' as const)
    .map((channel) => ({ type: 'SubmitRequest' as const, ...request, channel })),
  named.map((name) => ({ type: 'OpenServiceCase' as const, class: name })),
  one({ type: 'OpenRaisedCase', owner: 'desk-1', resident, areaPath, raisedBy: 'e-1' }),
  { weight: 4, arbitrary: subject.map((to) => ({ type: 'ProposeHandover' as const, to })) },
  { weight: 4, arbitrary: one({ type: 'AcceptHandover' }) },
  outcome.map((outcome) => ({ type: 'CloseServiceCase' as const, outcome })),
  one({ type: 'CloseFulfilledCase', case: 'c-1', evidence: 'e-2' }),
  { weight: 2, arbitrary: named.map((name) => ({ type: 'ClassifyService' as const, class: name })) },
  kind.map((kind) => ({ type: 'SubmitCertificateRequest' as const, kind })),
  { weight: 4, arbitrary: kind.map((kind) => ({ type: 'IssueCertificate' as const, kind, number: 'z-1' })) },
  subject.map((agent) => ({ type: 'GrantAgencyMandate' as const, agent, until: '2026-05-06', text })),
  { weight: 3, arbitrary: one({ type: 'PerformAgencyStep', step: 'file_application' }) },
  one({ type: 'EndAgencyMandate', due: '2026-05-06T16:00:00.000Z' }),
  one({ type: 'SendDirectLineMessage', line: 'party_secretary', resident, areaPath, text }),
  { weight: 2, arbitrary: one({ type: 'ReplyDirectLine', reply: text }) },
  one({ type: 'MarkTaskDelayed', due }),
  { weight: 3, arbitrary: one({ type: 'MarkCaseBacklogged', due }) },
  one({ type: 'MarkFeedbackStranded', due }),
);

const lines = [{ line: 'party_secretary', leader: 'desk-1' }];
const policies = policiesOf([[leaderLines, { version: 2, lines }]]);
const [totals] = serviceCaseTotals.projection.collections;

test('R-10, R-58: whatever is asked by whom, a case has one owner and one class, and closed it takes nothing', () => {
  const recorded = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(command, subject), { minLength: 20, maxLength: 50, size: 'max' }),
      (asked) => {
        let folded = serviceCase.decider.initialState;
        let owner: string | undefined;
        let proposed: string | undefined;
        let isClosed = false;
        let sums: { cases: number; classes: { cases: number }[] } | undefined;
        const counts = new Map<string, number>();
        for (const [one, subject] of asked) {
          const at = Date.parse('2026-05-01T00:00:00.000Z');
          const decision = serviceCase.decider.decide(
            { id: 'c-1', command: one, at, by: { subject, roles: [] }, policies, known: {} },
            folded,
          );
          if (decision.outcome === 'refused') continue;
          for (const event of decision.events) {
            // it is closed with what it has led to, and with nothing behind it.
            if (isClosed) expect(['ProblemResolved', 'DirectLineReplied']).toContain(event.type);
            if (event.type === 'ServiceCaseOpened') owner = event.data.owner;
            if (event.type === 'HandoverProposed') [proposed] = [event.data.to, expect(subject).toBe(owner)];
            if (event.type === 'HandoverAccepted') {
              expect([event.data.owner, proposed]).toEqual([subject, subject]);
              owner = subject;
            }
            if (event.type === 'DirectLineReplied') expect(subject).toBe('desk-1');
            if (event.type === 'AgencyStepPerformed') expect(event.data.agent).toBe(subject);
            if (event.type === 'ServiceCaseClosed' && event.data.by === 'owner') expect(subject).toBe(owner);
            isClosed ||= event.type === 'ServiceCaseClosed';
            counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
            recorded.set(event.type, (recorded.get(event.type) ?? 0) + 1);
            folded = serviceCase.decider.evolve(folded, event);
            const envelope = { ...event, metadata: { areaPath } };
            if (totals?.keys(envelope as never).length)
              sums = totals.evolve(sums as never, envelope as never, areaPath) as typeof sums;
          }
          expect(folded.state.owner).toBe(owner);
          // the classes sum to the cases.
          const inClasses = (sums?.classes ?? []).reduce((sum, { cases }) => sum + cases, 0);
          expect(inClasses).toBe(sums?.cases ?? 0);
        }
        for (const once of ['ServiceCaseOpened', 'ServiceCaseClosed', 'TaskDelayed', 'FeedbackStranded'])
          expect(counts.get(once) ?? 0).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 300 },
  );
  for (const type of Object.keys(serviceCase.events))
    expect({ type, times: recorded.get(type) ?? 0 }).not.toMatchObject({ times: 0 });
});
