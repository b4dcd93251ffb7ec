import { describe, expect, test } from '@jest/globals';
import type { DataOf, MotionEvent, motionEvents } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { ballotRules } from './ballot-rules.ts';
import type * as commands from './motion.commands.ts';
import { motion } from './motion.ts';

type Command = CommandOf<CommandsOf<typeof commands>>;

const areaPath = '42/01/05/011/010/';
const matter = 'land_compensation';
const subject = 'a'.repeat(64);
const speaker = '0190a8c4-7b1e-4d53-9c1a-2f6e8b0d4a11';
const count = (yes: number, no = 0, abstain = 0) => ({ yes, no, abstain });
const instant = (local: string) => new Date(`${local}+08:00`).toISOString();
const [held, opensAt, closesAt] = ['2026-05-10T09:00', '2026-05-21T08:00', '2026-05-21T18:00'].map(
  instant,
) as [string, string, string];
const cutAt = instant('2026-05-21T18:01');
const announced = { at: '2026-05-11T08:00+08:00' };

const call = { type: 'CallHearing', matter, areaPath, heldAt: held } as const;
const register = { type: 'RegisterHearingSpeaker', speaker } as const;
const testify = { type: 'RecordTestimony', speaker, stance: 'against', testimony: '应先保社保' } as const;
const closeHearing = { type: 'CloseHearing' } as const;
const open = (more: object = {}): Extract<Command, { type: 'OpenBallot' }> => ({
  ...{ type: 'OpenBallot', matter, areaPath, subject, rule: 'households', secret: false },
  ...{ roll: { voters: 621 }, opensAt, closesAt },
  ...more,
});
const close = { type: 'CloseBallot', due: cutAt } as const;
const declare = (more: object = {}) => ({ type: 'DeclareResult', motion: 'm-1', ...more }) as const;

const called: MotionEvent = { type: 'HearingCalled', data: { matter, areaPath, heldAt: held } };
const registered: MotionEvent = { type: 'SpeakerRegistered', data: { speaker } };
const heard: MotionEvent = {
  type: 'TestimonyRecorded',
  data: { speaker, stance: 'against', testimony: '应先保社保' },
};
const hearingClosed: MotionEvent = { type: 'HearingClosed', data: { heard: 1 } };
const opened = (more: object = {}): MotionEvent => {
  const { type: _, ...data } = open(more);
  return { type: 'BallotOpened', data: { ...data, cutAt, policy: 1 } };
};
const closed = (secret = false): MotionEvent => ({ type: 'BallotClosed', data: { secret } });
const result = (more: Partial<DataOf<typeof motionEvents.MotionCarried>>) => ({
  ...{ subject, rule: 'households' as const, roll: 621, cut: 900, policy: 1 },
  ...{ tally: { voters: count(0) }, ...more },
});

const hearing = given(motion).events(called);
const whole = hearing.events(registered, heard, hearingClosed);
const ballot = whole.events(opened());
const cut = ballot.events({ ...closed(), position: 900 });
const slips = (yes: number, no: number) => ({
  known: { slips: { present: { voters: yes + no }, tally: { voters: count(yes, no) } } },
});

describe('R-20: hearings', () => {
  test('R-20: a hearing is called ahead, on a matter of the rules, once', () => {
    given(motion).when(call, { at: '2026-05-01T00:00Z' }).then(called);
    given(motion).when(call, { at: held }).thenRefused('R-20', 'not-ahead', 'heldAt');
    given(motion)
      .when({ ...call, matter: 'weather' })
      .thenRefused('R-20', 'matter-unknown', 'matter');
    hearing.when(call).thenRefused('R-20', 'called-before');
  });

  test('R-20: who has registered is heard once, when the hearing is held, and it is closed then', () => {
    hearing.when(register).then(registered);
    hearing.events(registered).when(register).thenRefused('R-20', 'registered-before', 'speaker');
    const before = { at: Date.parse(held) - 1 };
    const then = { at: held };
    hearing.events(registered).when(testify, then).then(heard);
    hearing.events(registered).when(testify, before).thenRefused('R-20', 'not-held-yet');
    hearing.when(testify, then).thenRefused('R-20', 'not-registered', 'speaker');
    hearing.events(registered, heard).when(testify, then).thenRefused('R-20', 'heard-before', 'speaker');
    hearing.events(registered, heard).when(closeHearing, then).then(hearingClosed);
    hearing.when(closeHearing, before).thenRefused('R-20', 'not-held-yet');
    for (const command of [register, testify, closeHearing]) {
      whole.when(command, then).thenRefused('R-20', 'hearing-closed');
      given(motion).when(command, then).thenRefused('R-20', 'motion-unknown');
    }
  });

  test('R-20: what has to be heard is not voted on before its hearing is closed', () => {
    given(motion).when(open(), announced).thenRefused('R-20', 'not-heard');
    hearing.events(registered, heard).when(open(), announced).thenRefused('R-20', 'not-heard');
    whole.when(open(), announced).then(opened());
    const election = { matter: 'election', rule: 'villagers' };
    given(motion).when(open(election), announced).then(opened(election));
  });

  test('R-20: what is voted on is what was heard, where it was heard', () => {
    for (const other of [{ matter: 'relocation' }, { areaPath: '42/01/05/' }])
      whole.when(open(other), announced).thenRefused('R-20', 'other-matter', 'matter');
  });
});

