import { type CloudEvent, InvalidCloudEvent } from './cloud-event.ts';

/** What is handed to a Kafka producer: key, headers and value as text, UTF-8 on the wire. */
export interface KafkaMessage {
  /** The `partitionkey`, which is the stream id. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** What a Kafka consumer hands over; a header given twice arrives as a list. */
export interface ReceivedMessage {
  readonly headers?: Readonly<Record<string, HeaderValue | readonly HeaderValue[] | undefined>>;
  readonly value: string | Uint8Array | null;
}
type HeaderValue = string | Uint8Array;

const structuredType = 'application/cloudevents+json; charset=UTF-8';
const prefix = 'ce_';

/** Binary content mode: the data is the value, every attribute a `ce_` header. What we publish. */
export function toBinaryMessage(event: CloudEvent): KafkaMessage {
  const headers: Record<string, string> = { 'content-type': event.datacontenttype };
  for (const name of Object.keys(event) as (keyof CloudEvent)[])
    if (name !== 'data' && name !== 'datacontenttype') headers[headerOf(name)] = event[name] as string;
  return { key: event.partitionkey, headers, value: JSON.stringify(event.data) };
}

const headerNames = new Map<string, string>();

/** Each name is put together once: done for every message, it costs more than all the rest of it. */
function headerOf(attribute: string): string {
  let header = headerNames.get(attribute);
  if (header === undefined) headerNames.set(attribute, (header = prefix + attribute));
  return header;
}

/** Structured content mode: the whole envelope is the value, as JSON. */
export function toStructuredMessage(event: CloudEvent): KafkaMessage {
  return {
    key: event.partitionkey,
    headers: { 'content-type': structuredType },
    value: toStructuredJson(event),
  };
}

/** CloudEvents JSON format of an envelope. */
export function toStructuredJson(event: CloudEvent): string {
  return JSON.stringify(event);
}

/**
 * Reads the envelope of a message in either content mode: structured when its content type begins with
 * `application/cloudevents`, in any case of letters, else binary. The result is yet to be read by `fromCloudEvent`.
 * Throws `InvalidCloudEvent` for a tombstone, broken UTF-8 or JSON, batches and doubled headers.
 */
export function readMessage(message: ReceivedMessage): Readonly<Record<string, unknown>> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    if (value === undefined) continue;
    if (Array.isArray(value)) throw new InvalidCloudEvent(name, 'is given twice');
    headers.set(name.toLowerCase(), utf8(name, value as HeaderValue));
  }
  if (message.value === null) throw new InvalidCloudEvent('data', 'is missing: the message is a tombstone');
  const value = utf8('data', message.value);
  const contentType = (headers.get('content-type') ?? '').toLowerCase();
  if (contentType.startsWith('application/cloudevents-batch'))
    throw new InvalidCloudEvent('datacontenttype', 'is a batch, which Kafka does not have');
  if (contentType.startsWith('application/cloudevents')) return structured(value, contentType);

  if (!/^application\/json\s*(;|$)/.test(contentType))
    throw new InvalidCloudEvent('datacontenttype', 'is not application/json');
  const attributes: Record<string, unknown> = { datacontenttype: 'application/json' };
  for (const [name, text] of headers)
    if (name.startsWith(prefix)) attributes[name.slice(prefix.length)] = text;
  return { ...attributes, data: json(value) };
}

function structured(value: string, contentType: string): Readonly<Record<string, unknown>> {
  if (!/^application\/cloudevents\+json\s*(;|$)/.test(contentType))
    throw new InvalidCloudEvent('datacontenttype', 'is an event format other than JSON');
  const envelope = json(value);
  if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope))
    throw new InvalidCloudEvent('data', 'is no JSON object');
  return envelope as Readonly<Record<string, unknown>>;
}

function json(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new InvalidCloudEvent('data', 'is not JSON');
  }
}

/** A byte order mark at the start of a value belongs to the value. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8(attribute: string, value: HeaderValue): string {
  if (typeof value === 'string') return value;
  try {
    return decoder.decode(value);
  } catch {
    throw new InvalidCloudEvent(attribute, 'is not UTF-8');
  }
}
