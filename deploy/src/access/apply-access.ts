import kafkajs, { type AclEntry, type Admin } from 'kafkajs';
import { aclEntryOf, describeEntry } from './acl-entries.ts';
import type { ServiceAccess } from './access.ts';
import { rightsOf, userOf } from './rights.ts';

// The client is a CommonJS module; Node finds these behind its default export alone.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** What was changed on the broker, an entry a line. */
export interface AccessChanges {
  readonly granted: readonly string[];
  readonly withdrawn: readonly string[];
}

/**
 * Brings the entries of the broker to what the table says: missing ones are made, and those are deleted that the table
 * does not have, of its principals anywhere and of anybody on the city's own topics, groups and transactional ids. Run
 * again, it changes nothing. Rejects when a grant cannot be made; then nothing has been withdrawn.
 */
export async function applyAccess(
  admin: Admin,
  table: readonly ServiceAccess[],
  prefix = '',
): Promise<AccessChanges> {
  const wanted = new Map(
    rightsOf(table, prefix)
      .map(aclEntryOf)
      .map((entry) => [describeEntry(entry), entry]),
  );
  const principals = new Set(table.map((access) => `User:${userOf(access, prefix)}`));
  const present = new Map(
    (await entriesOn(admin))
      .filter(
        ({ principal, resourceName }) =>
          principals.has(principal) || resourceName.startsWith(`${prefix}linli.`),
      )
      .map((entry) => [describeEntry(entry), entry]),
  );
  const missing = [...wanted].filter(([line]) => !present.has(line));
  const surplus = [...present].filter(([line]) => !wanted.has(line));
  if (missing.length > 0) await admin.createAcls({ acl: missing.map(([, entry]) => entry) });
  if (surplus.length > 0) {
    const { filterResponses } = await admin.deleteAcls({ filters: surplus.map(([, entry]) => entry) });
    const failed = filterResponses.find(({ errorCode }) => errorCode !== 0);
    if (failed) throw new Error(`an entry was not deleted: ${failed.errorMessage ?? failed.errorCode}`);
  }
  return { granted: missing.map(([line]) => line), withdrawn: surplus.map(([line]) => line) };
}

async function entriesOn(admin: Admin): Promise<AclEntry[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  });
  return resources.flatMap(({ acls, ...resource }) => acls.map((acl) => ({ ...resource, ...acl })));
}
