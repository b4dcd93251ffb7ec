import type { Query } from '@linli/read-models';
import { invalidRequest } from '@linli/service-kit';
import type { Positions } from '../stream/cursor.ts';
import type { Instant } from './instant.ts';

export type RowPlace = NonNullable<Query['after']>;

/**
 * Where a list goes on. It keeps the point of history its first page was answered for, so that all pages are of one list
 * whatever happens meanwhile.
 */
export interface ListCursor {
  readonly instant: Instant;
  readonly after: RowPlace;
}

export function encodeListCursor({ instant, after }: ListCursor): string {
  const { positions, moment } = instant;
  return Buffer.from(JSON.stringify([positions, moment, after.value, after.key, after.source])).toString(
    'base64url',
  );
}

/** @throws Problem 400 for anything that `encodeListCursor` has not written. */
export function decodeListCursor(text: string): ListCursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 5) {
      const [positions, moment, value, key, source] = parts as readonly unknown[];
      if (
        isPositions(positions) &&
        Number.isSafeInteger(moment) &&
        Math.abs(moment as number) <= 8.64e15 &&
        (typeof value === 'string' || Number.isSafeInteger(value)) &&
        typeof key === 'string' &&
        typeof source === 'string'
      ) {
        return {
          instant: { positions, moment: moment as number, live: false },
          after: { value: value as string | number, key, source },
        };
      }
    }
  } catch {
    // Not even JSON: answered as everything else that is no cursor.
  }
  throw invalidCursor();
}

export function invalidCursor(): Error {
  return invalidRequest([
    { field: 'cursor', rule: 'isCursor', message: 'must be the `next` of an earlier page of the same list' },
  ]);
}

function isPositions(value: unknown): value is Positions {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((position) => Number.isSafeInteger(position) && (position as number) >= 0)
  );
}
