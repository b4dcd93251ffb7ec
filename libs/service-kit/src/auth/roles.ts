/**
 * Who may do what. The context that owns an act declares the permission for it and the roles that have it; a role may be
 * declared by several, and then has the permissions of all. A role is granted by the token; where it may be used, the
 * token's area prefixes say. One table for HTTP, streams and exports, so that they cannot differ.
 */
export interface AccessDeclaration {
  /** By name, `party.plan`, what it lets somebody do. */
  readonly permissions: Readonly<Record<string, string>>;
  /** By name, `planner`, who that is and which permissions he has. */
  readonly roles: Readonly<Record<string, RoleDeclaration>>;
}

export interface RoleDeclaration {
  /** What people call it, with the Chinese term first: 网格员, walks the grids and reports. */
  readonly who: string;
  readonly may: readonly string[];
}

export type Permission = string;
export type Role = string;

/** Everything that has been declared, by owner. */
const declared = new Map<string, AccessDeclaration>();
const granted = new Map<Role, Set<Permission>>();
const known = new Set<Permission>();

/**
 * Adds what a context declares; the same declaration again changes nothing. Throws for a permission that another owner
 * has declared and for a role that may do what nobody has.
 */
export function declareAccess(owner: string, access: AccessDeclaration): void {
  if (declared.get(owner) === access) return;
  for (const permission of Object.keys(access.permissions)) {
    const other = [...declared].find(
      ([name, { permissions }]) => name !== owner && permission in permissions,
    );
    if (other !== undefined) throw new Error(`${permission} is declared by ${other[0]} and by ${owner}`);
    known.add(permission);
  }
  for (const [role, { may }] of Object.entries(access.roles)) {
    const unknown = may.find((permission) => !known.has(permission));
    if (unknown !== undefined)
      throw new Error(`${role} of ${owner} may ${unknown}, which nobody has declared`);
    granted.set(role, new Set([...(granted.get(role) ?? []), ...may]));
  }
  declared.set(owner, access);
}

/** What every owner has declared in this process, for the page of rights. */
export function declaredAccess(): ReadonlyMap<string, AccessDeclaration> {
  return declared;
}

/** Names of all roles that have been declared. */
export function declaredRoles(): readonly Role[] {
  return [...granted.keys()];
}

/** Names of all permissions that have been declared. */
export function declaredPermissions(): readonly Permission[] {
  return [...known];
}

export function isPermission(name: string): boolean {
  return known.has(name);
}

/** Everything these roles may do; names that are no role grant nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => [...(granted.get(role) ?? [])]));
}

declareAccess('every service', {
  permissions: {
    'operations.read': 'look at what is not about a person',
    'policy.set': 'bring policies into force',
    'projection.operate': 'see, retry and discard parked events, rebuild views',
    'access.read': 'see who has looked at the data of a person',
  },
  roles: {
    viewer: { who: '值守, looks at the operations centre', may: ['operations.read'] },
    policy_maker: { who: '政策管理员, sets catalogues, deadlines, calendars …', may: ['policy.set'] },
    privacy_officer: { who: '个人信息保护负责人, answers persons for their data', may: ['access.read'] },
    operator: { who: '运维, keeps the services running', may: ['projection.operate'] },
  },
});
