import { setTimeout } from 'node:timers/promises';
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

const LOOK_MS = 20;

/**
 * Brings the entries of the broker to what the table says: missing ones are made, and those are deleted that the table
 * does not have, of its principals anywhere and of anybody on the city's own topics, groups and transactional ids.
 * Resolves when the broker goes by them, which is a moment after its controller has taken them. Run again, it changes
 * nothing. Rejects when a grant cannot be made; then nothing has been withdrawn.
 */
export async function applyAccess(
  admin: Admin,
  table: readonly ServiceAccess[],
  prefix = '',
): Promise<AccessChanges> {
  const { missing, surplus } = await differences(admin, table, prefix);
  if (missing.size > 0) await admin.createAcls({ acl: [...missing.values()] });
  if (surplus.size > 0) {
    const { filterResponses } = await admin.deleteAcls({ filters: [...surplus.values()] });
    const failed = filterResponses.find(({ errorCode }) => errorCode !== 0);
    if (failed) throw new Error(`an entry was not deleted: ${failed.errorMessage ?? failed.errorCode}`);
  }
  for (let left = missing.size + surplus.size; left > 0;) {
    await setTimeout(LOOK_MS);
    const rest = await differences(admin, table, prefix);
    left = rest.missing.size + rest.surplus.size;
  }
  return { granted: [...missing.keys()], withdrawn: [...surplus.keys()] };
}

/** Entries by what they say, of which the broker lacks some and has others too many. */
async function differences(admin: Admin, table: readonly ServiceAccess[], prefix: string) {
  const principals = new Set(table.map((access) => `User:${userOf(access, prefix)}`));
  const isOurs = ({ principal, resourceName }: AclEntry): boolean =>
    principals.has(principal) || resourceName.startsWith(`${prefix}linli.`);
  const wanted = byDescription(rightsOf(table, prefix).map(aclEntryOf));
  const present = byDescription((await entriesOn(admin)).filter(isOurs));
  return {
    missing: new Map([...wanted].filter(([line]) => !present.has(line))),
    surplus: new Map([...present].filter(([line]) => !wanted.has(line))),
  };
}

function byDescription(entries: readonly AclEntry[]): ReadonlyMap<string, AclEntry> {
  return new Map(entries.map((entry) => [describeEntry(entry), entry]));
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
