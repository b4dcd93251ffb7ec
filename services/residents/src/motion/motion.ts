import { dayLength, motionEvents, MotionId, type MotionEvent, type Tally } from '@linli/contracts';
import { accept, aggregate, type Decision, type Moment, refuse, type Refusal } from '@linli/event-sourcing';
import { ballotRules } from './ballot-rules.ts';
import type * as commands from './motion.commands.ts';
import { type Electorate, present, verdict } from './verdict.ts';

/** What is voted on, by whom and how long. */
export interface Ballot {
  readonly subject: string;
  readonly rule: string;
  readonly secret: boolean;
  readonly voters: number;
  /** What each number of the roll owns, where owners vote. */
  readonly areas?: readonly number[];
  /** Milliseconds since 1970 UTC, as are the next two. */
  readonly opensAt: number;
  readonly closesAt: number;
  readonly cutAt: number;
  /** The position of its closing. */
  readonly cut?: number;
  readonly declared?: true;
}

/** A motion as far as its rules ask. */
export interface Motion {
  readonly areaPath?: string;
  readonly matter?: string;
  readonly hearing?: { readonly heldAt: number; readonly closed?: true };
  readonly speakers: readonly string[];
  readonly heard: readonly string[];
  readonly ballot?: Ballot;
}

interface Facts {
  /** Of the slips before the cut: all of them, and in an open ballot what they say. */
  readonly slips: { readonly present: Electorate; readonly tally: Tally };
}

const nobody = { yes: 0, no: 0, abstain: 0 };

const closed = (motion: Motion): Motion =>
  motion.ballot === undefined ? motion : { ...motion, ballot: { ...motion.ballot, declared: true } };

