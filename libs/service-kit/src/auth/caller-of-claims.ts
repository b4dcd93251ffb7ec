import { holdsForbiddenCharacter } from '@linli/contracts';
import type { JWTPayload } from 'jose';
import { callerOf, type Caller } from './caller.ts';

const AREA_PREFIX = /^(?:[0-9A-Za-z]+\/)*$/;
/** UTF-16 code units of a name that goes into the metadata of events. */
const LONGEST_NAME = 200;

/**
 * The caller that the claims name; undefined when one has the wrong shape: no caller with surprising rights, and none
 * whose name the log or a topic could not take.
 *
 * @param expiresAt from then on the token is refused, milliseconds since 1970 UTC
 */
export function callerOfClaims(claims: JWTPayload, expiresAt: number): Caller | undefined {
  const { sub, roles, areas, unit, clearance = 0 } = claims;
  if (!isName(sub) || !isStrings(roles) || !isStrings(areas)) return undefined;
  if (!areas.every((prefix) => AREA_PREFIX.test(prefix))) return undefined;
  if (!isClearance(clearance)) return undefined;
  const identity = { subject: sub, roles, areas, clearance, expiresAt };
  if (unit === undefined) return callerOf(identity);
  return isName(unit) ? callerOf({ ...identity, unit }) : undefined;
}

function isClearance(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 4;
}

function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= LONGEST_NAME &&
    !holdsForbiddenCharacter(value)
  );
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
