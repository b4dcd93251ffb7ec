import type { EventMetadata, RecordedEvent } from '@linli/contracts';
import type { ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { AppendedText } from '../append-request.ts';
import { StoreUnavailable } from '../event-store.ts';
import type { ServerNames } from './server-names.ts';

/** An event as it is sent to the server. */
export interface EncodedEvent {
  /** A UUID, as the server asks. */
  readonly id: string;
  readonly type: string;
  /** JSON in UTF-8, both. */
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as the server sent it, not yet parsed: whoever is handed it parses it, so that nobody shares its objects. */
export type SentEvent = ReadResp.ReadEvent.RecordedEvent;

/** What we keep beside the metadata of an event, under `$linli`: what the server has no place for. Its own ids are not ours. */
interface OurMetadata {
  readonly id: string;
  readonly version: number;
  /** Recorded time of what the writer knew to be in the log before; milliseconds since 1970 UTC. */
  readonly notBefore?: number;
}

const ticksPerMillisecond = 10_000n;

/**
 * @param serverId a UUID under which the server keeps the event
 * @param notBefore the latest recorded time known of the log, 0 when none is known
 */
export function encoded(
  event: AppendedText,
  serverId: string,
  names: ServerNames,
  notBefore: number,
): EncodedEvent {
  const ours: OurMetadata = { id: event.id, version: event.version, ...(notBefore > 0 && { notBefore }) };
  return {
    id: serverId,
    type: names.of(event.type),
    data: Buffer.from(event.data, 'utf8'),
    // An object's text ends in a brace and metadata is never empty: its command id is always there.
    metadata: Buffer.from(`${event.metadata.slice(0, -1)},"$linli":${JSON.stringify(ours)}}`, 'utf8'),
  };
}

export function streamOf(event: SentEvent): string {
  return Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
}

/** When the event was recorded, as its readers see it; 0 when it was not written by this software. */
export function recordedAtOf(event: SentEvent): number {
  try {
    return recordedAt(event, storedMetadata(event).$linli);
  } catch {
    return 0;
  }
}

/**
 * The event as readers of its log get it. Its recorded time is when the server took it, but never before what its writer
 * knew to be recorded: so it does not go back when the server's clock does, and is the same for everyone.
 * @throws StoreUnavailable `broken` when it was not written by this software, or its position is beyond what a number holds
 */
export function decoded(event: SentEvent, names: ServerNames, location: string): RecordedEvent {
  const position = positionOf(event, location);
  const serverStream = streamOf(event);
  try {
    const { $linli: ours, ...metadata } = storedMetadata(event);
    const streamId = names.within(serverStream);
    const type = names.within(event.getMetadataMap().get('type') ?? '');
    if (streamId === undefined || type === undefined) throw new Error('not an event of this log');
    return {
      position,
      streamId,
      revision: Number(event.getStreamRevision()),
      id: ours.id,
      type,
      version: ours.version,
      recordedAt: recordedAt(event, ours),
      data: parsed(event.getData_asU8()),
      metadata,
    };
  } catch (error) {
    throw new StoreUnavailable(
      'broken',
      `${location}: the event at position ${position} of ${serverStream} was not written by this software`,
      { cause: error },
    );
  }
}

/** Where the event stands in the log. */
export function positionOf(event: SentEvent, location: string): number {
  const position = Number(event.getCommitPosition());
  if (!Number.isSafeInteger(position))
    throw new StoreUnavailable(
      'broken',
      `${location}: the server tells no position that a number holds for an event of a stream; it must be EventStoreDB ` +
        '23.10 or KurrentDB 25.0 or later, with less than 8 PiB in its log',
    );
  return position;
}

type StoredMetadata = EventMetadata & { readonly $linli: OurMetadata };

function storedMetadata(event: SentEvent): StoredMetadata {
  const metadata = parsed(event.getCustomMetadata_asU8()) as Partial<StoredMetadata>;
  if (!Number.isSafeInteger(metadata.$linli?.version)) throw new Error('no metadata of ours');
  return metadata as StoredMetadata;
}

function recordedAt(event: SentEvent, { notBefore = 0 }: OurMetadata): number {
  const created = BigInt(event.getMetadataMap().get('created') ?? '') / ticksPerMillisecond;
  return Math.max(Number(created), notBefore);
}

function parsed(json: Uint8Array): unknown {
  return JSON.parse(Buffer.from(json).toString('utf8'));
}
