import {
  type LeaderStandard,
  leaderStandards,
  partyPolicyEvents,
  type PostEvent,
  postEvents,
  type PostKind,
  type PostLevel,
  shanghaiDay,
} from '@linli/contracts';
import { accept, aggregate, type Decision, type Moment, refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import { type Static, Type } from 'typebox';
import type * as commands from './post.commands.ts';

type Kind = Static<typeof PostKind>;
type Level = Static<typeof PostLevel>;

/** A post as far as its rules ask. */
interface Post {
  readonly kind?: Kind;
  readonly areaPath?: string;
  /** Who holds it now; several only where it has several seats. */
  readonly holders: readonly string[];
  /** Asia/Shanghai day of its last change. */
  readonly since: string;
}

interface Facts {
  /** The area of the post, as the residents' events tell of it. */
  readonly area: { readonly level: string };
}

const levels: readonly Level[] = ['street', 'community', 'section', 'building', 'unit', 'grid'];

/**
 * Which post answers on which rung of the chain, and of which areas. The seed gives the rungs and counts of places (4
 * sections, 41 buildings, 128 units), not which rung is of which level: that is a reading of ours. A residents' committee
 * has nine seats at most (Organic Law of the Urban Residents' Committees, article 7).
 */
export const chainScheme = versionedPolicy('chain-scheme', partyPolicyEvents.ChainSchemeSet, {
  row: 'P-02',
  judges: 'now',
  first: {
    version: 1,
    rungs: [
      { kind: 'secretary', level: 'community' },
      { kind: 'branch_committee', level: 'section' },
      { kind: 'group_leader', level: 'section' },
      { kind: 'party_member', level: 'building' },
      { kind: 'building_contact', level: 'building' },
      { kind: 'unit_observer', level: 'unit' },
    ],
    committeeSeats: 9,
  },
  fault({ rungs }) {
    const twice = firstDouble(rungs.map(({ kind }) => kind));
    if (twice !== undefined) return refuse('P-02', 'rung-twice', `${twice} stands on two rungs`, 'rungs');
    const rises = rungs.some(({ level }, index) => {
      const above = rungs[index - 1];
      return above !== undefined && levels.indexOf(level) < levels.indexOf(above.level);
    });
    if (!rises) return undefined;
    return refuse('P-02', 'level-rises', 'no rung is of larger areas than the one above it', 'rungs');
  },
});

/** Posts of areas and who holds them (P-02, P-11, P-17, P-20, P-24), stream `post-<kind>-<area>`. */
export const post = aggregate<typeof commands, Post, Facts>()('post', postEvents, {
  id: Type.String({
    pattern: '^[a-z_]{1,40}-[0-9A-Za-z]+(\\.[0-9A-Za-z]+)*$',
    maxLength: 160,
    description: 'a post: its kind and area, such as building_contact-42.01.05.011.010.A1.B07',
  }),
  initial: { holders: [], since: '' },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    PostAppointed: (before, { kind, ...data }) => begun(before, kind, data),
    CommitteeMemberElected: (before, data) => begun(before, 'committee_member', data),
    AreaDutyAssigned: (before, data) => begun(before, 'area_officer', data),
    SecurityResponsibilityAssigned: (before, data) => begun(before, 'security', data),
    PostRelieved: ended,
    AreaDutyEnded: ended,
    ResponsibilityChainChanged: (before) => before,
    CadrePromoted: (before) => before,
  },
  decide: {
    AppointToPost: ({ kind, ...command }, before, moment) => appoint(kind, command, before, moment),
    AppointSecretary: (command, before, moment) =>
      belowStandard(command.standards) ?? appoint('secretary', command, before, moment),
    AppointDirector: (command, before, moment) =>
      belowStandard(command.standards) ?? appoint('director', command, before, moment),
    ElectCommitteeMember: (command, before, moment) => appoint('committee_member', command, before, moment),
    // P-17, P-20: these change hands at once, without a gap.
    AssignAreaDuty: (command, before, moment) => handOver('area_officer', command, before, moment),
    AssignSecurityResponsibility: (command, before, moment) => handOver('security', command, before, moment),
    TransferPost(command, { kind, areaPath, ...before }, moment) {
      if (kind === undefined || areaPath === undefined) return unknown();
      const isLeader = kind === 'secretary' || kind === 'director';
      const fault = isLeader ? belowStandard(command.standards ?? []) : undefined;
      if (fault !== undefined) return fault;
      if (before.holders.length !== 1)
        return refuse('P-02', 'not-one-holder', 'a post is handed over by the one who holds it');
      return handOver(kind, { areaPath, ...command }, { kind, areaPath, ...before }, moment);
    },
    RelievePost({ holder, validTo }, before, moment) {
      const { kind, areaPath } = before;
      if (kind === undefined || areaPath === undefined) return unknown();
      return (
        notHeldBy(holder, before) ??
        wrongDay(validTo, 'validTo', before, moment) ??
        // P-02: a gap is shown, never forbidden.
        accept(ending(kind, { areaPath, holder, validTo }), ...chainChange(kind, areaPath, undefined, moment))
      );
    },
    RecordPromotion({ holder, to, validFrom }, before, moment) {
      const { kind, areaPath } = before;
      if (kind === undefined || areaPath === undefined) return unknown();
      return (
        notHeldBy(holder, before) ??
        wrongDay(validFrom, 'validFrom', before, moment) ??
        accept({ type: 'CadrePromoted', data: { kind, areaPath, holder, validFrom, to } })
      );
    },
  },
});

