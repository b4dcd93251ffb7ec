import { v5 as uuidv5 } from 'uuid';

/** Our own namespace for ids that derive from something (RFC 9562, version 5). */
const namespace = '5b0c9c8e-6f2a-5d0e-9a53-4f7f2b1d8c11';

const prefix = 'incident-';

/** The incident that a report under this idempotency key opens: the same for every repetition of the report. */
export function incidentIdOf(tenant: string, idempotencyKey: string): string {
  return uuidv5(`${tenant}/incident/${idempotencyKey}`, namespace);
}

/** Command id of something that follows from something else, so that it happens once however often it is found. */
export function derivedCommandId(...parts: readonly (string | number)[]): string {
  return uuidv5(parts.join('/'), namespace);
}

export function incidentStream(incidentId: string): string {
  return prefix + incidentId;
}

/** The incident whose stream this is; undefined for a stream of another kind. */
export function incidentOfStream(streamId: string): string | undefined {
  return streamId.startsWith(prefix) ? streamId.slice(prefix.length) : undefined;
}