/** A matter on its way from the hearing to the result of its ballot, stream `motion-<id>`. */
export const motion = aggregate<typeof commands, Motion, Facts>()('motion', motionEvents, {
  id: MotionId,
  initial: { speakers: [], heard: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    HearingCalled: (motion, { matter, areaPath, heldAt }) => ({
      ...motion,
      matter,
      areaPath,
      hearing: { heldAt: Date.parse(heldAt) },
    }),
    SpeakerRegistered: (motion, { speaker }) => ({ ...motion, speakers: [...motion.speakers, speaker] }),
    TestimonyRecorded: (motion, { speaker }) => ({ ...motion, heard: [...motion.heard, speaker] }),
    HearingClosed: (motion) =>
      motion.hearing === undefined ? motion : { ...motion, hearing: { ...motion.hearing, closed: true } },
    BallotOpened: (motion, { matter, areaPath, subject, rule, secret, roll, ...times }) => ({
      ...motion,
      matter,
      areaPath,
      ballot: {
        ...{ subject, rule, secret, ...roll },
        opensAt: Date.parse(times.opensAt),
        closesAt: Date.parse(times.closesAt),
        cutAt: Date.parse(times.cutAt),
      },
    }),
    BallotClosed: (motion, _, { position }) =>
      motion.ballot === undefined || position === undefined
        ? motion
        : { ...motion, ballot: { ...motion.ballot, cut: position } },
    MotionCarried: closed,
    MotionRejected: closed,
    QuorumNotMet: closed,
  },
  decide: {
    CallHearing(command, motion, moment) {
      if (motion.matter !== undefined)
        return refuse('R-20', 'called-before', 'the motion has its hearing or its ballot already');
      if (matterIn(moment, command.matter) === undefined) return matterUnknown('R-20', command.matter);
      if (Date.parse(command.heldAt) <= moment.at)
        return refuse('R-20', 'not-ahead', 'a hearing is called before it is held', 'heldAt');
      return accept({ type: 'HearingCalled', data: command });
    },
    RegisterHearingSpeaker({ speaker }, motion) {
      const fault = hearingFault(motion);
      if (fault) return fault;
      if (motion.speakers.includes(speaker))
        return refuse('R-20', 'registered-before', 'the speaker has been registered before', 'speaker');
      return accept({ type: 'SpeakerRegistered', data: { speaker } });
    },
    RecordTestimony(command, motion, { at }) {
      const { speaker } = command;
      const fault = hearingFault(motion, at);
      if (fault) return fault;
      if (!motion.speakers.includes(speaker))
        return refuse('R-20', 'not-registered', 'nobody registered this speaker', 'speaker');
      if (motion.heard.includes(speaker))
        return refuse('R-20', 'heard-before', 'the speaker has been heard before', 'speaker');
      return accept({ type: 'TestimonyRecorded', data: command });
    },
    CloseHearing(_, motion, { at }) {
      const fault = hearingFault(motion, at);
      if (fault) return fault;
      return accept({ type: 'HearingClosed', data: { heard: motion.heard.length } });
    },
    OpenBallot(command, motion, moment) {
      const { matter, areaPath, rule, roll, opensAt, closesAt } = command;
      if (motion.ballot !== undefined)
        return refuse('R-21', 'ballot-before', 'a motion is put to the vote once');
      if (motion.matter !== undefined && (matter !== motion.matter || areaPath !== motion.areaPath))
        return refuse('R-20', 'other-matter', `what was heard is ${motion.matter}`, 'matter');
      const found = matterIn(moment, matter);
      if (found === undefined) return matterUnknown('R-21', matter);
      // what has to be heard is heard before it is voted on.
      if (found.heard && !motion.hearing?.closed)
        return refuse('R-20', 'not-heard', 'close a hearing on it first');
      if (!found.rules.includes(rule))
        return refuse('R-21', 'other-rule', `${matter} is voted on by ${found.rules.join(', ')}`, 'rule');
      const { noticeDays, graceSeconds, version, rules } = moment.policy(ballotRules);
      const byArea = rules.find((one) => one.rule === rule)?.byArea === true;
      // owners count by what they own too, others by heads alone.
      if (byArea ? roll.areas?.length !== roll.voters : roll.areas !== undefined)
        return refuse(
          'R-21',
          'roll-does-not-fit',
          byArea ? 'each owner has an area' : 'no areas here',
          'roll',
        );
      if (Date.parse(opensAt) < moment.at + noticeDays * dayLength)
        return refuse('R-21', 'notice-too-short', `a ballot takes ${noticeDays} days of notice`, 'opensAt');
      if (Date.parse(closesAt) <= Date.parse(opensAt))
        return refuse('R-21', 'ends-too-early', 'a ballot ends after it begins', 'closesAt');
      const cutAt = new Date(Date.parse(closesAt) + graceSeconds * 1_000).toISOString();
      return accept({ type: 'BallotOpened', data: { ...command, cutAt, policy: version } });
    },
    CloseBallot(_, { ballot }, { at }) {
      // the cut is recorded a grace after the last vote could be given, once.
      if (ballot === undefined || ballot.cut !== undefined || at < ballot.cutAt) return accept();
      return accept({ type: 'BallotClosed', data: { secret: ballot.secret } });
    },
    DeclareResult({ voters, area }, { ballot }, { known, policy }) {
      if (ballot === undefined) return unknown();
      const { subject, rule, secret, cut } = ballot;
      if (cut === undefined) return refuse('R-21', 'still-open', 'the ballot has not been closed yet');
      if (ballot.declared) return refuse('R-21', 'declared-before', 'the result has been declared before');
      if (known.slips === undefined) return refuse('R-21', 'slips-unknown', 'the votes are still being read');
      if (!secret && voters !== undefined)
        return refuse('R-21', 'counted-from-votes', 'an open ballot is counted from its votes', 'voters');
      const byHand = { voters: voters ?? nobody, ...(area && { area }) };
      // what is declared of a secret ballot sums to those who have voted.
      if (secret && !sumsTo(byHand, known.slips.present))
        return refuse('R-21', 'papers-do-not-sum', 'papers and voters differ in number', 'voters');
      const { rules, version } = policy(ballotRules);
      const found = rules.find((one) => one.rule === rule);
      if (found === undefined) return refuse('R-21', 'rule-unknown', `nothing says how ${rule} vote`);
      const roll = { voters: ballot.voters, ...(ballot.areas && { area: sum(ballot.areas) }) };
      const tally = secret ? byHand : known.slips.tally;
      return accept({
        type: verdict(found, roll, tally),
        data: { subject, rule: found.rule, roll: ballot.voters, tally, cut, policy: version },
      });
    },
  },
  timers: {
    CloseBallot: { due: { BallotOpened: 'cutAt' }, ends: ['BallotClosed'] },
  },
});

function matterIn({ policy }: Moment<object>, matter: string) {
  return policy(ballotRules).matters.find((one) => one.matter === matter);
}

function matterUnknown(row: string, matter: string): Refusal {
  return refuse(row, 'matter-unknown', `${matter} is no matter of the rules`, 'matter');
}

/** a hearing takes what belongs to it until it is closed; `at`: only once it is held. */
function hearingFault({ hearing }: Motion, at = Infinity): Refusal | undefined {
  if (hearing === undefined) return refuse('R-20', 'motion-unknown', 'no hearing has been called on it');
  if (hearing.closed) return refuse('R-20', 'hearing-closed', 'the hearing has been closed');
  return at < hearing.heldAt ? refuse('R-20', 'not-held-yet', 'the hearing has not begun') : undefined;
}

function sumsTo({ voters, area }: Tally, counted: Electorate): boolean {
  return present(voters) === counted.voters && (area && present(area)) === counted.area;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function unknown(): Decision<MotionEvent> {
  return refuse('R-21', 'motion-unknown', 'no ballot has been announced on it');
}
