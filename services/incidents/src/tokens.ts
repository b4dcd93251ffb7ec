/** Injection tokens of this service; symbols, since services share one application in the city. */
export const INCIDENT_DESK = Symbol('incidents.desk');
export const POLICY_DESK = Symbol('incidents.policy-desk');
export const POLICY_BOOK = Symbol('incidents.policy-book');
export const GRIDS = Symbol('incidents.grids');
export const CLOCK = Symbol('incidents.clock');
export const RUNNERS = Symbol('incidents.runners');
