import type { Query } from '@linli/read-models';
import { invalidRequest } from '@linli/service-kit';
import { readPositions } from '../stream/cursor.ts';

export type RowPlace = NonNullable<Query['after']>;

/**
 * Where a list goes on. It keeps the point of history its first page was answered for, so that all pages are of one list
 * whatever happens meanwhile.
 */
export interface ListCursor {
  /** Positions, as `asOf` has them. */
  readonly asOf: string;
  readonly after: RowPlace;
}

export function encodeListCursor({ asOf, after: { value, key, source } }: ListCursor): string {
  return Buffer.from(JSON.stringify([asOf, value, key, source])).toString('base64url');
}

/** @throws Problem 400 for anything that `encodeListCursor` has not written. */
export function decodeListCursor(text: string): ListCursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 4) {
      const [asOf, value, key, source] = parts as readonly unknown[];
      if (
        typeof asOf === 'string' &&
        readPositions(asOf) !== undefined &&
        (typeof value === 'string' || Number.isSafeInteger(value)) &&
        typeof key === 'string' &&
        typeof source === 'string'
      ) {
        return { asOf, after: { value: value as string | number, key, source } };
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
