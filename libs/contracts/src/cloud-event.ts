import type { ContextName } from './define-events.ts';
import { escapeText, holdsForbiddenCharacter, unescapeText } from './escaped-text.ts';
import type { EventMetadata, RecordedEvent } from './recorded-event.ts';
import { contextOf } from './registry.ts';
import { releases } from './releases.ts';

/**
 * An event as others see it: CloudEvents 1.0 with our extensions. Extension names are lower-case letters only, as the
 * specification asks. Numbers travel as strings of 16 digits with leading zeros: an integer of CloudEvents has 32 bits,
 * and the `sequence` extension must order lexicographically; `position` follows the same rule.
 */
export interface CloudEvent<Data = unknown> {
  readonly specversion: '1.0';
  /** UUIDv7 of the event. */
  readonly id: string;
  /** `/linli/{tenant}/{service}`, the tenant percent-encoded. */
  readonly source: string;
  /** `cn.linli.<context>.<Type>.v<major>`. */
  readonly type: string;
  /** The stream id. */
  readonly subject: string;
  /** When the log took it, RFC 3339 in UTC with milliseconds. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Address of the exact schema, major and minor release; what stands there never changes. */
  readonly dataschema: string;
  /** Revision in the stream. */
  readonly sequence: string;
  /** The stream id: events of one stream stay in one partition. */
  readonly partitionkey: string;
  /** Position in the log of the context. */
  readonly position: string;
  readonly commandid: string;
  readonly correlationid: string;
  readonly causationid?: string;
  readonly actor: string;
  readonly areapath?: string;
  /** Positions that the decision knew of: `policies:184203,residents:1042`. */
  readonly knownat?: string;
  readonly traceparent?: string;
  /**
   * Attributes, with commas between, whose values are percent-encoded: the log holds characters in them that CloudEvents
   * forbids. `subject` speaks for `partitionkey` too. Left out of nearly every event.
   */
  readonly escaped?: string;
  readonly data: Data;
}

/** What cannot be an envelope of ours, or not of CloudEvents at all: names the attribute and why. */
export class InvalidCloudEvent extends Error {
  override readonly name = 'InvalidCloudEvent';
  readonly attribute: string;
  constructor(attribute: string, reason: string) {
    super(`CloudEvents attribute ${attribute} ${reason}`);
    this.attribute = attribute;
  }
}

/** The topic (and AsyncAPI channel) of a context. */
export function topicOf(context: ContextName): string {
  return `linli.${context}`;
}

/** CloudEvents `type` of an event: an incompatible change makes a new one. */
export function cloudEventType(context: ContextName, type: string, major: number): string {
  return `cn.linli.${context}.${type}.v${major}`;
}

/** Where the schema of one release is published for good. */
export function schemaUrl(context: ContextName, type: string, major: number, minor: number): string {
  return `https://linli.cn/schemas/${context}/${type}.v${major}.${minor}.json`;
}

/**
 * Wraps a recorded event of `context`'s log, naming the latest released schema of its version: releases of one major
 * version are compatible, so it holds for events written before it too.
 * Throws `UnknownEventType`, and `InvalidCloudEvent` for an event of another context, one without data (a null value on a
 * compacted topic is a tombstone), one whose version was never released, and attributes that CloudEvents cannot carry.
 */
export function toCloudEvent<Data>(
  event: RecordedEvent<string, Data>,
  context: ContextName,
): CloudEvent<Data> {
  const owner = contextOf(event.type);
  if (owner !== context)
    throw new InvalidCloudEvent('type', `${event.type} belongs to ${owner}, not to ${context}`);
  const minor = releases[`${event.type}.v${event.version}`];
  if (minor === undefined)
    throw new InvalidCloudEvent('dataschema', `${event.type} v${event.version} was never released`);
  return wrapEvent(event, context, minor);
}

/**
 * As `toCloudEvent`, but for values that CloudEvents cannot carry as they are: empty ones and those with a forbidden
 * character are percent-encoded, and `escaped` names them, so that an event that stands in a log can always be told.
 * `fromCloudEvent` gives back what the log holds; other readers see the encoded text.
 */
export function toEscapedCloudEvent<Data>(
  event: RecordedEvent<string, Data>,
  context: ContextName,
): CloudEvent<Data> {
  const escaped: string[] = [];
  function carried<Value extends string | undefined>(attribute: string, value: Value): Value | string {
    if (typeof value !== 'string' || (value !== '' && !holdsForbiddenCharacter(value))) return value;
    escaped.push(attribute);
    return escapeText(value);
  }
  const { metadata } = event;
  const envelope = toCloudEvent(
    {
      ...event,
      id: carried('id', event.id),
      streamId: carried('subject', event.streamId),
      metadata: {
        ...metadata,
        commandId: carried('commandid', metadata.commandId),
        correlationId: carried('correlationid', metadata.correlationId),
        ...present('causationId', carried('causationid', metadata.causationId)),
        actor: carried('actor', metadata.actor),
        tenant: carried('source', metadata.tenant),
        ...present('areaPath', carried('areapath', metadata.areaPath)),
        ...present('knownAt', carried('knownat', metadata.knownAt)),
        ...present('traceparent', carried('traceparent', metadata.traceparent)),
      },
    },
    context,
  );
  return escaped.length === 0 ? envelope : { ...envelope, escaped: escaped.join(',') };
}

function present<Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: string });
}

