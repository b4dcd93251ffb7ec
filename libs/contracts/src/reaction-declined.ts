import { Type } from 'typebox';

const Code = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 120 });

/**
 * What a context records where a reaction was told no, or that there was nothing to do: an event is answered once, and
 * an answer that left no other trace would be given anew when the reaction's own progress is lost.
 */
export const reactionDeclined = {
  description: 'A reaction to an event was refused or changed nothing; it is not asked again.',
  data: {
    reaction: Code,
    /** Stream that was asked. */
    asked: Type.String({ minLength: 1, maxLength: 512, description: 'the stream that was asked' }),
    outcome: Type.Enum(['refused', 'unchanged']),
    rule: Type.Optional(Type.String({ pattern: '^[A-Z][A-Z0-9.-]*$', maxLength: 40 })),
    code: Type.Optional(Code),
  },
  example: {
    reaction: 'route-located-incidents',
    asked: 'incident-0f0e1a52-0000-5000-8000-000000000000',
    outcome: 'refused',
    rule: 'I-21',
    code: 'not-located',
  },
} as const;
