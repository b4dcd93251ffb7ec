import { describe, expect, test } from '@jest/globals';
import { callerOf, requireArea, requireUnit } from './caller.ts';
import { PERMISSIONS, ROLES, type Permission, type Role } from './roles.ts';

const HOME = '42/01/05/011/010/';
const BELOW_HOME = '42/01/05/011/010/A1/B07/';
const NEXT_DOOR = '42/01/05/011/011/';
const ABOVE_HOME = '42/01/05/';

const AREAS: readonly (readonly [where: string, path: string, mine: boolean])[] = [
  ['in its own area', HOME, true],
  ['below its own area', BELOW_HOME, true],
  ['next door', NEXT_DOOR, false],
  ['above its own area', ABOVE_HOME, false],
  ['everywhere', '', false],
];

/** The table as the requirements have it, written down a second time on purpose. */
const GRANTED: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['operations.read'],
  grid_worker: ['incident.report'],
  dispatcher: ['incident.triage', 'incident.route', 'incident.dispatch', 'incident.park'],
  handler: ['task.accept', 'task.return', 'task.complete'],
  supervisor: ['incident.check', 'incident.close', 'incident.void'],
  planner: ['area.plan', 'party.plan'],
  policy_maker: ['policy.set'],
  operator: ['projection.operate'],
};

const table = (Object.keys(ROLES) as Role[]).flatMap((role) =>
  PERMISSIONS.flatMap((permission) =>
    AREAS.map(([where, path, mine]) => ({
      role,
      permission,
      where,
      path,
      allowed: mine && GRANTED[role].includes(permission),
    })),
  ),
);

describe('role × permission × area', () => {
  test.each(table)('$role with $permission $where: $allowed', ({ role, permission, path, allowed }) => {
    const caller = callerOf({ subject: 'x', roles: [role], areas: [HOME] });
    expect(caller.may(permission, path)).toBe(allowed);
    const ask = () => requireArea(caller, permission, path);
    if (allowed) expect(ask).not.toThrow();
    else expect(ask).toThrow(expect.objectContaining({ status: 403 }));
  });

  test('every role has a row and every permission a role', () => {
    expect(Object.keys(GRANTED)).toEqual(Object.keys(ROLES));
    expect(new Set(PERMISSIONS)).toEqual(new Set(Object.values(GRANTED).flat()));
  });

  test('the empty prefix is everywhere, no prefix is nowhere', () => {
    const everywhere = callerOf({ subject: 'x', roles: ['viewer'], areas: [''] });
    const nowhere = callerOf({ subject: 'x', roles: ['viewer'], areas: [] });
    expect(everywhere.may('operations.read', NEXT_DOOR)).toBe(true);
    expect(everywhere.may('operations.read', '')).toBe(true);
    expect(nowhere.may('operations.read', HOME)).toBe(false);
  });

  test('a role that nobody defined grants nothing, whatever it is called', () => {
    const caller = callerOf({
      subject: 'x',
      roles: ['admin', 'toString', '__proto__', 'constructor'],
      areas: [''],
    });
    expect(PERMISSIONS.filter((permission) => caller.may(permission))).toEqual([]);
  });

  test('a handler acts for its own unit and no other', () => {
    const handler = callerOf({ subject: 'x', roles: ['handler'], areas: [''], unit: 'sanitation:420105' });
    expect(() => requireUnit(handler, 'task.accept', 'sanitation:420105')).not.toThrow();
    expect(() => requireUnit(handler, 'task.accept', 'water:420105')).toThrow(
      expect.objectContaining({ status: 403, code: 'foreign-unit' }),
    );
    expect(() => requireUnit(handler, 'incident.close', 'sanitation:420105')).toThrow(
      expect.objectContaining({ status: 403, code: 'missing-permission' }),
    );
  });
});
