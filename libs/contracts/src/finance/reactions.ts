import { defineEvents } from '../define-events.ts';
import { reactionDeclined } from '../reaction-declined.ts';

export const financeReactionEvents = defineEvents('finance', {
  FinanceReactionDeclined: {
    title: ['财务联动未执行', 'Reaction of finance declined'],
    ...reactionDeclined,
    rows: ['F-03', 'F-04', 'F-07', 'F-10', 'F-25'],
  },
});
