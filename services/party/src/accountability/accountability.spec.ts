import { describe, expect, test } from '@jest/globals';
import type { AccountabilityEvent, DataOf, accountabilityEvents } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { play } from '../../test/play.ts';
import { accountability, accountabilityRules } from './accountability.ts';

const at = '2026-05-11T01:00:00.000Z';
const appealBy = '2026-06-10T01:00:00.000Z';
const eventId = (n: number) => `01980000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const missed = { event: eventId(1), type: 'DeadlineMissed' };
const routed = { event: eventId(2), type: 'IncidentRouted' };
const known = { evidence: [missed] };
const called = {
  areaPath: '42/01/05/011/010/',
  unit: 'enforcement:420105',
  reason: 'not_done',
};
const open = { type: 'OpenAccountabilityCase', ...called, evidence: [missed.event] } as const;
const opened = (
  changes: Partial<DataOf<typeof accountabilityEvents.AccountabilityCaseOpened>> = {},
): AccountabilityEvent => ({
  type: 'AccountabilityCaseOpened',
  data: { ...called, evidence: [missed], policy: 1, ...changes },
});
const find = { type: 'DecideAccountability', outcome: 'accountable', measure: 'admonition' } as const;
const clear = { type: 'DecideAccountability', outcome: 'not_accountable' } as const;
const found: AccountabilityEvent = {
  type: 'AccountabilityDecided',
  data: { outcome: 'accountable', measure: 'admonition', appealBy },
};
const cleared: AccountabilityEvent = {
  type: 'AccountabilityDecided',
  data: { outcome: 'not_accountable', appealBy },
};
const appeal = { type: 'AppealAccountability', reason: 'not_our_duty' } as const;
const appealed: AccountabilityEvent = { type: 'AccountabilityAppealed', data: { reason: 'not_our_duty' } };
const uphold = { type: 'DecideAppeal', outcome: 'upheld' } as const;
const upheld: AccountabilityEvent = { type: 'AppealDecided', data: { outcome: 'upheld' } };
const stands = given(accountability).events(opened());
const decided = stands.events(found);
const disputed = decided.events(appealed);

describe('P-18: what a case rests on', () => {
  test('P-18: a case is opened once, on events that stand in a log', () => {
    given(accountability).when(open, { known }).then(opened());
    given(accountability)
      .when({ ...open, officer: 'o-1' }, { known })
      .then(opened({ officer: 'o-1' }));
    stands.when(open, { known }).thenRefused('P-18', 'opened-before');
  });

  test('P-18: citing an event that stands in no log is refused, also beside one that does', () => {
    given(accountability).when(open).thenRefused('P-18', 'evidence-unknown', 'evidence');
    given(accountability)
      .when({ ...open, evidence: [missed.event, eventId(9)] }, { known })
      .thenRefused('P-18', 'evidence-unknown', 'evidence');
  });

  test('P-18: what a person cites is of a kind that the policy takes', () => {
    const both = { ...open, evidence: [missed.event, routed.event] };
    const all = { evidence: [missed, routed] };
    given(accountability).when(both, { known: all }).thenRefused('P-18', 'evidence-inadmissible', 'evidence');
    const content = { ...accountabilityRules.first, version: 2, evidence: ['TaskReturned'] };
    given(accountability)
      .when(open, { known, policies: [[accountabilityRules, content]] })
      .thenRefused('P-18', 'evidence-inadmissible', 'evidence');
  });

  test('P-18: a missed deadline opens a case where the policy says so', () => {
    const miss = (stage: 'handling' | 'dispatch', reportedByPatrol: boolean) => ({
      ...open,
      miss: { stage, reportedByPatrol },
    });
    given(accountability).when(miss('handling', true), { known }).then(opened());
    for (const other of [miss('handling', false), miss('dispatch', true)])
      given(accountability).when(other, { known }).thenRefused('P-18', 'miss-opens-no-case');
    const misses = [{ stage: 'dispatch', incidents: 'all' }] as const;
    const policies = [[accountabilityRules, { ...accountabilityRules.first, version: 2, misses }]] as const;
    for (const now of [miss('dispatch', true), miss('dispatch', false)])
      given(accountability)
        .when(now, { known, policies })
        .then(opened({ policy: 2 }));
    given(accountability)
      .when(miss('handling', true), { known, policies })
      .thenRefused('P-18', 'miss-opens-no-case');
  });

  test('P-18: of what a missed deadline brings along, the admissible stands in the case', () => {
    const miss = { stage: 'handling', reportedByPatrol: true } as const;
    given(accountability)
      .when(
        { ...open, evidence: [missed.event, routed.event], miss },
        { known: { evidence: [missed, routed] } },
      )
      .then(opened());
    given(accountability)
      .when({ ...open, evidence: [routed.event], miss }, { known: { evidence: [routed] } })
      .thenRefused('P-18', 'evidence-inadmissible', 'evidence');
  });
});

describe('P-18: the decision and its appeal', () => {
  test('P-18: a case is decided once, with a measure where somebody is accountable', () => {
    given(accountability).when(find, { at }).thenRefused('P-18', 'accountability-unknown');
    stands.when(find, { at }).then(found);
    stands.when(clear, { at }).then(cleared);
    stands
      .when({ type: 'DecideAccountability', outcome: 'accountable' }, { at })
      .thenRefused('P-18', 'measure-missing', 'measure');
    stands.when({ ...clear, measure: 'notice' }, { at }).thenRefused('P-18', 'measure-needless', 'measure');
    decided.when(clear, { at }).thenRefused('P-18', 'decided-before');
  });

  test('P-18: it can be appealed for as many days as the policy says', () => {
    const policies = [[accountabilityRules, { ...accountabilityRules.first, appealDays: 1 }]] as const;
    stands.when(clear, { at, policies }).then({
      type: 'AccountabilityDecided',
      data: { outcome: 'not_accountable', appealBy: '2026-05-12T01:00:00.000Z' },
    });
    decided.when(appeal, { at: appealBy }).then(appealed);
    decided.when(appeal, { at: Date.parse(appealBy) + 1 }).thenRefused('P-18', 'appeal-too-late');
  });

  test('P-18: who was found accountable appeals once', () => {
    given(accountability).when(appeal, { at }).thenRefused('P-18', 'accountability-unknown');
    stands.when(appeal, { at }).thenRefused('P-18', 'nothing-to-appeal');
    stands.events(cleared).when(appeal, { at }).thenRefused('P-18', 'nothing-to-appeal');
    disputed.when(appeal, { at }).thenRefused('P-18', 'appealed-before');
  });

  test('P-18: an appeal is settled once: upheld, with another measure, or revoked', () => {
    given(accountability).when(uphold).thenRefused('P-18', 'accountability-unknown');
    decided.when(uphold).thenRefused('P-18', 'not-appealed');
    disputed.when(uphold).then(upheld);
    disputed
      .when({ type: 'DecideAppeal', outcome: 'changed', measure: 'notice' })
      .then({ type: 'AppealDecided', data: { outcome: 'changed', measure: 'notice' } });
    disputed
      .when({ type: 'DecideAppeal', outcome: 'changed' })
      .thenRefused('P-18', 'measure-missing', 'measure');
    disputed.when({ ...uphold, measure: 'notice' }).thenRefused('P-18', 'measure-needless', 'measure');
    disputed.events(upheld).when(uphold).thenRefused('P-18', 'appeal-decided-before');
  });
});

describe('P-18: the rules are a policy with versions', () => {
  const set = (changes: object) =>
    given(accountabilityRules.decider).when({ content: { ...accountabilityRules.first, ...changes } });

  test('P-18: versions come in order, a stage stands once, and only what is followed can be cited', () => {
    set({ version: 2 }).thenRefused('P-18', 'version-out-of-order', 'version');
    set({ evidence: ['IncidentRouted'] }).thenRefused('P-18', 'type-not-indexed', 'evidence');
    const miss = { stage: 'handling', incidents: 'all' };
    set({ misses: [miss, miss] }).thenRefused('P-18', 'stage-twice', 'misses');
    set({ misses: [] }).then({
      type: 'AccountabilityRulesSet',
      data: { ...accountabilityRules.first, misses: [] },
    });
  });
});

const anything = fc.oneof(
  fc.constantFrom(open, find, clear, appeal, uphold),
  fc.constant({ type: 'DecideAppeal', outcome: 'changed', measure: 'notice' } as const),
);

test('P-18: whatever is asked, a case goes one way: opened, decided, appealed, settled', () => {
  const way = [
    'AccountabilityCaseOpened',
    'AccountabilityDecided',
    'AccountabilityAppealed',
    'AppealDecided',
  ];
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), (commands) => {
      const events = play(
        accountability,
        commands.map((command) => [command, { at, known }] as const),
      ).flat();
      expect(events.map(({ type }) => type)).toEqual(way.slice(0, events.length));
      expect(events[2] === undefined || 'measure' in (events[1]?.data ?? {})).toBe(true);
    }),
  );
});
