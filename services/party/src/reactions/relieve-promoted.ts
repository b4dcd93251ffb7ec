import { postEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { post } from '../post/post.ts';

/** P-24: who is promoted no longer holds his post, and the gap in the chain is seen (P-02). */
export const relievePromoted = reaction('relieve-promoted', {
  on: [postEvents.CadrePromoted],
  ask: post,
  id: ({ streamId }) => post.idOf(streamId) ?? '',
  command: ({ data: { holder, validFrom } }) => ({ type: 'RelievePost', holder, validTo: validFrom }),
  startAt: 'beginning',
});
