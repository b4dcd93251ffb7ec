import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import status from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import { appendReply, identifierOf, proposedEvent, refusals, sizeOf, streamNameOf } from './messages.ts';
import type { AppendOutcome, Expected, ProposedEvent } from './stored-log.ts';

/** What the calls need of the server they belong to. */
export interface AppendTarget {
  /** Largest append in bytes. */
  readonly maxAppendSize: number;
  /** Takes an append by the server's script; never resolves when the connection was cut under it. */
  append(streamId: string, expected: Expected, events: readonly ProposedEvent[]): Promise<AppendOutcome>;
}

/** One append as one call: options first, then an event a message. */
export function appendCall(target: AppendTarget) {
  return (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void => {
    let streamId = '';
    let expected: Expected = 'any';
    const events: ProposedEvent[] = [];
    call.on('error', () => undefined);
    call.on('data', (message: AppendReq) => {
      const options = message.getOptions();
      if (options) {
        streamId = streamNameOf(options.getStreamIdentifier());
        if (options.hasRevision()) expected = BigInt(options.getRevision());
        else if (options.hasNoStream()) expected = 'no-stream';
        else if (options.hasStreamExists()) expected = 'stream-exists';
      }
      const proposed = message.getProposedMessage();
      if (proposed) events.push(proposedEvent(proposed));
    });
    const whole = () => {
      // A call that its client gives up half way ends too, just before it is known to be cancelled.
      if (call.cancelled) return;
      const taken =
        sizeOf(events) > target.maxAppendSize
          ? Promise.reject(refusals.appendTooBig(target.maxAppendSize))
          : target.append(streamId, expected, events);
      taken.then(
        (outcome) => {
          if (outcome.result === 'stream-deleted') answer(refusals.streamDeleted(streamId));
          else answer(null, appendReply(outcome, expected));
        },
        (error: Error) => answer(error),
      );
    };
    call.on('end', () => setImmediate(whole));
  };
}

interface Batch {
  readonly streamId: string;
  readonly expected: Expected;
  readonly events: ProposedEvent[];
}

/** Many appends over one call, each under a correlation id and in one or more parts. */
export function batchAppendCall(target: AppendTarget) {
  return (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void => {
    const batches = new Map<string, Batch>();
    call.on('error', () => undefined);
    call.on('end', () => call.end());
    call.on('data', (part: BatchAppendReq) => {
      const correlationId = part.getCorrelationId()?.getString() ?? '';
      const options = part.getOptions();
      if (options) {
        const expected: Expected = options.hasStreamPosition()
          ? BigInt(options.getStreamPosition())
          : options.hasNoStream()
            ? 'no-stream'
            : options.hasStreamExists()
              ? 'stream-exists'
              : 'any';
        const streamId = streamNameOf(options.getStreamIdentifier());
        batches.set(correlationId, { streamId, expected, events: [] });
      }
      const batch = batches.get(correlationId);
      if (!batch) return;
      batch.events.push(...part.getProposedMessagesList().map(proposedEvent));
      if (!part.getIsFinal()) return;
      batches.delete(correlationId);
      target.append(batch.streamId, batch.expected, batch.events).then(
        (outcome) => call.write(batchReply(correlationId, batch, outcome)),
        (error: Error) => call.destroy(error),
      );
    });
  };
}

function batchReply(
  correlationId: string,
  { streamId, expected }: Batch,
  outcome: AppendOutcome,
): BatchAppendResp {
  const reply = new streams.BatchAppendResp();
  const id = new shared.UUID();
  id.setString(correlationId);
  reply.setCorrelationId(id);
  reply.setStreamIdentifier(identifierOf(streamId));
  if (outcome.result === 'success') {
    const position = new shared.AllStreamPosition();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    const success = new streams.BatchAppendResp.Success();
    success.setCurrentRevision(String(outcome.revision));
    success.setPosition(position);
    reply.setSuccess(success);
    return reply;
  }
  const details = new any.Any();
  if (outcome.result === 'stream-deleted') {
    const deleted = new shared.StreamDeleted();
    deleted.setStreamIdentifier(identifierOf(streamId));
    details.pack(deleted.serializeBinary(), 'event_store.client.StreamDeleted');
  } else {
    const wrong = new shared.WrongExpectedVersion();
    if (outcome.current === undefined) wrong.setCurrentNoStream(new empty.Empty());
    else wrong.setCurrentStreamRevision(String(outcome.current));
    if (typeof expected === 'bigint') wrong.setExpectedStreamPosition(String(expected));
    else if (expected === 'no-stream') wrong.setExpectedNoStream(new empty.Empty());
    else if (expected === 'stream-exists') wrong.setExpectedStreamExists(new empty.Empty());
    else wrong.setExpectedAny(new empty.Empty());
    details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  }
  const error = new status.Status();
  error.setDetails(details);
  reply.setError(error);
  return reply;
}
