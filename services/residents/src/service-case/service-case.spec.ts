import { describe, test } from '@jest/globals';
import type { ServiceCaseEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import { caseClocks, leaderLines, serviceClasses, serviceHours } from './service-case.policies.ts';
import { serviceCase } from './service-case.ts';

const at = '2026-05-01T01:00:00.000Z';
const areaPath = '42/01/05/011/010/';
const resident = '0198c0de-0000-7000-8000-000000000002';
const text = '楼道灯不亮';
const request = { channel: 'phone', line: 'public', resident, areaPath, text } as const;
const day = (n: number) => `2026-05-0${n}T01:00:00.000Z`;
const received = (channel: 'phone' | 'app' = 'phone', due = day(4), policy = 1): ServiceCaseEvent => ({
  type: 'RequestReceived',
  data: { ...request, channel, due, policy },
});
const opening = { owner: 'desk-1', resident, areaPath, due: day(8), queueDue: day(6), policy: 1 };
const opened: ServiceCaseEvent = { type: 'ServiceCaseOpened', data: opening };
const classified: ServiceCaseEvent = {
  type: 'ServiceClassified',
  data: { class: 'convenience', policy: 1 },
};
const proposed: ServiceCaseEvent = { type: 'HandoverProposed', data: { to: 'desk-2' } };
const accepted: ServiceCaseEvent = {
  type: 'HandoverAccepted',
  data: { owner: 'desk-2', queueDue: day(9), policy: 1 },
};
const closed = (outcome: 'resolved' | 'withdrawn' = 'resolved'): ServiceCaseEvent => ({
  type: 'ServiceCaseClosed',
  data: { outcome, by: 'owner' },
});
const solved = (owner = 'desk-1'): ServiceCaseEvent => ({ type: 'ProblemResolved', data: { owner } });

const by = (subject: string) => ({ at, by: { subject } });
const submit = (change: object = {}) =>
  ({ type: 'SubmitRequest', matter: 'm-1', ...request, ...change }) as const;
const open = { type: 'OpenServiceCase', class: 'convenience' } as const;
const propose = { type: 'ProposeHandover', to: 'desk-2' } as const;
const acceptIt = { type: 'AcceptHandover' } as const;
const close = { type: 'CloseServiceCase', outcome: 'resolved' } as const;
const classify = (name: string) => ({ type: 'ClassifyService', class: name }) as const;

const fresh = given(serviceCase);
const asked = fresh.events(received());
const owned = asked.events(opened, classified);
const over = owned.events(closed(), solved());

describe('R-13: one matter over all channels', () => {
  test('R-13: the same matter by phone and by app is one case with two records of channels', () => {
    fresh.when(submit(), { at }).then(received());
    // The answer is due by the first of them.
    asked.when(submit({ channel: 'app' }), { at: day(3) }).then(received('app'));
    asked.when(submit(), { at: day(3) }).thenNothing();
    owned.when(submit({ channel: 'app' }), { at: day(3) }).then(received('app'));
  });

  test('R-13: a matter is of one resident and one place, and takes nothing when it is over', () => {
    asked
      .when(submit({ resident: '0198c0de-0000-7000-8000-000000000003' }), { at })
      .thenRefused('R-13', 'other-resident', 'resident');
    asked.when(submit({ areaPath: '42/02/' }), { at }).thenRefused('R-13', 'other-area', 'areaPath');
    over.when(submit(), { at }).thenNothing();
    over.when(submit({ channel: 'app' }), { at }).thenRefused('R-13', 'matter-closed', 'matter');
  });
});

describe('R-10: the first who was asked', () => {
  test('R-10: owns the case, with the due times of the clocks or of the task', () => {
    asked.when(open, by('desk-1')).then(opened, classified);
    asked
      .when({ ...open, due: day(2) }, by('desk-1'))
      .then({ type: 'ServiceCaseOpened', data: { ...opening, due: day(2) } }, classified);
    owned.when(open, by('desk-2')).thenRefused('R-10', 'opened-before');
    fresh.when(open, by('desk-1')).thenRefused('R-10', 'service-case-unknown');
  });

  test('R-10: passed on without acceptance it stays with desk 1, and desk 2 does not close it', () => {
    owned.when(propose, by('desk-1')).then(proposed);
    const passed = owned.events(proposed);
    passed.when(close, by('desk-2')).thenRefused('R-10', 'not-the-owner');
    passed.when(close, by('desk-1')).then(closed(), solved());
    passed
      .when(acceptIt, by('desk-2'))
      .then({ type: 'HandoverAccepted', data: { owner: 'desk-2', queueDue: day(6), policy: 1 } });
    const taken = passed.events(accepted);
    taken.when(close, by('desk-1')).thenRefused('R-10', 'not-the-owner');
    taken.when(close, by('desk-2')).then(closed(), solved('desk-2'));
  });

  test('R-10: only the owner hands a case over, to somebody else, who was asked', () => {
    owned.when(propose, by('desk-2')).thenRefused('R-10', 'not-the-owner');
    owned.when(propose, by('desk-1')).then(proposed);
    owned.when({ ...propose, to: 'desk-1' }, by('desk-1')).thenRefused('R-10', 'own-case', 'to');
    owned.when(acceptIt, by('desk-2')).thenRefused('R-10', 'not-proposed');
    owned.events(proposed).when(acceptIt, by('desk-3')).thenRefused('R-10', 'not-proposed');
    owned.events(proposed, accepted).when(acceptIt, by('desk-2')).thenRefused('R-10', 'not-proposed');
  });

  test('R-10: what nobody has opened, or what is closed, takes nothing', () => {
    for (const one of [propose, acceptIt, close, classify('benefit'), ask, issue, grant, step]) {
      asked.when(one, by('desk-1')).thenRefused('R-10', 'service-case-unknown');
      over.when(one, by('desk-1')).thenRefused('R-10', 'case-closed');
    }
  });

  test('R-10: a fulfilled pledge that names the case is the one other way to close it', () => {
    const fulfilled = { type: 'CloseFulfilledCase', case: 'c-1', evidence: 'e-1' } as const;
    const moment = { id: 'c-1', at };
    owned
      .when(fulfilled, moment)
      .then(
        { type: 'ServiceCaseClosed', data: { outcome: 'resolved', by: 'pledge', evidence: 'e-1' } },
        solved(),
      );
    owned.when({ ...fulfilled, case: 'c-2' }, moment).thenRefused('R-10', 'other-case', 'case');
    over.when(fulfilled, moment).thenNothing();
    asked.when(fulfilled, moment).thenRefused('R-10', 'service-case-unknown');
  });

  test('R-10, R-58: what a visit has raised is a case of the worker who was there, once, of the first class in force', () => {
    const raised = { owner: 'grid-7', resident, areaPath, raisedBy: 'e-7' };
    const raise = { type: 'OpenRaisedCase', ...raised } as const;
    const data = { ...raised, due: day(8), queueDue: day(6), policy: 1 };
    fresh.when(raise, { at }).then({ type: 'ServiceCaseOpened', data }, classified);
    owned.when(raise, { at }).thenNothing();
    asked.when(raise, { at }).thenNothing();
    const policies = [[serviceClasses, { version: 2, classes: ['weather', 'convenience'] }]] as const;
    fresh
      .when(raise, { at, policies })
      .then(
        { type: 'ServiceCaseOpened', data },
        { type: 'ServiceClassified', data: { class: 'weather', policy: 2 } },
      );
  });
});

const ask = { type: 'SubmitCertificateRequest', kind: 'residence' } as const;
const issue = { type: 'IssueCertificate', kind: 'residence', number: 'z-17' } as const;
const requested: ServiceCaseEvent = { type: 'CertificateRequested', data: { kind: 'residence' } };
const issued: ServiceCaseEvent = {
  type: 'CertificateIssued',
  data: { kind: 'residence', resident, number: 'z-17' },
};

describe('R-11: certificates and problems', () => {
  test('R-11: a certificate is asked for once and issued once, by the owner of the case', () => {
    owned.when(ask, by('desk-2')).then(requested);
    owned.events(requested).when(ask, by('desk-1')).thenRefused('R-11', 'requested-before', 'kind');
    owned.events(requested).when(issue, by('desk-1')).then(issued);
    owned.events(requested).when(issue, by('desk-2')).thenRefused('R-10', 'not-the-owner');
    owned.when(issue, by('desk-1')).thenRefused('R-11', 'not-requested', 'kind');
    owned.events(requested, issued).when(issue, by('desk-1')).thenRefused('R-11', 'issued-before', 'kind');
  });

  test('R-11: a case ends well with its certificate, which is no problem solved besides', () => {
    owned.events(requested).when(close, by('desk-1')).thenRefused('R-11', 'certificate-open', 'outcome');
    owned
      .events(requested)
      .when({ ...close, outcome: 'withdrawn' }, by('desk-1'))
      .then(closed('withdrawn'));
    owned.events(requested, issued).when(close, by('desk-1')).then(closed());
    owned.when({ ...close, outcome: 'withdrawn' }, by('desk-1')).then(closed('withdrawn'));
  });
});

describe('R-58: the class of a case', () => {
  test('R-58: is one of those in force when the case opened, and one that it had stays in the history', () => {
    const benefit: ServiceCaseEvent = {
      type: 'ServiceClassified',
      data: { class: 'benefit', was: 'convenience', policy: 1 },
    };
    owned.when(classify('benefit'), { at }).then(benefit);
    owned.when(classify('convenience'), { at }).thenNothing();
    owned.when(classify('weather'), { at }).thenRefused('R-58', 'class-unknown', 'class');
    asked.when({ ...open, class: 'weather' }, by('desk-1')).thenRefused('R-58', 'class-unknown', 'class');
    const policies = [[serviceClasses, { version: 2, classes: ['weather'] }]] as const;
    asked
      .when({ ...open, class: 'weather' }, { ...by('desk-1'), policies })
      .then(opened, { type: 'ServiceClassified', data: { class: 'weather', policy: 2 } });
  });

  test('R-58: a list of classes has each of them once', () => {
    given(serviceClasses.decider)
      .when({ content: { version: 1, classes: ['safety', 'safety'] } })
      .thenRefused('R-58', 'class-twice', 'classes');
  });
});

describe('R-09: what clocks find', () => {
  const policies = [[caseClocks, { version: 2, reply: 1, task: 2, queue: 3 }]] as const;

  test('R-09, R-10, R-13, R-58: the due times of requests, cases and handovers are those of the version in force', () => {
    fresh.when(submit(), { at, policies }).then(received('phone', day(2), 2));
    const data = { ...opening, due: day(3), queueDue: day(4), policy: 2 };
    asked.when(open, { ...by('desk-1'), policies }).then({ type: 'ServiceCaseOpened', data }, classified);
    owned
      .events(proposed)
      .when(acceptIt, { ...by('desk-2'), policies })
      .then({ type: 'HandoverAccepted', data: { owner: 'desk-2', queueDue: day(4), policy: 2 } });
  });

  test('R-09: a case past due is delayed, once, and not when it is closed', () => {
    const mark = { type: 'MarkTaskDelayed', due: day(8) } as const;
    const delayed: ServiceCaseEvent = { type: 'TaskDelayed', data: { owner: 'desk-1', due: day(8) } };
    owned.when(mark).then(delayed);
    owned.events(delayed).when(mark).thenNothing();
    over.when(mark).thenNothing();
    asked.when(mark).thenNothing();
  });

  test('R-09: a case that lies with one owner for too long is backlogged, once for each owner', () => {
    const mark = (due: string) => ({ type: 'MarkCaseBacklogged', due }) as const;
    const late = (owner: string, due: string): ServiceCaseEvent => ({
      type: 'CaseBacklogged',
      data: { owner, due },
    });
    owned.when(mark(day(6))).then(late('desk-1', day(6)));
    owned
      .events(late('desk-1', day(6)))
      .when(mark(day(6)))
      .thenNothing();
    over.when(mark(day(6))).thenNothing();
    asked.when(mark(day(6))).thenNothing();
    const taken = owned.events(late('desk-1', day(6)), proposed, accepted);
    // The due time of who had it before is nothing to who has it now.
    taken.when(mark(day(6))).thenNothing();
    taken.when(mark(day(9))).then(late('desk-2', day(9)));
  });

  test('R-09: what nobody has answered in time is stranded, exactly once, and not once somebody has taken it', () => {
    const mark = { type: 'MarkFeedbackStranded', due: day(4) } as const;
    const stranded: ServiceCaseEvent = { type: 'FeedbackStranded', data: { due: day(4) } };
    asked.when(mark).then(stranded);
    asked.events(stranded).when(mark).thenNothing();
    owned.when(mark).thenNothing();
    fresh.when(mark).thenNothing();
  });
});

const due = '2026-05-31T16:00:00.000Z';
const grant = { type: 'GrantAgencyMandate', agent: 'desk-1', until: '2026-05-31', text } as const;
const step = { type: 'PerformAgencyStep', step: 'file_application' } as const;
const granted = (agent = 'desk-1'): ServiceCaseEvent => ({
  type: 'AgencyMandateGranted',
  data: { agent, resident, due, text },
});
const mandateEnded: ServiceCaseEvent = { type: 'AgencyMandateEnded', data: { agent: 'desk-1', due } };

describe('R-12: acting for a resident', () => {
  const performed = (hours: 'regular' | 'extended', policy = 1): ServiceCaseEvent => ({
    type: 'AgencyStepPerformed',
    data: { agent: 'desk-1', step: 'file_application', hours, policy },
  });
  const mandated = owned.events(granted());
  const at = (time: string) => ({ at: time, by: { subject: 'desk-1' } });

  test('R-12: a mandate is granted to one agent at a time, by the owner, until the end of a day to come', () => {
    owned.when(grant, by('desk-1')).then(granted());
    owned.when(grant, by('desk-2')).thenRefused('R-10', 'not-the-owner');
    owned.when({ ...grant, until: '2026-04-30' }, by('desk-1')).thenRefused('R-12', 'until-gone-by', 'until');
    mandated.when(grant, by('desk-1')).thenRefused('R-12', 'mandate-runs');
    const next = { ...grant, until: '2026-06-30' };
    const data = { agent: 'desk-1', resident, due: '2026-06-30T16:00:00.000Z', text };
    // Also where the timer has not been there yet.
    mandated.when(next, at(due)).then(mandateEnded, { type: 'AgencyMandateGranted', data });
    mandated.events(mandateEnded).when(next, at(due)).then({ type: 'AgencyMandateGranted', data });
  });

  test('R-12: a step after the end of the mandate is rejected, and so is one without or by another', () => {
    mandated.when(step, at('2026-05-31T15:59:59.999Z')).then(performed('extended'));
    mandated.when(step, at(due)).thenRefused('R-12', 'no-mandate');
    mandated.events(mandateEnded).when(step, by('desk-1')).thenRefused('R-12', 'no-mandate');
    owned.when(step, by('desk-1')).thenRefused('R-12', 'no-mandate');
    mandated.when(step, by('desk-2')).thenRefused('R-12', 'not-the-agent');
  });

  test('R-12: a mandate ends with its day, or with the case', () => {
    const end = { type: 'EndAgencyMandate', due } as const;
    mandated.when(end).then(mandateEnded);
    mandated.events(mandateEnded).when(end).thenNothing();
    mandated.when({ ...end, due: '2026-05-30T16:00:00.000Z' }).thenNothing();
    owned.when(end).thenNothing();
    mandated.when(close, by('desk-1')).then(mandateEnded, closed(), solved());
  });

  test('R-12, G-19: a step beyond the hours of the service is extended service', () => {
    // Friday 2026-05-01 in Asia/Shanghai.
    mandated.when(step, at('2026-05-01T01:00:00.000Z')).then(performed('regular'));
    mandated.when(step, at('2026-05-01T00:59:59.999Z')).then(performed('extended'));
    mandated.when(step, at('2026-05-01T08:59:59.999Z')).then(performed('regular'));
    mandated.when(step, at('2026-05-01T09:00:00.000Z')).then(performed('extended'));
    mandated.when(step, at('2026-05-02T02:00:00.000Z')).then(performed('extended'));
    mandated.when(step, at('2026-05-03T02:00:00.000Z')).then(performed('extended'));
    const policies = [[serviceHours, { version: 2, weekdays: [7], from: '08:00', to: '12:00' }]] as const;
    mandated.when(step, { ...at('2026-05-03T02:00:00.000Z'), policies }).then(performed('regular', 2));
  });
});

describe('R-14: the direct line', () => {
  const leader = 'secretary-1';
  const lines = { version: 2, lines: [{ line: 'party_secretary', leader }] };
  const policies = [[leaderLines, lines]] as const;
  const send = { type: 'SendDirectLineMessage', line: 'party_secretary', resident, areaPath, text } as const;
  const sent = (due = day(4), clocks = 1): ServiceCaseEvent => ({
    type: 'DirectLineMessageSent',
    data: { line: 'party_secretary', resident, areaPath, text, leader, due, policy: 2, clocks },
  });
  const answer = { type: 'ReplyDirectLine', reply: '明天就修' } as const;
  const replied: ServiceCaseEvent = {
    type: 'DirectLineReplied',
    data: { leader, resident, reply: '明天就修' },
  };
  const message = fresh.events(sent());

  test('R-14: a message goes to the leader of its line, once, and is to be answered in time', () => {
    fresh.when(send, { at, policies }).then(sent());
    const clocks = [caseClocks, { version: 3, reply: 1, task: 7, queue: 5 }] as const;
    fresh.when(send, { at, policies: [...policies, clocks] }).then(sent(day(2), 3));
    fresh.when(send, { at }).thenRefused('R-14', 'line-unknown', 'line');
    message.when(send, { at, policies }).thenRefused('R-14', 'sent-before');
  });

  test('R-14: it is answered by its leader alone, once', () => {
    message.when(answer, by(leader)).then(replied);
    message.when(answer, by('desk-1')).thenRefused('R-14', 'not-the-leader');
    message.events(replied).when(answer, by(leader)).thenRefused('R-14', 'replied-before');
    asked.when(answer, by(leader)).thenRefused('R-10', 'service-case-unknown');
  });

  test('R-14: it passes no desk: only its leader makes a case of it', () => {
    message.when(open, by('desk-1')).thenRefused('R-14', 'direct-line');
    asked.when(open, by('desk-1')).then(opened, classified);
    message
      .when(open, by(leader))
      .then({ type: 'ServiceCaseOpened', data: { ...opening, owner: leader } }, classified);
  });

  test('R-09: a message that is not answered in time is stranded, once', () => {
    const mark = { type: 'MarkFeedbackStranded', due: day(4) } as const;
    message.when(mark).then({ type: 'FeedbackStranded', data: { due: day(4) } });
    message.events(replied).when(mark).thenNothing();
  });

  test('R-14: a line has one leader at a time', () => {
    given(leaderLines.decider)
      .when({ content: { version: 1, lines: [...lines.lines, { line: 'party_secretary', leader: 'x' }] } })
      .thenRefused('R-14', 'line-twice', 'lines');
  });
});