/** The id of a post, by its kind and area. */
export function postOf({ kind, areaPath }: { readonly kind: Kind; readonly areaPath: string }): string {
  return `${kind}-${areaPath.slice(0, -1).replaceAll('/', '.')}`;
}

interface Start {
  readonly areaPath: string;
  readonly holder: string;
  readonly validFrom: string;
  readonly standards?: Static<typeof LeaderStandard>[];
}

/** A seat that is free is taken. */
function appoint(kind: Kind, command: Start, before: Post, moment: Moment<Facts>): Decision<PostEvent> {
  const seats = kind === 'committee_member' ? moment.policy(chainScheme).committeeSeats : 1;
  const fault = wrongPlace(kind, moment) ?? cannotHold(command, before, moment);
  if (fault !== undefined) return fault;
  if (before.holders.length < seats) return started(kind, command, moment);
  return kind === 'committee_member'
    ? refuse('P-11', 'no-seat-left', `all ${seats} seats of the committee are taken`)
    : refuse('P-02', 'held', 'somebody holds the post; relieve him or transfer it');
}

/** The post goes from who holds it, where somebody does, to another: an end and a start at once. */
function handOver(kind: Kind, command: Start, before: Post, moment: Moment<Facts>): Decision<PostEvent> {
  const fault =
    (before.kind === undefined ? wrongPlace(kind, moment) : undefined) ?? cannotHold(command, before, moment);
  if (fault !== undefined) return fault;
  const { areaPath, validFrom: validTo } = command;
  const ends = before.holders.map((holder) => ending(kind, { areaPath, holder, validTo }));
  return started(kind, command, moment, ends);
}

function started(kind: Kind, command: Start, moment: Moment<Facts>, ends: readonly PostEvent[] = []) {
  const { areaPath, holder } = command;
  return accept(...ends, starting(kind, command), ...chainChange(kind, areaPath, holder, moment));
}

function starting(kind: Kind, data: Start): PostEvent {
  switch (kind) {
    case 'committee_member':
      return { type: 'CommitteeMemberElected', data };
    case 'area_officer':
      return { type: 'AreaDutyAssigned', data };
    case 'security':
      return { type: 'SecurityResponsibilityAssigned', data };
    default:
      return { type: 'PostAppointed', data: { kind, ...data } };
  }
}

