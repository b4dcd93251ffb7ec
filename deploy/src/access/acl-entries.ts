import kafkajs, { type AclEntry, type AclResourceTypes as ResourceType } from 'kafkajs';
import type { ResourceKind, Right } from './rights.ts';

// The client is a CommonJS module; Node finds these behind its default export alone.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const resourceTypes: Readonly<Record<ResourceKind, ResourceType>> = {
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
    word(nameOf(AclPermissionTypes, entry.permissionType)),
    entry.principal,
    nameOf(AclOperationTypes, entry.operation),
    word(nameOf(AclResourceTypes, entry.resourceType)),
    `${entry.resourceName}${entry.resourcePatternType === ResourcePatternTypes.PREFIXED ? '…' : ''}`,
    ...(entry.host === '*' ? [] : [`from ${entry.host}`]),
  ].join(' ');
}

/** The client's enumerations lead from names to numbers alone. */
function nameOf(names: Readonly<Record<string, unknown>>, value: number): string {
  return Object.keys(names).find((name) => names[name] === value) ?? String(value);
}
