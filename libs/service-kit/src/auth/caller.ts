import { Problem } from '../problems/problem.ts';
import { permissionsOf, type Permission } from './roles.ts';

/** Who sent the request, as the verified token says. */
export interface Caller {
  /** Pseudonym; never a name or a phone. */
  readonly subject: string;
  readonly roles: readonly string[];
  /** Area path prefixes the caller acts in; `''` is everywhere, an empty list nowhere. */
  readonly areas: readonly string[];
  /** The unit a handler acts for: `sanitation:420105`. */
  readonly unit?: string;
  /** The highest class of personal data that may be shown, 0 to 4; 0 is none. */
  readonly clearance: number;
  /** From then on the token is refused, milliseconds since 1970 UTC: what outlives its request must end by then. */
  readonly expiresAt?: number;
  /** Whether the roles grant the permission, and, when a path is given, whether it lies in one of the areas. */
  may(permission: Permission, areaPath?: string): boolean;
}

export interface Identity {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly areas: readonly string[];
  readonly unit?: string;
  /** Default 0. */
  readonly clearance?: number;
  readonly expiresAt?: number;
}

export function callerOf(identity: Identity): Caller {
  const granted = permissionsOf(identity.roles);
  return {
    ...identity,
    clearance: identity.clearance ?? 0,
    may(permission, areaPath) {
      if (!granted.has(permission)) return false;
      return areaPath === undefined || identity.areas.some((prefix) => areaPath.startsWith(prefix));
    },
  };
}

/**
 * Refuses (403) unless the caller holds the permission in this area. For a query over an area and everything below it,
 * pass the prefix asked for: `''` then needs a caller of everywhere.
 */
export function requireArea(caller: Caller, permission: Permission, areaPath: string): void {
  requirePermission(caller, permission);
  if (!caller.may(permission, areaPath)) {
    throw new Problem({
      status: 403,
      code: 'foreign-area',
      detail: 'The caller may do this, but not in this area.',
      permission,
    });
  }
}

/** Refuses (403) unless the caller acts for this very unit: tasks of another unit are none of a handler's business. */
export function requireUnit(caller: Caller, permission: Permission, unit: string): void {
  requirePermission(caller, permission);
  if (caller.unit !== unit) {
    throw new Problem({
      status: 403,
      code: 'foreign-unit',
      detail: 'The task belongs to another unit than the one the caller acts for.',
      permission,
    });
  }
}

/** Refuses (403) unless the caller holds the permission anywhere. */
export function requirePermission(caller: Caller, permission: Permission): void {
  if (caller.may(permission)) return;
  throw new Problem(
    {
      status: 403,
      code: 'missing-permission',
      detail: `This needs the permission ${permission}.`,
      permission,
    },
    {
      headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${permission}"` },
    },
  );
}