function ending(
  kind: Kind,
  data: { readonly areaPath: string; readonly holder: string; readonly validTo: string },
): PostEvent {
  return kind === 'area_officer'
    ? { type: 'AreaDutyEnded', data }
    : { type: 'PostRelieved', data: { kind, ...data } };
}

/** P-02: one event a change, with the prefix of the grids whose chain it is; none for a post that is on no rung. */
function chainChange(
  kind: Kind,
  areaPath: string,
  holder: string | undefined,
  { policy }: Moment<Facts>,
): readonly PostEvent[] {
  const { version, rungs } = policy(chainScheme);
  const rung = rungs.findIndex((one) => one.kind === kind) + 1;
  if (rung === 0) return [];
  const held = holder === undefined ? { vacant: true } : { vacant: false, holder };
  return [{ type: 'ResponsibilityChainChanged', data: { kind, areaPath, rung, ...held, policy: version } }];
}

/** P-02: the scheme says of which areas the posts of the chain are. */
function wrongPlace(kind: Kind, { known: { area }, policy }: Moment<Facts>): Refusal | undefined {
  if (area === undefined) return refuse('P-02', 'area-unknown', 'there is no such area', 'areaPath');
  const level = levelOf(kind, policy(chainScheme).rungs);
  if (level === 'none') return refuse('P-02', 'no-rung', `${kind} is on no rung of the chain`, 'kind');
  if (level === 'any' || level === area.level) return undefined;
  // P-20: no grid without an owner, so an owner is one of a grid.
  return kind === 'security'
    ? refuse('P-20', 'not-a-grid', `security is owned grid by grid, this is a ${area.level}`, 'areaPath')
    : refuse('P-02', 'wrong-level', `a ${kind} is of a ${level}, this is a ${area.level}`, 'areaPath');
}

function levelOf(kind: Kind, rungs: readonly { readonly kind: Kind; readonly level: Level }[]) {
  switch (kind) {
    case 'director':
    case 'committee_member':
      return 'community';
    case 'security':
      return 'grid';
    case 'area_officer':
      return 'any';
    default:
      return rungs.find((rung) => rung.kind === kind)?.level ?? 'none';
  }
}

function cannotHold({ holder, validFrom }: Start, before: Post, moment: Moment<Facts>): Refusal | undefined {
  if (before.holders.includes(holder))
    return refuse('P-02', 'holds-it', 'who is named holds the post already', 'holder');
  return wrongDay(validFrom, 'validFrom', before, moment);
}

/** Who answers is told when he does: nothing ahead, so that a change of the chain holds once it is recorded. */
function wrongDay(day: string, field: string, { since }: Post, { at }: Moment<Facts>): Refusal | undefined {
  if (day > shanghaiDay(at)) return refuse('P-02', 'day-ahead', 'the day has not come yet', field);
  return day < since
    ? refuse('P-02', 'day-too-early', `the day must be ${since} or later`, field)
    : undefined;
}

/** P-11: 一好双强, all of it. */
function belowStandard(standards: readonly string[]): Refusal | undefined {
  const missing = leaderStandards.filter((standard) => !standards.includes(standard));
  if (missing.length === 0) return undefined;
  return refuse('P-11', 'below-standard', `a leader has to be ${missing.join(', ')}`, 'standards');
}

function notHeldBy(holder: string, { holders }: Post): Refusal | undefined {
  if (holders.includes(holder)) return undefined;
  return refuse('P-02', 'not-holder', 'who is named does not hold the post', 'holder');
}

function unknown(): Decision<PostEvent> {
  return refuse('P-02', 'post-unknown', 'nobody has ever held such a post');
}

function begun(before: Post, kind: Kind, { areaPath, holder, validFrom }: Start): Post {
  return { kind, areaPath, holders: [...before.holders, holder], since: validFrom };
}

function ended(before: Post, { holder, validTo }: { holder: string; validTo: string }): Post {
  return { ...before, holders: before.holders.filter((one) => one !== holder), since: validTo };
}
