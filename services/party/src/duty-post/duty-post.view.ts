import { AreaPath, Duty, dutyPostEvents, Id, MemberId, Name, Seats } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { dutyPost } from './duty-post.ts';

/** Offered, then claimed by somebody, then done: a duty of it has been reported at least once. */
const State = Type.Enum(['offered', 'claimed', 'done']);
const post = { id: Id, name: Name, areaPath: AreaPath, duties: Type.Array(Duty), seats: Seats };

/** Posts, who has taken them and how often their duties were done (P-05, RM-P4). */
export const dutyPosts = view('duty-posts', 1, {
  of: dutyPostEvents,
  stream: dutyPost,
  document: { ...post, claimed: Type.Array(MemberId), done: Type.Integer({ minimum: 0 }), state: State },
  fields: { areaPath: 'text', state: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath']],
  on: {
    DutyPostOffered: (_, { data }, id) => ({ id, ...data, claimed: [], done: 0, state: 'offered' as const }),
    DutyPostClaimed: (post, { data: { member } }) =>
      post && {
        ...post,
        claimed: [...post.claimed, member],
        state: post.done === 0 ? ('claimed' as const) : post.state,
      },
    DutyDone: (post) => post && { ...post, done: post.done + 1, state: 'done' as const },
  },
  doors: {
    list: 'GET /v1/duty-posts',
    one: 'GET /v1/duty-posts/:id',
    may: 'duty.keep',
    summary: 'Posts of party members below an area',
    filters: { state: State },
    unknown: 'duty-post-unknown',
  },
});
