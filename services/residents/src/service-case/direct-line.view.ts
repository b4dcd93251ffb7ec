import {
  Actor,
  AreaPath,
  Instant,
  LeaderLine,
  serviceCaseEvents,
  ServiceCaseId,
  Subject,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { serviceCase } from './service-case.ts';

const { DirectLineMessageSent, DirectLineReplied, FeedbackStranded } = serviceCaseEvents;
const State = Type.Enum(['sent', 'stranded', 'replied']);

/** Messages to leaders, the most pressing first; only the leader himself reads what is written (R-14, RM-R7). */
export const directLine = view('direct-line', 1, {
  of: { DirectLineMessageSent, DirectLineReplied, FeedbackStranded },
  stream: serviceCase,
  document: {
    id: ServiceCaseId,
    line: LeaderLine,
    leader: Actor,
    resident: Subject,
    areaPath: AreaPath,
    due: Instant,
    state: State,
    text: DirectLineMessageSent.data.properties.text,
    reply: Type.Optional(DirectLineReplied.data.properties.reply),
  },
  fields: { areaPath: 'text', due: 'text', leader: 'text', state: 'text' },
  indexes: [
    ['areaPath', 'due'],
    ['leader', 'due'],
    ['state', 'due'],
  ],
  on: {
    DirectLineMessageSent: (_, { data: { policy: __, clocks: ___, ...data } }, id) => ({
      ...{ id, ...data },
      state: 'sent' as const,
    }),
    // What was brought to a desk strands too, and is no message.
    FeedbackStranded: (message) => message && { ...message, state: 'stranded' as const },
    DirectLineReplied: (message, { data: { reply } }) =>
      message && { ...message, reply, state: 'replied' as const },
  },
  doors: {
    list: 'GET /v1/direct-line-messages',
    one: 'GET /v1/direct-line-messages/:id',
    plain: { path: 'POST /v1/direct-line-messages/plain', may: 'direct_line.reply', only: 'leader' },
    may: 'direct_line.reply',
    summary: 'Messages to leaders below an area, in the order their answers are due',
    filters: { leader: Actor, state: State },
    orderBy: 'due',
    unknown: 'direct-line-message-unknown',
  },
});
