/**
 * Who may do what. A role is granted by the token; where it may be used, the token's area prefixes say. One table for
 * HTTP, streams and exports, so that they cannot differ.
 */
export const ROLES = {
  /** Looks at the operations centre. */
  viewer: ['operations.read'],
  /** 网格员: walks the grids and reports. */
  grid_worker: ['incident.report'],
  /** 指挥中心坐席: receives, judges, sends. */
  dispatcher: ['incident.triage', 'incident.route', 'incident.dispatch', 'incident.park'],
  /** 处置人: acts for the unit named in the token and for no other. */
  handler: ['task.accept', 'task.return', 'task.complete'],
  /** 核查: looks whether it was done. */
  supervisor: ['incident.check', 'incident.close', 'incident.void'],
  /** Draws areas and party organisations. */
  planner: ['area.plan', 'party.plan'],
  /** Sets catalogues, deadlines, calendars and routing. */
  policy_maker: ['policy.set'],
  /** Retries and discards parked events, rebuilds views. */
  operator: ['projection.operate'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Role = keyof typeof ROLES;

export type Permission = (typeof ROLES)[Role][number];

export const PERMISSIONS: readonly Permission[] = Object.values(ROLES).flat();

/** Everything these roles may do; names that are no role grant nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  const granted = new Set<Permission>();
  for (const role of roles) {
    if (!Object.hasOwn(ROLES, role)) continue;
    for (const permission of ROLES[role as Role]) granted.add(permission);
  }
  return granted;
}
