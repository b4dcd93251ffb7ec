import { defineEvents } from '../define-events.ts';
import { reactionDeclined } from '../reaction-declined.ts';

export const residentsReactionEvents = defineEvents('residents', {
  ResidentsReactionDeclined: {
    title: ['居民联动未执行', 'Reaction of residents declined'],
    ...reactionDeclined,
    rows: ['R-10', 'R-21', 'R-48'],
  },
});
