import { personKeyEvents, Subject } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import type * as commands from './person-keys.commands.ts';

/** What was said of the keys of a person, by purpose group; under `all` of the person as a whole. */
interface PersonKeys {
  /** Who asked for an erasure that has not been done. */
  readonly requested: Readonly<Record<string, string>>;
  readonly restricted: readonly string[];
  readonly destroyed: readonly string[];
}

const breadthOf = ({ group = 'all' }: { readonly group?: string }) => group;

/** A person's keys are restricted and destroyed here for all contexts (个人信息保护法 art. 47), stream `person-keys-<subject>`. */
export const personKeys = aggregate<typeof commands, PersonKeys>()('person-keys', personKeyEvents, {
  id: Subject,
  initial: { requested: {}, restricted: [], destroyed: [] },
  evolve: {
    ErasureRequested: (keys, data) => ({
      ...keys,
      requested: { ...keys.requested, [breadthOf(data)]: data.requestedBy },
    }),
    SubjectKeyRestricted: (keys, data) => ({ ...keys, restricted: [...keys.restricted, breadthOf(data)] }),
    SubjectKeyRestrictionLifted: (keys, data) => ({
      ...keys,
      restricted: keys.restricted.filter((breadth) => breadth !== breadthOf(data)),
    }),
    SubjectKeyDestroyed: (keys, data) => ({ ...keys, destroyed: [...keys.destroyed, breadthOf(data)] }),
  },
  decide: {
    RequestErasure: (command, keys, { id, by }) =>
      erasedBefore(keys, command) ??
      accept({
        type: 'ErasureRequested',
        data: { subject: id, ...command, requestedBy: by.subject },
      }),
    RestrictPerson: (command, keys, { id }) =>
      erasedBefore(keys, command) ??
      (keys.restricted.includes(breadthOf(command))
        ? accept()
        : accept({ type: 'SubjectKeyRestricted', data: { subject: id, ...command } })),
    LiftRestriction(command, keys, { id }) {
      const gone = erasedBefore(keys, command);
      if (gone !== undefined) return gone;
      if (!keys.restricted.includes(breadthOf(command)))
        return refuse('PIPL-47', 'not-restricted', 'nothing is restricted in this breadth', 'group');
      return accept({ type: 'SubjectKeyRestrictionLifted', data: { subject: id, ...command } });
    },
    ErasePerson(command, keys, { id, by }) {
      const gone = erasedBefore(keys, command);
      if (gone !== undefined) return gone;
      const requestedBy = keys.requested[breadthOf(command)];
      if (requestedBy === undefined)
        return refuse('PIPL-47', 'not-requested', 'nobody has asked for this erasure', 'group');
      // PIPL-47: what cannot be undone is asked for by one and done by another.
      if (requestedBy === by.subject)
        return refuse('PIPL-47', 'own-request', 'who asks for an erasure does not decide it', 'by');
      return accept({ type: 'SubjectKeyDestroyed', data: { subject: id, ...command } });
    },
  },
});

function erasedBefore({ destroyed }: PersonKeys, command: { readonly group?: string }) {
  if (!destroyed.includes('all') && !destroyed.includes(breadthOf(command))) return undefined;
  return refuse('PIPL-47', 'erased-before', 'these data have been erased', 'group');
}
