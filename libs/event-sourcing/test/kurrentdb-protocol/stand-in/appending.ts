import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import type {
  AppendReq,
  AppendResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { appendReply, proposedEvent, refusals, sizeOf, streamNameOf } from './messages.ts';
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
