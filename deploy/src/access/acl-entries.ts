import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type AclEntry,
} from 'kafkajs';
import type { ResourceKind, Right } from './rights.ts';

const resourceTypes: Readonly<Record<ResourceKind, AclResourceTypes>> = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  'transactional-id': AclResourceTypes.TRANSACTIONAL_ID,
};

/** The access control entry that grants the right, from any host. */
export function aclEntryOf({ principal, kind, pattern, name, operation }: Right): AclEntry {
  return {
    principal,
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: resourceTypes[kind],
    resourcePatternType: pattern === 'literal' ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED,
    resourceName: name,
    operation: AclOperationTypes[operation],
  };
}

/** Says an entry in one line: `allow User:incidents WRITE topic linli.incidents`. Equal entries say the same. */
export function describeEntry(entry: AclEntry): string {
  const word = (text: string): string => text.toLowerCase().replaceAll('_', '-');
  return [
    word(AclPermissionTypes[entry.permissionType]),
    entry.principal,
    AclOperationTypes[entry.operation],
    word(AclResourceTypes[entry.resourceType]),
    `${entry.resourceName}${entry.resourcePatternType === ResourcePatternTypes.PREFIXED ? '…' : ''}`,
    ...(entry.host === '*' ? [] : [`from ${entry.host}`]),
  ].join(' ');
}
