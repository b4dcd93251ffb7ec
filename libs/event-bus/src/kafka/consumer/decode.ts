import { isUtf8 } from 'node:buffer';
import {
  type ContextName,
  type EventMetadata,
  eventDefinitions,
  fromCloudEvent,
  InvalidCloudEvent,
  readMessage,
  type RecordedEvent,
  UnknownEventType,
} from '@linli/contracts';
import type { KafkaMessage } from 'kafkajs';

/** What becomes of events that a newer release than ours has published. */
export interface NewerEvents {
  /** Event types that the published language of this build does not have. Default: passed over. */
  readonly types?: 'pass-over' | 'unreadable';
  /** A major version above those this build knows. Default: handed on as unreadable, so that it can be parked. */
  readonly majors?: 'unreadable' | 'pass-over';
}

export interface RecordReaderOptions {
  /** Whose topic it is: an event of another context is none of ours. */
  readonly context: ContextName;
  /** Whose events they are: those of another tenant are none of ours. */
  readonly tenant: string;
  /** Only these event types; all when left out. */
  readonly types?: readonly string[];
  readonly upcast: (event: RecordedEvent) => RecordedEvent;
  readonly newer: NewerEvents;
  /** Told once of each event type that the published language of this build does not have. */
  onUnknownType(type: string): void;
}

/** One message of a topic as the consumer sees it. */
export type Reading =
  | { readonly kind: 'event'; readonly event: RecordedEvent; readonly unreadable?: Error }
  /** One of ours that this subscriber does not want, or that this build has no use for. */
  | { readonly kind: 'passed-over'; readonly position: number }
  /** No event of ours. */
  | { readonly kind: 'foreign'; readonly reason: string };

interface KnownType {
  readonly type: string;
  readonly version: number;
  readonly wanted: boolean;
}

const knownTypes = new Set(eventDefinitions.map(({ type }) => type));
/** More distinct types or sources than this are no city's: the memory of them begins anew. */
const mostRemembered = 1_000;

/** As delivery upcasts, and as a parked event is read again: a type that this build does not have is not readable. */
export function upcastKnown(
  event: RecordedEvent,
  upcast: (event: RecordedEvent) => RecordedEvent,
): RecordedEvent {
  if (!knownTypes.has(event.type)) throw new UnknownEventType(event.type);
  return upcast(event);
}

/**
 * Reads the messages of one topic. An envelope as our relay writes it is read byte by byte where its type and source have
 * been seen before; everything else goes through the rules of the published language, which alone decide what is valid.
 */
export class RecordReader {
  readonly #options: RecordReaderOptions;
  readonly #wanted: ReadonlySet<string> | undefined;
  /** Types and sources that the published language has accepted and that are ours, by their text in the envelope. */
  readonly #types = new Remembered<KnownType>();
  readonly #tenants = new Remembered<string>();
  readonly #times = new Times();
  readonly #unknown = new Set<string>();

  constructor(options: RecordReaderOptions) {
    this.#options = options;
    this.#wanted = options.types && new Set(options.types);
  }

  read(message: KafkaMessage): Reading {
    const { headers, value } = message;
    if (headers && value && isSame(headers['content-type'], json)) {
      const type = this.#types.get(headers['ce_type']);
      const position = digitsOf(headers['ce_position']);
      const tenant = this.#tenants.get(headers['ce_source']);
      if (type && position !== undefined && tenant !== undefined) {
        if (!type.wanted) return { kind: 'passed-over', position };
        const event = this.#readKnown(type, position, tenant, headers, value);
        if (event) return this.#judge(event);
      }
    }
    return this.#readAny(message);
  }

  /** Undefined when anything is not exactly as our relay writes it. */
  #readKnown(
    { type, version }: KnownType,
    position: number,
    tenant: string,
    headers: Headers,
    value: Buffer,
  ): RecordedEvent | undefined {
    const revision = digitsOf(headers['ce_sequence']);
    const recordedAt = this.#times.read(headers['ce_time']);
    const id = textOf(headers['ce_id']);
    const streamId = textOf(headers['ce_subject']);
    if (headers['ce_escaped'] !== undefined) return undefined;
    const metadata = metadataOf(headers, tenant);
    if (!id || !streamId || !metadata || revision === undefined || recordedAt === undefined) return undefined;
    if (!isSame(headers['ce_specversion'], specversion) || !isUtf8(value)) return undefined;
    const data = parsed(value);
    if (data === undefined || data === null) return undefined;
    return { position, streamId, revision, id, type, version, recordedAt, data, metadata };
  }

  #readAny(message: KafkaMessage): Reading {
    try {
      const envelope = readMessage(message as Parameters<typeof readMessage>[0]);
      const { context, event } = fromCloudEvent(envelope);
      const own = this.#options;
      if (context !== own.context)
        return { kind: 'foreign', reason: `an event of ${context} in the topic of ${own.context}` };
      if (event.metadata.tenant !== own.tenant)
        return { kind: 'foreign', reason: `an event of another tenant than ${own.tenant}` };
      const type = this.#remember(envelope, event);
      return type.wanted ? this.#judge(event) : { kind: 'passed-over', position: event.position };
    } catch (error) {
      if (error instanceof InvalidCloudEvent) return { kind: 'foreign', reason: error.message };
      throw error;
    }
  }

  #remember(envelope: Readonly<Record<string, unknown>>, event: RecordedEvent): KnownType {
    const known = knownTypes.has(event.type);
    if (!known && !this.#unknown.has(event.type)) {
      this.#unknown.add(event.type);
      this.#options.onUnknownType(event.type);
    }
    const asked = this.#wanted?.has(event.type) ?? true;
    const wanted = asked && (known || this.#options.newer.types === 'unreadable');
    const type = { type: event.type, version: event.version, wanted };
    this.#types.set(envelope['type'] as string, type);
    this.#tenants.set(envelope['source'] as string, event.metadata.tenant);
    return type;
  }

  #judge(event: RecordedEvent): Reading {
    try {
      return { kind: 'event', event: upcastKnown(event, this.#options.upcast) };
    } catch (error) {
      if (
        error instanceof UnknownEventType &&
        this.#options.newer.majors === 'pass-over' &&
        knownTypes.has(event.type)
      )
        return { kind: 'passed-over', position: event.position };
      return {
        kind: 'event',
        event,
        unreadable: error instanceof Error ? error : new Error(String(error)),
      };
    }
  }
}

