import { describe, expect, test } from '@jest/globals';
import { callerOf, requireArea, requireUnit } from './caller.ts';
import { declareAccess, declaredPermissions, declaredRoles } from './roles.ts';

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

declareAccess('gardens', {
  permissions: { 'bed.dig': 'dig a bed', 'bed.water': 'water a bed' },
  roles: {
    gardener: { who: '园丁', may: ['bed.dig', 'bed.water'] },
    viewer: { who: '值守', may: ['operations.read'] },
  },
});

/** The table written down a second time on purpose. */
const GRANTED: Readonly<Record<string, readonly string[]>> = {
  viewer: ['operations.read'],
  policy_maker: ['policy.set'],
  privacy_officer: ['access.read'],
  operator: ['projection.operate'],
  gardener: ['bed.dig', 'bed.water'],
};

const table = declaredRoles().flatMap((role) =>
  declaredPermissions().flatMap((permission) =>
    AREAS.map(([where, path, mine]) => ({
      role,
      permission,
      where,
      path,
      allowed: mine && GRANTED[role]?.includes(permission) === true,
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
    expect(Object.keys(GRANTED)).toEqual(declaredRoles());
    expect(new Set(declaredPermissions())).toEqual(new Set(Object.values(GRANTED).flat()));
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
    expect(declaredPermissions().filter((permission) => caller.may(permission))).toEqual([]);
  });

  test('who acts for a unit acts for no other', () => {
    const gardener = callerOf({ subject: 'x', roles: ['gardener'], areas: [''], unit: 'beds:420105' });
    expect(() => requireUnit(gardener, 'bed.dig', 'beds:420105')).not.toThrow();
    expect(() => requireUnit(gardener, 'bed.dig', 'water:420105')).toThrow(
      expect.objectContaining({ status: 403, code: 'foreign-unit' }),
    );
    expect(() => requireUnit(gardener, 'policy.set', 'beds:420105')).toThrow(
      expect.objectContaining({ status: 403, code: 'missing-permission' }),
    );
  });

  test('a permission has one owner, and a role may only do what somebody has declared', () => {
    const other = { permissions: { 'bed.dig': 'dig' }, roles: {} };
    expect(() => declareAccess('parks', other)).toThrow('declared by gardens and by parks');
    const slip = { permissions: {}, roles: { keeper: { who: '管理员', may: ['bed.digg'] } } };
    expect(() => declareAccess('parks', slip)).toThrow('bed.digg, which nobody has declared');
  });
});
