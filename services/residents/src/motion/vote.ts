import { voteEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import type { Motion } from './motion.ts';
import type * as commands from './vote.commands.ts';

interface Vote {
  readonly areaPath?: string;
}

interface Facts {
  /** The motion that is voted on, as its own stream tells it. */
  readonly motion: Motion;
}

/** The slip of one number of the roll, stream `vote-<motion>-<number>`: that it votes once is what the stream is. */
export const vote = aggregate<typeof commands, Vote, Facts>()('vote', voteEvents, {
  initial: {},
  areaPath: ({ areaPath }) => areaPath,
  evolve: { VoteCast: (_, { areaPath }) => ({ areaPath }) },
  decide: {
    CastVote({ motion, voter, choice }, cast, { at, known }) {
      // the second vote of one voter is refused.
      if (cast.areaPath !== undefined)
        return refuse('R-21', 'voted-before', `${voter} has voted before`, 'voter');
      const { areaPath, ballot } = known.motion ?? {};
      if (areaPath === undefined || ballot === undefined)
        return refuse('R-21', 'ballot-unknown', 'no ballot has been announced on it', 'motion');
      if (at < ballot.opensAt) return refuse('R-21', 'not-open-yet', 'the ballot has not begun');
      // from the end on nothing is taken, so that at the cut nothing is under way.
      if (at >= ballot.closesAt) return refuse('R-21', 'ballot-over', 'the ballot is over');
      if (voter > ballot.voters)
        return refuse('R-21', 'not-on-the-roll', `the roll ends with ${ballot.voters}`, 'voter');
      // of a secret ballot no choice is recorded, of an open one every choice is.
      if (ballot.secret !== (choice === undefined))
        return refuse('R-21', 'secrecy', ballot.secret ? 'the ballot is secret' : 'say the choice', 'choice');
      const area = ballot.areas?.[voter - 1];
      return accept({
        type: 'VoteCast',
        data: {
          ...{ motion, voter, areaPath },
          ...(choice !== undefined && { choice }),
          ...(area !== undefined && { area }),
        },
      });
    },
  },
});

/** The id of a slip. */
export function voteOf({ motion, voter }: { readonly motion: string; readonly voter: number }): string {
  return `${motion}-${voter}`;
}
