import { defineEvents } from '../define-events.ts';
import { reactionDeclined } from '../reaction-declined.ts';

export const incidentsReactionEvents = defineEvents('incidents', {
  IncidentsReactionDeclined: {
    title: ['事件联动未执行', 'Reaction of incidents declined'],
    ...reactionDeclined,
    rows: ['I-21'],
  },
});
