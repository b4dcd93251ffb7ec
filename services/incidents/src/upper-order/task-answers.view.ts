import { delegatedTaskEvents } from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const document = { answer: Type.Enum(['accepted', 'refused']) };
type Answered = Static<Type.TObject<typeof document>>;

const { DelegatedTaskAccepted, DelegatedTaskRefused } = delegatedTaskEvents;

/** What communities have answered to the orders they were given, as finance tells it (I-28). */
export const taskAnswers = view('task-answers', 1, {
  of: { DelegatedTaskAccepted, DelegatedTaskRefused },
  document,
  key: ({ data: { order } }) => order,
  on: {
    DelegatedTaskAccepted: () => ({ answer: 'accepted' as const }),
    DelegatedTaskRefused: () => ({ answer: 'refused' as const }),
  },
});

/** What the community has answered to an order; nothing where it has not answered yet. */
export async function answerTo(
  { order }: { readonly order: string },
  look: Look,
): Promise<Known<Answered['answer']> | undefined> {
  const at = await look.view('task-answers');
  const [found] = await at.get<Answered>('task-answers', order);
  return factOf(at, found?.body.answer);
}