type Headers = NonNullable<KafkaMessage['headers']>;
type Header = Headers[string];

const json = Buffer.from('application/json');
const specversion = Buffer.from('1.0');

function metadataOf(headers: Headers, tenant: string): EventMetadata | undefined {
  const commandId = textOf(headers['ce_commandid']);
  const correlationId = textOf(headers['ce_correlationid']);
  const actor = textOf(headers['ce_actor']);
  if (!commandId || !correlationId || !actor) return undefined;
  const causationId = optionalTextOf(headers['ce_causationid']);
  const areaPath = optionalTextOf(headers['ce_areapath']);
  const knownAt = optionalTextOf(headers['ce_knownat']);
  const traceparent = optionalTextOf(headers['ce_traceparent']);
  if (causationId === '' || areaPath === '' || knownAt === '' || traceparent === '') return undefined;
  const metadata: Writable<EventMetadata> = { commandId, correlationId, actor, tenant };
  if (causationId !== undefined) metadata.causationId = causationId;
  if (areaPath !== undefined) metadata.areaPath = areaPath;
  if (knownAt !== undefined) metadata.knownAt = knownAt;
  if (traceparent !== undefined) metadata.traceparent = traceparent;
  return metadata;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

const notPrintableAscii = /[^\x20-\x7e]/;

/** Text of a header in printable ASCII; empty for anything else, which is then read with all care. */
function textOf(header: Header): string {
  if (!Buffer.isBuffer(header)) return '';
  const text = header.toString('latin1');
  return notPrintableAscii.test(text) ? '' : text;
}

function optionalTextOf(header: Header): string | undefined {
  return header === undefined ? undefined : textOf(header);
}

function isSame(header: Header, expected: Buffer): boolean {
  if (!Buffer.isBuffer(header) || header.length !== expected.length) return false;
  for (let place = 0; place < expected.length; place += 1) {
    if (header[place] !== expected[place]) return false;
  }
  return true;
}

/** A number of 16 digits, as our relay writes it. */
function digitsOf(header: Header): number | undefined {
  if (!Buffer.isBuffer(header) || header.length !== 16) return undefined;
  const value = numberAt(header, 0, 16);
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** Negative when a place holds no digit. */
function numberAt(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let place = from; place < to; place += 1) {
    const digit = (bytes[place] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** What has been learnt of a header's value; most messages have the value of the one before. */
class Remembered<Value> {
  readonly #all = new Map<string, Value>();
  #lastBytes: Buffer = Buffer.alloc(0);
  #last: Value | undefined;

  get(header: Header): Value | undefined {
    if (isSame(header, this.#lastBytes)) return this.#last;
    const found = this.#all.get(textOf(header));
    if (found === undefined || !Buffer.isBuffer(header)) return undefined;
    // A copy: the header is a part of the whole answer of the broker, which must not be kept.
    this.#lastBytes = Buffer.from(header);
    this.#last = found;
    return found;
  }

  set(text: string, value: Value): void {
    if (this.#all.size >= mostRemembered) this.#all.clear();
    this.#all.set(text, value);
  }
}

/** Reads `2026-05-01T00:05:00.123Z`, the form our relay writes; most events are of the minute of the one before. */
class Times {
  #minute: Buffer = Buffer.alloc(0);
  #minuteMs = 0;

  read(header: Header): number | undefined {
    if (!Buffer.isBuffer(header) || header.length !== 24) return undefined;
    const seconds = numberAt(header, 17, 19);
    const millis = numberAt(header, 20, 23);
    if (seconds < 0 || seconds > 59 || millis < 0) return undefined;
    if (header[16] !== 0x3a || header[19] !== 0x2e || header[23] !== 0x5a) return undefined;
    for (let place = 15; place >= 0; place -= 1) {
      if (header[place] !== this.#minute[place]) return this.#readMinute(header, seconds, millis);
    }
    return this.#minuteMs + seconds * 1_000 + millis;
  }

  #readMinute(header: Buffer, seconds: number, millis: number): number | undefined {
    const text = header.toString('latin1', 0, 16);
    const minuteMs = Date.parse(`${text}:00.000Z`);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) || Number.isNaN(minuteMs)) return undefined;
    this.#minute = Buffer.from(text);
    this.#minuteMs = minuteMs;
    return minuteMs + seconds * 1_000 + millis;
  }
}