describe('R-21: ballots', () => {
  test('R-21: a ballot takes ten days of notice, and time; a motion is put to the vote once', () => {
    const tooLate = { at: Date.parse(announced.at) + 1 };
    whole.when(open(), tooLate).thenRefused('R-21', 'notice-too-short', 'opensAt');
    whole.when(open({ closesAt: opensAt }), announced).thenRefused('R-21', 'ends-too-early', 'closesAt');
    ballot.when(open(), announced).thenRefused('R-21', 'ballot-before');
  });

  test('R-21: a matter is voted on by a rule that is meant for it, and owners by what they own', () => {
    given(motion)
      .when(open({ matter: 'weather' }), announced)
      .thenRefused('R-21', 'matter-unknown', 'matter');
    whole.when(open({ rule: 'owners' }), announced).thenRefused('R-21', 'other-rule', 'rule');
    const roll = { voters: 2, areas: [9_050, 12_010] };
    const owners = { matter: 'estate_management', rule: 'owners', roll };
    given(motion).when(open(owners), announced).then(opened(owners));
    for (const wrong of [{ voters: 2 }, { ...roll, voters: 3 }])
      given(motion)
        .when(open({ ...owners, roll: wrong }), announced)
        .thenRefused('R-21', 'roll-does-not-fit', 'roll');
    whole.when(open({ roll }), announced).thenRefused('R-21', 'roll-does-not-fit', 'roll');
  });

  test('R-21: what is heard, how long is noticed, and the grace are a policy', () => {
    const content = { ...ballotRules.first, version: 2, noticeDays: 0, graceSeconds: 1, matters: [] };
    const matters = [{ matter, heard: false, rules: ['villagers' as const] }];
    const policies = [[ballotRules, { ...content, matters }]] as const;
    given(motion)
      .when(open({ rule: 'villagers' }), { at: opensAt, policies })
      .then({
        type: 'BallotOpened',
        data: {
          ...{ matter, areaPath, subject, rule: 'villagers', secret: false, roll: { voters: 621 } },
          ...{ opensAt, closesAt, cutAt: instant('2026-05-21T18:00:01'), policy: 2 },
        },
      });
    const set = given(ballotRules.decider).events({ type: 'BallotRulesSet', data: ballotRules.first });
    set
      .when({ content: { ...content, matters } })
      .then({ type: 'BallotRulesSet', data: { ...content, matters } });
    set
      .when({ content: { ...content, matters: [...matters, ...matters] } })
      .thenRefused('R-21', 'rule-twice');
    const doubled = [...content.rules, ...content.rules.slice(0, 1)];
    set.when({ content: { ...content, matters, rules: doubled } }).thenRefused('R-21', 'rule-twice');
    set.when({ content: { ...content, matters, rules: [] } }).thenRefused('R-21', 'rule-missing', 'rules');
  });

  test('R-21: the cut is recorded once, a grace behind the end', () => {
    ballot.when(close, { at: cutAt }).then(closed());
    ballot.when(close, { at: Date.parse(cutAt) - 1 }).thenNothing();
    cut.when(close, { at: cutAt }).thenNothing();
    whole.when(close, { at: cutAt }).thenNothing();
  });

  test('R-21: the result is that of the votes before the cut: 413 of 621 are no quorum, 208 of 414 carry', () => {
    const tally = (yes: number, no: number) => result({ tally: { voters: count(yes, no) } });
    cut.when(declare(), slips(413, 0)).then({ type: 'QuorumNotMet', data: tally(413, 0) });
    cut.when(declare(), slips(208, 206)).then({ type: 'MotionCarried', data: tally(208, 206) });
    cut.when(declare(), slips(207, 207)).then({ type: 'MotionRejected', data: tally(207, 207) });
  });

  test('R-21: it is declared once, of a closed ballot whose votes are known', () => {
    ballot.when(declare(), slips(414, 0)).thenRefused('R-21', 'still-open');
    cut.when(declare()).thenRefused('R-21', 'slips-unknown');
    for (const type of ['MotionCarried', 'MotionRejected', 'QuorumNotMet'] as const)
      cut
        .events({ type, data: result({}) })
        .when(declare(), slips(414, 0))
        .thenRefused('R-21', 'declared-before');
    for (const before of [given(motion), whole])
      before.when(declare(), slips(414, 0)).thenRefused('R-21', 'motion-unknown');
    const rules = ballotRules.first.rules.filter(({ rule }) => rule !== 'households');
    const policies = [[ballotRules, { ...ballotRules.first, rules }]] as const;
    cut.when(declare(), { ...slips(414, 0), policies }).thenRefused('R-21', 'rule-unknown');
  });

  test('R-21: papers of a secret ballot are counted by hand and sum to those who have voted', () => {
    const secret = whole.events(opened({ secret: true }), { ...closed(true), position: 900 });
    const known = { known: { slips: { present: { voters: 414 }, tally: { voters: count(0) } } } };
    const voters = count(208, 200, 6);
    secret
      .when(declare({ voters }), known)
      .then({ type: 'MotionCarried', data: result({ tally: { voters } }) });
    for (const wrong of [{ voters: count(208, 200, 7) }, { voters, area: voters }, {}])
      secret.when(declare(wrong), known).thenRefused('R-21', 'papers-do-not-sum', 'voters');
    cut.when(declare({ voters }), slips(208, 206)).thenRefused('R-21', 'counted-from-votes', 'voters');
  });

  test('R-21: papers of owners sum by heads and by area', () => {
    const roll = { voters: 3, areas: [10_000, 20_000, 30_000] };
    const owners = { matter: 'estate_management', rule: 'owners', roll, secret: true };
    const counted = given(motion).events(opened(owners), { ...closed(true), position: 900 });
    const present = { voters: 2, area: 50_000 };
    const known = { known: { slips: { present, tally: { voters: count(0) } } } };
    const tally = { voters: count(2), area: count(50_000) };
    counted.when(declare(tally), known).then({
      type: 'MotionCarried',
      data: result({ rule: 'owners', roll: 3, tally }),
    });
    for (const wrong of [{ voters: count(2) }, { ...tally, area: count(49_999) }])
      counted.when(declare(wrong), known).thenRefused('R-21', 'papers-do-not-sum', 'voters');
  });

  const step: fc.Arbitrary<Command> = fc.constantFrom<Command>(
    ...[call, register, testify, closeHearing, open(), close, declare()],
  );
  const hours = fc.integer({ min: -24, max: 24 * 14 });

  test('R-20, R-21: whatever is asked, hearing, ballot, cut and result come in this order, each once', () => {
    const order = ['HearingCalled', 'HearingClosed', 'BallotOpened', 'BallotClosed', 'MotionCarried'];
    const furthest = new Set<string>();
    fc.assert(
      fc.property(fc.array(fc.tuple(step, hours), { maxLength: 60, size: 'max' }), (steps) => {
        const recorded: (MotionEvent & { position: number })[] = [];
        let at = Date.parse('2026-05-09T09:00:00+08:00');
        for (const [command, later] of steps) {
          at += Math.max(0, later) * 3_600_000;
          // A clock may go back, the stream's time does not.
          const soon = new Date(at + 11 * 86_400_000).toISOString();
          const asked =
            command.type === 'CallHearing'
              ? { ...command, heldAt: new Date(at + 3_600_000).toISOString() }
              : command.type === 'OpenBallot'
                ? { ...command, opensAt: soon, closesAt: new Date(Date.parse(soon) + 1).toISOString() }
                : command;
          const { decision } = given(motion)
            .events(...recorded)
            .when(asked, { at, ...slips(414, 0) });
          if (decision.outcome === 'accepted')
            for (const event of decision.events) recorded.push({ ...event, position: recorded.length + 1 });
        }
        const types = recorded.map(({ type }) => type);
        const main = types.filter((type) => order.includes(type));
        expect(main).toEqual(order.slice(0, main.length));
        for (const type of main) furthest.add(type);
        const ends = types.indexOf('HearingClosed');
        for (const type of ['SpeakerRegistered', 'TestimonyRecorded'] as const)
          if (ends >= 0) expect(types.lastIndexOf(type)).toBeLessThan(ends);
      }),
      { numRuns: 300 },
    );
    expect([...furthest].sort()).toEqual([...order].sort());
  });
});