/** As `toCloudEvent`, for a release that is named: how golden events of a release are written. */
export function wrapEvent<Data>(
  event: RecordedEvent<string, Data>,
  context: ContextName,
  minor: number,
): CloudEvent<Data> {
  if (event.data === undefined || event.data === null)
    throw new InvalidCloudEvent('data', 'is missing: an event without data is never published');
  const { metadata } = event;
  return {
    specversion: '1.0',
    id: text('id', event.id),
    source: `/linli/${encodeURIComponent(text('source', metadata.tenant))}/${context}`,
    type: cloudEventType(context, event.type, event.version),
    subject: text('subject', event.streamId),
    time: instant('time', event.recordedAt),
    datacontenttype: 'application/json',
    dataschema: schemaUrl(context, event.type, event.version, minor),
    sequence: digits('sequence', event.revision),
    partitionkey: event.streamId,
    position: digits('position', event.position),
    commandid: text('commandid', metadata.commandId),
    correlationid: text('correlationid', metadata.correlationId),
    ...optional('causationid', metadata.causationId),
    actor: text('actor', metadata.actor),
    ...optional('areapath', metadata.areaPath),
    ...optional('knownat', metadata.knownAt),
    ...optional('traceparent', metadata.traceparent),
    data: event.data,
  };
}

const typePattern =
  /^cn\.linli\.(residents|party|incidents|sanitation|finance)\.([A-Z][A-Za-z0-9]*)\.v([1-9][0-9]{0,5})$/;
const sourcePattern = /^\/linli\/([^/]+)\/([a-z]+)$/;

/**
 * Reads an envelope back. Attributes that we do not know are passed over (readers are open); the data is not judged here
 * and not upcast. Throws `InvalidCloudEvent` for anything that `toCloudEvent` could not have made.
 */
export function fromCloudEvent(envelope: unknown): {
  readonly context: ContextName;
  readonly event: RecordedEvent;
} {
  if (typeof envelope !== 'object' || envelope === null)
    throw new InvalidCloudEvent('specversion', 'is missing: not an envelope');
  const attributes = envelope as Readonly<Record<string, unknown>>;
  if (attributes['specversion'] !== '1.0') throw new InvalidCloudEvent('specversion', 'must be 1.0');

  const [, context, type, major] = match(attributes, 'type', typePattern);
  const [, tenant, service] = match(attributes, 'source', sourcePattern);
  if (service !== context)
    throw new InvalidCloudEvent('source', `names ${service}, the type names ${context}`);
  const data = attributes['data'];
  if (data === undefined || data === null) throw new InvalidCloudEvent('data', 'is missing');

  const escaped = attributes['escaped'];
  const isEscaped = new Set(escaped === undefined ? [] : text('escaped', escaped).split(','));
  const read = (attribute: string, value = attributes[attribute]) => {
    const written = text(attribute, value);
    return isEscaped.has(attribute) ? decoded(attribute, () => unescapeText(written)) : written;
  };
  const optionally = (attribute: string) =>
    attributes[attribute] === undefined ? undefined : read(attribute);
  const metadata: EventMetadata = {
    commandId: read('commandid'),
    correlationId: read('correlationid'),
    ...present('causationId', optionally('causationid')),
    actor: read('actor'),
    tenant: read(
      'source',
      decoded('source', () => decodeURIComponent(tenant ?? '')),
    ),
    ...present('areaPath', optionally('areapath')),
    ...present('knownAt', optionally('knownat')),
    ...present('traceparent', optionally('traceparent')),
  };
  return {
    context: context as ContextName,
    event: {
      position: number('position', attributes['position']),
      streamId: read('subject'),
      revision: number('sequence', attributes['sequence']),
      id: read('id'),
      type: type ?? '',
      version: Number(major),
      recordedAt: moment('time', attributes['time']),
      data,
      metadata,
    },
  };
}

function text(attribute: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new InvalidCloudEvent(attribute, 'is missing');
  if (holdsForbiddenCharacter(value))
    throw new InvalidCloudEvent(attribute, 'holds a character that is not allowed');
  return value;
}

function optional<Name extends string>(
  attribute: Name,
  value: string | undefined,
): { [key in Name]?: string } {
  return value === undefined ? {} : ({ [attribute]: text(attribute, value) } as { [key in Name]?: string });
}

function match(
  attributes: Readonly<Record<string, unknown>>,
  attribute: string,
  pattern: RegExp,
): RegExpExecArray {
  const found = pattern.exec(text(attribute, attributes[attribute]));
  if (found === null) throw new InvalidCloudEvent(attribute, `does not have the form ${pattern.source}`);
  return found;
}

function decoded(attribute: string, decode: () => string): string {
  try {
    return decode();
  } catch (error) {
    if (error instanceof URIError) throw new InvalidCloudEvent(attribute, 'is not percent-encoded UTF-8');
    throw error;
  }
}

function digits(attribute: string, value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidCloudEvent(attribute, 'is no whole number');
  return String(value).padStart(16, '0');
}

function number(attribute: string, value: unknown): number {
  const written = text(attribute, value);
  const parsed = Number(written);
  if (!/^[0-9]{1,16}$/.test(written) || !Number.isSafeInteger(parsed))
    throw new InvalidCloudEvent(attribute, 'is no whole number');
  return parsed;
}

/** Last millisecond of the year 9999: RFC 3339 writes years with four digits. */
const endOfTime = 253_402_300_799_999;

function instant(attribute: string, value: number): string {
  if (!Number.isSafeInteger(value) || value < 0 || value > endOfTime)
    throw new InvalidCloudEvent(attribute, 'is no moment');
  return new Date(value).toISOString();
}

/** RFC 3339 with an offset; `Date.parse` alone would take local times and words. */
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

function moment(attribute: string, value: unknown): number {
  const written = text(attribute, value);
  const parsed = Date.parse(written);
  if (!rfc3339.test(written) || Number.isNaN(parsed))
    throw new InvalidCloudEvent(attribute, 'is no RFC 3339 time');
  return parsed;
}
