import type { Tally } from '@linli/contracts';
import type { ballotRules } from './ballot-rules.ts';

export type Rule = (typeof ballotRules.first.rules)[number];
type Share = Rule['quorum'];
type Count = Tally['voters'];

/** Everybody who may vote, by heads and, where owners vote, by square decimetres. */
export interface Electorate {
  readonly voters: number;
  readonly area?: number;
}

/** Who was there: everybody who has voted, whatever he voted. */
export function present({ yes, no, abstain }: Count): number {
  return yes + no + abstain;
}

/**
 * What a ballot has come to (R-21): a function of the rule and the tally, so that anybody can work it out again. Enough of
 * all must have voted, and enough of those who voted must have voted yes; owners' votes pass both by heads and by area.
 */
export function verdict(
  { byArea, quorum, majority }: Rule,
  electorate: Electorate,
  tally: Tally,
): 'MotionCarried' | 'MotionRejected' | 'QuorumNotMet' {
  const counts: (readonly [Count, all: number])[] = [[tally.voters, electorate.voters]];
  if (byArea) counts.push([tally.area ?? { yes: 0, no: 0, abstain: 0 }, electorate.area ?? 0]);
  if (!counts.every(([count, all]) => reaches(present(count), all, quorum))) return 'QuorumNotMet';
  const isCarried = counts.every(([count]) => reaches(count.yes, present(count), majority));
  return isCarried ? 'MotionCarried' : 'MotionRejected';
}

/** In whole numbers: two thirds of 621 are 414, not 413.99. */
function reaches(some: number, all: number, { part, of, reached }: Share): boolean {
  return reached === 'at_least' ? some * of >= all * part : some * of > all * part;
}
