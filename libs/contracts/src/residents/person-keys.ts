import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { Actor, Reason } from '../fields.ts';
import { purposeGroups, Subject } from '../personal.ts';

/** One of the purpose groups of a person's data; all of them where it is left out. */
export const KeyGroup = Type.Enum([...purposeGroups]);

const example = { subject: '0190a8c4-7b1e-4d53-9c1a-2f6e8b0d4a11', group: 'contact' } as const;

/**
 * What is done with a person's keys (个人信息保护法 art. 47): to restrict and to destroy are two acts. They stand in the log
 * of residents, for all contexts.
 */
export const personKeyEvents = defineEvents('residents', {
  ErasureRequested: {
    title: ['申请删除个人信息', 'Erasure requested'],
    description: 'Somebody asks that the data of a person be erased; another has to decide.',
    rows: ['R-01'],
    data: { subject: Subject, group: Type.Optional(KeyGroup), reason: Reason, requestedBy: Actor },
    example: { ...example, reason: 'asked_by_person', requestedBy: 'clerk-17' },
  },
  SubjectKeyRestricted: {
    title: ['个人信息限制处理', 'Personal data restricted'],
    description: 'The data of a person are kept, and neither read nor written, while a retention runs.',
    rows: ['R-01'],
    data: { subject: Subject, group: Type.Optional(KeyGroup), reason: Reason },
    example: { ...example, reason: 'retention_runs' },
  },
  SubjectKeyRestrictionLifted: {
    title: ['个人信息恢复处理', 'Restriction of personal data lifted'],
    description: 'What was restricted in the same breadth may be read and written again.',
    rows: ['R-01'],
    data: { subject: Subject, group: Type.Optional(KeyGroup) },
    example,
  },
  SubjectKeyDestroyed: {
    title: ['个人信息删除', 'Personal data erased'],
    description: 'The key is destroyed: what was encrypted with it reads as erased, wherever it lies.',
    rows: ['R-01'],
    data: { subject: Subject, group: Type.Optional(KeyGroup) },
    example,
  },
});

export type PersonKeyEvent = EventsOf<typeof personKeyEvents>;
