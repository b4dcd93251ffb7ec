import type { IHeaders } from 'kafkajs';

/** Headers of the relay's own, beside the CloudEvents attributes. Positions are written as the attributes write them. */

/** Everything up to this position stood in the topic when the record was sent. */
export const afterHeader = 'linli_after';
/** Position of the event before this one in its partition, 0 for the first: what proves that none is missing between. */
export const previousHeader = 'linli_previous';

/** As positions are written in the CloudEvents attributes. */
export function positionText(position: number): string {
  return String(position).padStart(16, '0');
}

/** Undefined when the header is missing or no position. */
export function positionIn(header: IHeaders[string]): number | undefined {
  if (!Buffer.isBuffer(header) || header.length === 0) return undefined;
  const value = Number(header.toString());
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
