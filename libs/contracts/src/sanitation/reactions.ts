import { defineEvents } from '../define-events.ts';
import { reactionDeclined } from '../reaction-declined.ts';

export const sanitationReactionEvents = defineEvents('sanitation', {
  SanitationReactionDeclined: {
    title: ['环卫联动未执行', 'Reaction of sanitation declined'],
    ...reactionDeclined,
    rows: ['S-01', 'S-04'],
  },
});
