import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import type { StreamIdentifier } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type {
  AppendReq,
  ReadReq as ReadRequest,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { EncodedEvent } from './event-encoding.ts';

const { ReadReq } = streams;

/** What the server is asked to pick out of $all; regular expressions of `ServerNames`. */
export type AllFilter = { readonly streams: string } | { readonly types: string };

export interface StreamRead {
  readonly stream: string;
  /** First revision, inclusive; the end that the direction begins at when left out. */
  readonly from?: number;
  readonly backwards?: boolean;
  readonly limit?: number;
}

export interface AllRead {
  /** Where to begin, inclusive forwards and exclusive backwards; the end that the direction begins at when left out. */
  readonly from?: number;
  readonly backwards?: boolean;
  readonly filter?: AllFilter;
  readonly limit?: number;
}

const backwards = ReadReq.Options.ReadDirection.BACKWARDS;
/** How many events the server looks at before it pauses, and before a subscription says how far it is. */
const searchWindow = 1_024;

export function streamRead({ stream, from, limit, ...options }: StreamRead): ReadRequest {
  const asked = new ReadReq.Options.StreamOptions();
  asked.setStreamIdentifier(identifier(stream));
  if (from !== undefined) asked.setRevision(String(from));
  else if (options.backwards) asked.setEnd(new shared.Empty());
  else asked.setStart(new shared.Empty());
  const read = newOptions();
  read.setStream(asked);
  read.setNoFilter(new shared.Empty());
  return limitedRead(read, options.backwards, limit);
}

export function allRead({ from, filter, limit, ...options }: AllRead): ReadRequest {
  const read = newOptions();
  read.setAll(allFrom(from ?? (options.backwards ? 'end' : 'start')));
  setFilter(read, filter);
  return limitedRead(read, options.backwards, limit);
}

/** Everything that comes from now on. */
export function allSubscription(filter: AllFilter): ReadRequest {
  const read = newOptions();
  read.setAll(allFrom('end'));
  setFilter(read, filter);
  read.setSubscription(new ReadReq.Options.SubscriptionOptions());
  return requestOf(read);
}

/** The messages of one append: first what is expected of the stream, then its events. */
export function appendMessages(
  stream: string,
  expectedRevision: number,
  events: readonly EncodedEvent[],
): AppendReq[] {
  const options = new streams.AppendReq.Options();
  options.setStreamIdentifier(identifier(stream));
  if (expectedRevision < 0) options.setNoStream(new shared.Empty());
  else options.setRevision(String(expectedRevision));
  const first = new streams.AppendReq();
  first.setOptions(options);
  return [first, ...events.map(proposed)];
}

function proposed(event: EncodedEvent): AppendReq {
  const id = new shared.UUID();
  id.setString(event.id);
  const message = new streams.AppendReq.ProposedMessage();
  message.setId(id);
  message.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
  message.setData(event.data);
  message.setCustomMetadata(event.metadata);
  const request = new streams.AppendReq();
  request.setProposedMessage(message);
  return request;
}

function newOptions(): ReadRequest.Options {
  const ids = new ReadReq.Options.UUIDOption();
  ids.setString(new shared.Empty());
  const options = new ReadReq.Options();
  options.setUuidOption(ids);
  return options;
}

function allFrom(from: number | 'start' | 'end'): ReadRequest.Options.AllOptions {
  const all = new ReadReq.Options.AllOptions();
  if (from === 'start' || from === 0) all.setStart(new shared.Empty());
  else if (from === 'end') all.setEnd(new shared.Empty());
  else {
    const position = new ReadReq.Options.Position();
    position.setCommitPosition(String(from));
    position.setPreparePosition(String(from));
    all.setPosition(position);
  }
  return all;
}

function setFilter(options: ReadRequest.Options, filter: AllFilter | undefined): void {
  if (!filter) {
    options.setNoFilter(new shared.Empty());
    return;
  }
  const expression = new ReadReq.Options.FilterOptions.Expression();
  const asked = new ReadReq.Options.FilterOptions();
  if ('streams' in filter) {
    expression.setRegex(filter.streams);
    asked.setStreamIdentifier(expression);
  } else {
    expression.setRegex(filter.types);
    asked.setEventType(expression);
  }
  asked.setMax(searchWindow);
  asked.setCheckpointintervalmultiplier(1);
  options.setFilter(asked);
}

function limitedRead(
  options: ReadRequest.Options,
  isBackwards: boolean | undefined,
  limit = Number.MAX_SAFE_INTEGER,
): ReadRequest {
  if (isBackwards) options.setReadDirection(backwards);
  options.setCount(String(Math.min(limit, Number.MAX_SAFE_INTEGER)));
  return requestOf(options);
}

function requestOf(options: ReadRequest.Options): ReadRequest {
  const request = new ReadReq();
  request.setOptions(options);
  return request;
}

function identifier(stream: string): StreamIdentifier {
  const name = new shared.StreamIdentifier();
  name.setStreamName(Buffer.from(stream, 'utf8'));
  return name;
}
