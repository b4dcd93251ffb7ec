import { Metadata, status } from '@grpc/grpc-js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { AppendOutcome, Expected, ProposedEvent, StoredEvent } from './stored-log.ts';

const { AppendResp, ReadResp } = streams;

/** What the server refuses a call with. */
export class Refusal extends Error {
  readonly code: status;
  readonly metadata = new Metadata();
  get details(): string {
    return this.message;
  }
  constructor(code: status, message: string, metadata: Record<string, string> = {}) {
    super(message);
    this.code = code;
    for (const [key, value] of Object.entries(metadata)) this.metadata.set(key, value);
  }
}

export const refusals = {
  accessDenied: () => new Refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  invalidPosition: () => new Refusal(status.INVALID_ARGUMENT, 'Trying to read from an invalid position.'),
  notReady: () => new Refusal(status.UNAVAILABLE, 'Server Is Not Ready'),
  timeout: () => new Refusal(status.ABORTED, 'Operation timed out: commit phase'),
  appendTooBig: (limit: number) =>
    new Refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(limit),
    }),
  streamDeleted: (streamId: string) =>
    new Refusal(status.FAILED_PRECONDITION, `Event stream '${streamId}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': encodeURIComponent(streamId),
    }),
  notLeader: (port: number) =>
    new Refusal(status.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': '127.0.0.1',
      'leader-endpoint-port': String(port),
    }),
};

export function streamNameOf(identifier: { getStreamName_asU8(): Uint8Array } | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

export function identifierOf(streamId: string): InstanceType<typeof shared.StreamIdentifier> {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(streamId, 'utf8'));
  return identifier;
}

/** The event as an append brings it. */
export function proposedEvent(
  message: InstanceType<typeof streams.AppendReq.ProposedMessage>,
): ProposedEvent {
  const names = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: names.get('type') ?? '',
    contentType: names.get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

export function sizeOf(events: readonly ProposedEvent[]): number {
  return events.reduce(
    (sum, { type, data, metadata }) => sum + 2 * type.length + data.length + metadata.length,
    0,
  );
}

export function appendReply(outcome: AppendOutcome, expected: Expected): InstanceType<typeof AppendResp> {
  const reply = new AppendResp();
  if (outcome.result === 'success') {
    const position = new AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    const success = new AppendResp.Success();
    success.setCurrentRevision(String(outcome.revision));
    success.setPosition(position);
    reply.setSuccess(success);
    return reply;
  }
  const wrong = new AppendResp.WrongExpectedVersion();
  const current = outcome.result === 'wrong-expected-version' ? outcome.current : undefined;
  if (current === undefined) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(current));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'no-stream') wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === 'stream-exists') wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  reply.setWrongExpectedVersion(wrong);
  return reply;
}

const ticksPerMillisecond = 10_000n;

export function eventMessage(event: StoredEvent): InstanceType<typeof ReadResp> {
  const id = new shared.UUID();
  id.setString(event.id);
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(id);
  recorded.setStreamIdentifier(identifierOf(event.streamId));
  recorded.setStreamRevision(String(event.revision));
  recorded.setCommitPosition(String(event.position));
  recorded.setPreparePosition(String(event.position));
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  const names = recorded.getMetadataMap();
  names.set('type', event.type);
  names.set('content-type', event.contentType);
  names.set('created', String(BigInt(event.created) * ticksPerMillisecond));
  const read = new ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  const message = new ReadResp();
  message.setEvent(read);
  return message;
}

export function streamNotFound(streamId: string): InstanceType<typeof ReadResp> {
  const notFound = new ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(identifierOf(streamId));
  const message = new ReadResp();
  message.setStreamNotFound(notFound);
  return message;
}

export function confirmation(subscriptionId: string): InstanceType<typeof ReadResp> {
  const confirmed = new ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(subscriptionId);
  const message = new ReadResp();
  message.setConfirmation(confirmed);
  return message;
}

export function checkpointMessage(position: bigint): InstanceType<typeof ReadResp> {
  const checkpoint = new ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  const message = new ReadResp();
  message.setCheckpoint(checkpoint);
  return message;
}

export function caughtUpMessage(position: bigint, now: number): InstanceType<typeof ReadResp> {
  const at = new ReadResp.Position();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  const caughtUp = new ReadResp.CaughtUp();
  caughtUp.setTimestamp(timestamps.Timestamp.fromDate(new Date(now)));
  caughtUp.setPosition(at);
  const message = new ReadResp();
  message.setCaughtUp(caughtUp);
  return message;
}
