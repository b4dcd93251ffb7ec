import type { Scalar } from '@linli/read-models';
import { invalidRequest } from '../validation/validation.pipe.ts';

/** Where a page ended, and the place in history and the day that all its pages are answered for. */
export interface Cursor {
  /** `party:1042`. */
  readonly position: string;
  /** Asia/Shanghai day. */
  readonly on: string;
  readonly key: string;
  readonly value: Scalar;
  readonly source: string;
}

/** Opaque to readers. */
export function writeCursor({ position, on, key, value, source }: Cursor): string {
  return Buffer.from(JSON.stringify([position, on, key, value, source])).toString('base64url');
}

/** Throws 400 for text that is no cursor of ours. */
export function readCursor(text: string): Cursor {
  const [position, on, key, value, source] = partsOf(text);
  const sound =
    [position, on, key, source].every((part) => typeof part === 'string') &&
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(on as string) &&
    (value === null || typeof value === 'string' || typeof value === 'number');
  if (!sound)
    throw invalidRequest([
      { field: 'cursor', rule: 'cursor', message: 'must be a `next` of an earlier page' },
    ]);
  return { position, on, key, value, source } as Cursor;
}

function partsOf(text: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
