import { hash } from 'node:crypto';

/** Names the ids below; made once at random and never to change, or a repeated report would open a second incident. */
const namespace = Buffer.from('5b0c9c8e6f2a5d0e9a534f7f2b1d8c11', 'hex');

const prefix = 'incident-';

/** The incident that a report under this idempotency key opens: the same for every repetition of the report. */
export function incidentIdOf(tenant: string, idempotencyKey: string): string {
  return nameBased(`${tenant}/incident/${idempotencyKey}`);
}

/** Command id of something that follows from something else, so that it happens once however often it is found. */
export function derivedCommandId(...parts: readonly (string | number)[]): string {
  return nameBased(parts.join('/'));
}

export function incidentStream(incidentId: string): string {
  return prefix + incidentId;
}

/** The incident whose stream this is; undefined for a stream of another kind. */
export function incidentOfStream(streamId: string): string | undefined {
  return streamId.startsWith(prefix) ? streamId.slice(prefix.length) : undefined;
}

/** UUID version 5 (RFC 9562): the same name gives the same id. */
function nameBased(name: string): string {
  const digest = hash('sha1', Buffer.concat([namespace, Buffer.from(name)]), 'hex');
  const variant = ((parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `${variant}${digest.slice(18, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
