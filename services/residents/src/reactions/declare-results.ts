import { motionEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { motion } from '../motion/motion.ts';

/**
 * When an open ballot is closed, its result is declared with the tally as of the cut, which the decision is given
 * once the view has absorbed the cut. Papers of a secret ballot are counted by hand, and somebody declares what they say.
 */
export const declareResults = reaction('declare', {
  on: [motionEvents.BallotClosed],
  ask: motion,
  id: ({ streamId }) => motion.idOf(streamId) ?? '',
  command: ({ data, streamId }) =>
    data.secret ? undefined : { type: 'DeclareResult', motion: motion.idOf(streamId) ?? '' },
  startAt: 'beginning',
});
