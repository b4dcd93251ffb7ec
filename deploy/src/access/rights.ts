import { topicOf } from '@linli/contracts';
import type { ServiceAccess } from './access.ts';

export type ResourceKind = 'topic' | 'group' | 'transactional-id';

export type Operation = 'READ' | 'WRITE' | 'CREATE' | 'DESCRIBE' | 'DESCRIBE_CONFIGS';

/** One thing that one principal may do on the broker. */
export interface Right {
  /** As Kafka names it: `User:incidents`. */
  readonly principal: string;
  readonly kind: ResourceKind;
  /** `literal` means this very name, `prefixed` every name that begins so. */
  readonly pattern: 'literal' | 'prefixed';
  readonly name: string;
  readonly operation: Operation;
}

/** Name of a service's SCRAM user. The prefix of a city that shares its cluster stands before it too. */
export function userOf({ service }: ServiceAccess, prefix = ''): string {
  return `${prefix}${service}`;
}

/**
 * What the table allows, as the broker counts it. A producer writes its own topic, may make it and check how it is
 * kept, and reads it, since its relay finds there where to go on; its transactional ids begin with its context. Every
 * service has the groups that begin with its name.
 */
export function rightsOf(table: readonly ServiceAccess[], prefix = ''): readonly Right[] {
  return table.flatMap((access) => {
    const principal = `User:${userOf(access, prefix)}`;
    const on = (
      kind: ResourceKind,
      pattern: Right['pattern'],
      name: string,
      operations: readonly Operation[],
    ): Right[] =>
      operations.map((operation) => ({ principal, kind, pattern, name: `${prefix}${name}`, operation }));

    const { publishes, reads, service } = access;
    return [
      ...(publishes === undefined
        ? []
        : [
            ...on('topic', 'literal', topicOf(publishes), [
              'WRITE',
              'READ',
              'DESCRIBE',
              'CREATE',
              'DESCRIBE_CONFIGS',
            ]),
            ...on('transactional-id', 'prefixed', `linli.${publishes}.`, ['WRITE', 'DESCRIBE']),
          ]),
      ...reads.flatMap((context) => on('topic', 'literal', topicOf(context), ['READ', 'DESCRIBE'])),
      ...on('group', 'prefixed', `linli.${service}.`, ['READ']),
    ];
  });
}
