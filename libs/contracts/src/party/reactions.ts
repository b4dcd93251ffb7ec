import { defineEvents } from '../define-events.ts';
import { reactionDeclined } from '../reaction-declined.ts';

export const partyReactionEvents = defineEvents('party', {
  PartyReactionDeclined: {
    title: ['党建联动未执行', 'Reaction of the party declined'],
    ...reactionDeclined,
    rows: ['P-18', 'P-24'],
  },
});
