import { type DutyPostEvent, dutyPostEvents } from '@linli/contracts';
import { accept, aggregate, type Decision, refuse } from '@linli/event-sourcing';
import type * as commands from './duty-post.commands.ts';

interface DutyPost {
  readonly areaPath?: string;
  readonly duties: readonly string[];
  readonly seats: number;
  /** Members who have taken a seat. */
  readonly taken: readonly string[];
}

/** A post with stated duties and the members who take it (P-05), stream `duty-post-<id>`. */
export const dutyPost = aggregate<typeof commands, DutyPost>()('duty-post', dutyPostEvents, {
  initial: { duties: [], seats: 0, taken: [] },
  areaPath: (post) => post.areaPath,
  evolve: {
    DutyPostOffered: (post, { areaPath, duties, seats }) => ({ ...post, areaPath, duties, seats }),
    DutyPostClaimed: (post, { member }) => ({ ...post, taken: [...post.taken, member] }),
    DutyDone: (post) => post,
  },
  decide: {
    OfferDutyPost(post, { areaPath }) {
      if (areaPath !== undefined) return refuse('P-05', 'offered-before', 'the post has been offered before');
      return accept({ type: 'DutyPostOffered', data: post });
    },
    ClaimDutyPost({ member }, { areaPath, seats, taken }) {
      if (areaPath === undefined) return unknown();
      // P-05: one claimed post per (member, post).
      if (taken.includes(member))
        return refuse('P-05', 'claimed-before', 'the member has taken this post before', 'member');
      if (taken.length >= seats) return refuse('P-05', 'no-seat-left', `all ${seats} seats are taken`);
      return accept({ type: 'DutyPostClaimed', data: { member } });
    },
    ReportDutyDone({ member, duty }, { areaPath, duties, taken }) {
      if (areaPath === undefined) return unknown();
      // P-05: a report against an unclaimed post is rejected.
      if (!taken.includes(member))
        return refuse('P-05', 'not-claimed', 'the member has not taken this post', 'member');
      if (!duties.includes(duty))
        return refuse('P-05', 'not-a-duty', `the duties of this post are ${duties.join(', ')}`, 'duty');
      return accept({ type: 'DutyDone', data: { member, duty } });
    },
  },
});

function unknown(): Decision<DutyPostEvent> {
  return refuse('P-05', 'duty-post-unknown', 'no such post has been offered');
}
