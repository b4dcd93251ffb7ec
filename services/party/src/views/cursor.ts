import { invalidRequest } from '@linli/service-kit';

/** Where a page ended, and the position and day all its pages are answered for. */
export interface Cursor {
  /** `party:1042`. */
  readonly position: string;
  readonly on: string;
  readonly code: string;
}

/** Opaque to readers. */
export function writeCursor({ position, on, code }: Cursor): string {
  return Buffer.from(`${position} ${on} ${code}`).toString('base64url');
}

/** Throws 400 for text that is no cursor of ours. */
export function readCursor(text: string): Cursor {
  const [, position, on, code] =
    /^(party:[0-9]{1,15}) ([0-9]{4}-[0-9]{2}-[0-9]{2}) ([A-Za-z0-9-]{1,40})$/.exec(
      Buffer.from(text, 'base64url').toString(),
    ) ?? [];
  if (position === undefined || on === undefined || code === undefined) {
    throw invalidRequest([
      { field: 'cursor', rule: 'cursor', message: 'must be a `next` of an earlier page' },
    ]);
  }
  return { position, on, code };
}
