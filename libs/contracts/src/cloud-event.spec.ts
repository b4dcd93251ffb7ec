import { describe, expect, test } from '@jest/globals';
import { CloudEvent as SdkEvent, Kafka } from 'cloudevents';
import fc from 'fast-check';
import {
  type CloudEvent,
  fromCloudEvent,
  InvalidCloudEvent,
  toCloudEvent,
  toEscapedCloudEvent,
} from './cloud-event.ts';
import { type ReceivedMessage, readMessage, toBinaryMessage, toStructuredMessage } from './kafka-message.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { contextOf, eventDefinitions, UnknownEventType } from './registry.ts';

const reported: RecordedEvent = {
  position: 4_294_967_297,
  streamId: 'incident-0b9f2c5e-8c3f-5b1e-9d51-2a7c6f3e1d20',
  revision: 2,
  id: '019ad1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  type: 'IncidentClosed',
  version: 1,
  recordedAt: Date.parse('2026-05-01T00:05:00.123Z'),
  data: { outcome: 'handled' },
  metadata: {
    commandId: 'key-1',
    correlationId: 'key-0',
    causationId: '019ad1b2-0000-7000-8000-000000000001',
    actor: 'policy:closing',
    tenant: '武汉',
    areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
};

/** Text that an attribute can hold: well-formed, without control characters or noncharacters. */
const attribute = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((text) => !/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(text));
const maybe = fc.option(attribute, { nil: undefined });
const events: fc.Arbitrary<RecordedEvent> = fc
  .record({
    position: fc.maxSafeNat(),
    streamId: attribute,
    revision: fc.maxSafeNat(),
    id: fc.uuid({ version: 7 }),
    type: fc.constantFrom(...eventDefinitions.map(({ type }) => type)),
    recordedAt: fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') }),
    data: fc
      .dictionary(fc.string(), fc.jsonValue())
      .map((data) => JSON.parse(JSON.stringify(data)) as object),
    metadata: fc.record({
      commandId: attribute,
      correlationId: attribute,
      causationId: maybe,
      actor: attribute,
      tenant: attribute,
      areaPath: maybe,
      traceparent: maybe,
    }),
  })
  .map(({ metadata, ...event }) => ({
    ...event,
    version: 1,
    metadata: Object.fromEntries(
      Object.entries(metadata).filter(([, value]) => value !== undefined),
    ) as unknown as RecordedEvent['metadata'],
  }));

/** As it comes out of a Kafka client: bytes. */
function overTheWire(message: { headers: Readonly<Record<string, string>>; value: string }): ReceivedMessage {
  return {
    headers: Object.fromEntries(Object.entries(message.headers).map(([k, v]) => [k, Buffer.from(v)])),
    value: Buffer.from(message.value),
  };
}

function wrap(event: RecordedEvent): CloudEvent {
  return toCloudEvent(event, contextOf(event.type));
}

function faultOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidCloudEvent) return error.attribute;
    throw error;
  }
  return 'none';
}

describe('toCloudEvent', () => {
  test('carries every attribute of the published language', () => {
    expect(toCloudEvent(reported, 'incidents')).toEqual({
      specversion: '1.0',
      id: reported.id,
      source: '/linli/%E6%AD%A6%E6%B1%89/incidents',
      type: 'cn.linli.incidents.IncidentClosed.v1',
      subject: reported.streamId,
      time: '2026-05-01T00:05:00.123Z',
      datacontenttype: 'application/json',
      dataschema: expect.stringMatching(
        /^https:..linli.cn.schemas.incidents.IncidentClosed\.v1\.[0-9]+\.json$/,
      ),
      sequence: '0000000000000002',
      partitionkey: reported.streamId,
      position: '0000004294967297',
      commandid: 'key-1',
      correlationid: 'key-0',
      causationid: reported.metadata.causationId,
      actor: 'policy:closing',
      areapath: reported.metadata.areaPath,
      traceparent: reported.metadata.traceparent,
      data: { outcome: 'handled' },
    });
  });

  test('every attribute name is one that CloudEvents allows', () => {
    for (const name of Object.keys(toCloudEvent(reported, 'incidents')))
      expect(name).toMatch(/^[a-z0-9]{1,20}$/);
  });

  test('sequence orders as text as it does as a number', () => {
    const at = (revision: number): string => wrap({ ...reported, revision }).sequence;
    expect([at(10), at(9), at(100), at(0)].sort()).toEqual([at(0), at(9), at(10), at(100)]);
  });

  test('an event without data is refused: it would be a tombstone', () => {
    expect(faultOf(() => wrap({ ...reported, data: null }))).toBe('data');
    expect(faultOf(() => wrap({ ...reported, data: undefined }))).toBe('data');
    expect(faultOf(() => wrap({ ...reported, type: 'IncidentResumed', data: {} }))).toBe('none');
  });

  test.each([
    ['an event of another context', () => toCloudEvent(reported, 'party'), 'type'],
    ['a version never released', () => wrap({ ...reported, version: 99 }), 'dataschema'],
    ['a control character', () => wrap({ ...reported, streamId: 'a\u0000b' }), 'subject'],
    ['half a surrogate pair', () => wrap({ ...reported, id: '\ud800' }), 'id'],
    ['a revision that is no number', () => wrap({ ...reported, revision: Number.NaN }), 'sequence'],
    ['a position below zero', () => wrap({ ...reported, position: -1 }), 'position'],
    ['a moment that is none', () => wrap({ ...reported, recordedAt: Number.POSITIVE_INFINITY }), 'time'],
    ['no tenant', () => wrap({ ...reported, metadata: { ...reported.metadata, tenant: '' } }), 'source'],
  ])('refuses %s', (_name, act, attributeName) => {
    expect(faultOf(act)).toBe(attributeName);
  });

  test('refuses an event that the language does not have', () => {
    expect(() => toCloudEvent({ ...reported, type: 'IncidentDreamt' }, 'incidents')).toThrow(
      UnknownEventType,
    );
  });
});

describe('round trips', () => {
  test('any event comes back as it was: as an envelope, in binary and in structured mode', () => {
    fc.assert(
      fc.property(events, (event) => {
        const envelope = wrap(event);
        const back = { context: contextOf(event.type), event };
        expect(fromCloudEvent(envelope)).toEqual(back);
        expect(fromCloudEvent(readMessage(overTheWire(toBinaryMessage(envelope))))).toEqual(back);
        expect(fromCloudEvent(readMessage(overTheWire(toStructuredMessage(envelope))))).toEqual(back);
      }),
      { numRuns: 300 },
    );
  });

  test('the official SDK accepts our envelope as valid', () => {
    const event = new SdkEvent({ ...toCloudEvent(reported, 'incidents') });
    expect(event.validate()).toBe(true);
    expect(fromCloudEvent(event.toJSON())).toEqual({ context: 'incidents', event: reported });
  });

  test('the official SDK reads our messages in both modes', () => {
    const envelope = toCloudEvent(reported, 'incidents');
    for (const message of [toBinaryMessage(envelope), toStructuredMessage(envelope)]) {
      const read = Kafka.toEvent({ ...message, body: message.value, timestamp: '' } as never) as SdkEvent;
      expect(read.validate()).toBe(true);
      expect(fromCloudEvent(read.toJSON())).toEqual({ context: 'incidents', event: reported });
    }
  });

  test('we read the messages of the official SDK in both modes', () => {
    const event = new SdkEvent({ ...toCloudEvent(reported, 'incidents') });
    const binary = Kafka.binary(event);
    const structured = Kafka.structured(event);
    const messages = [
      { headers: binary.headers, value: JSON.stringify(binary.value) },
      { headers: structured.headers, value: String(structured.value) },
    ] as ReceivedMessage[];
    for (const message of messages)
      expect(fromCloudEvent(readMessage(message))).toEqual({ context: 'incidents', event: reported });
  });
});

describe('fromCloudEvent', () => {
  const envelope = toCloudEvent(reported, 'incidents');

  test('passes over attributes that it does not know', () => {
    const extended = { ...envelope, tracestate: 'a=b', newextension: 'x' };
    expect(fromCloudEvent(extended).event).toEqual(reported);
  });

  test('reads numbers without leading zeros and times with an offset', () => {
    const loose = { ...envelope, sequence: '2', time: '2026-05-01T08:05:00.123+08:00' };
    expect(fromCloudEvent(loose).event).toEqual(reported);
  });

  test.each([
    ['another specversion', { specversion: '0.3' }, 'specversion'],
    ['a type that is not ours', { type: 'com.example.Sold.v1' }, 'type'],
    ['a type without version', { type: 'cn.linli.incidents.IncidentClosed' }, 'type'],
    ['a source of another context', { source: '/linli/wuhan/party' }, 'source'],
    ['a source that is not ours', { source: 'https://example.org' }, 'source'],
    ['a source with broken encoding', { source: '/linli/%E6%AD/incidents' }, 'source'],
    ['no id', { id: undefined }, 'id'],
    ['an id that is no text', { id: 7 }, 'id'],
    ['no subject', { subject: undefined }, 'subject'],
    ['no data', { data: undefined }, 'data'],
    ['null data', { data: null }, 'data'],
    ['a sequence that is no number', { sequence: '1e3' }, 'sequence'],
    ['a position beyond exact numbers', { position: '9007199254740993' }, 'position'],
    ['a local time', { time: '2026-05-01T00:05:00' }, 'time'],
    ['a day that does not exist', { time: '2026-13-01T00:05:00Z' }, 'time'],
    ['an empty area path', { areapath: '' }, 'areapath'],
  ])('refuses %s', (_name, change, attributeName) => {
    expect(faultOf(() => fromCloudEvent({ ...envelope, ...change }))).toBe(attributeName);
  });

  test.each([[undefined], [null], ['text'], [[]]])('refuses %p for an envelope', (value) => {
    expect(faultOf(() => fromCloudEvent(value))).toBe('specversion');
  });
});

describe('readMessage', () => {
  const binary = toBinaryMessage(toCloudEvent(reported, 'incidents'));
  const structured = toStructuredMessage(toCloudEvent(reported, 'incidents'));

  test('the key is the stream id, so that a stream stays in one partition', () => {
    expect([binary.key, structured.key]).toEqual([reported.streamId, reported.streamId]);
  });

  test('takes the content type in any case of letters', () => {
    const headers = { 'Content-Type': 'Application/CloudEvents+JSON' };
    expect(fromCloudEvent(readMessage({ headers, value: structured.value })).event).toEqual(reported);
  });

  test.each([
    ['a tombstone', { ...binary, value: null }, 'data'],
    ['broken JSON', { ...binary, value: '{' }, 'data'],
    ['broken UTF-8', { ...binary, value: new Uint8Array([0x22, 0xff, 0x22]) }, 'data'],
    ['a header given twice', { ...binary, headers: { ...binary.headers, ce_id: ['a', 'b'] } }, 'ce_id'],
    ['no content type', { value: binary.value }, 'datacontenttype'],
    [
      'a batch',
      { ...binary, headers: { 'content-type': 'application/cloudevents-batch+json' } },
      'datacontenttype',
    ],
    [
      'another event format',
      { ...binary, headers: { 'content-type': 'application/cloudevents+avro' } },
      'datacontenttype',
    ],
    ['an envelope that is a list', { ...structured, value: '[]' }, 'data'],
  ])('refuses %s', (_name, message, attributeName) => {
    expect(faultOf(() => readMessage(message))).toBe(attributeName);
  });
});

describe('toEscapedCloudEvent', () => {
  /** What a log can hold: anything, and often what CloudEvents forbids. */
  const anything = fc.oneof(
    fc.constantFrom(
      '',
      '%',
      '\ufeff',
      '%09',
      '%ED%A0%80',
      '\ud800',
      '\udfff\ud800',
      '\uffff',
      'wx\topenid-7',
      '邻里',
    ),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  );
  const metadata = fc.record(
    {
      ...{ commandId: anything, correlationId: anything, actor: anything, tenant: anything },
      ...{ causationId: anything, areaPath: anything, traceparent: anything },
    },
    { requiredKeys: ['commandId', 'correlationId', 'actor', 'tenant'] },
  );

  test('carries whatever a log can hold, and it is read back exactly, in both modes', () => {
    fc.assert(
      fc.property(anything, anything, metadata, (id, streamId, hidden) => {
        const event = { ...reported, id, streamId, metadata: hidden } as RecordedEvent;
        const envelope = toEscapedCloudEvent(event, 'incidents');
        for (const value of Object.values(envelope))
          if (typeof value === 'string')
            expect(value).not.toMatch(/^$|[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u);
        for (const message of [toBinaryMessage(envelope), toStructuredMessage(envelope)])
          expect(fromCloudEvent(readMessage(overTheWire(message))).event).toEqual(event);
      }),
      { numRuns: 500 },
    );
  });

  test('says what is encoded, in words that any reader has', () => {
    const actor = 'wx\topenid-7 100%';
    const event = { ...reported, metadata: { ...reported.metadata, actor, areaPath: '' } };
    expect(toEscapedCloudEvent(event, 'incidents')).toMatchObject({
      actor: 'wx%09openid-7 100%25',
      areapath: '%',
      escaped: 'actor,areapath',
    });
    expect(faultOf(() => toCloudEvent(event, 'incidents'))).toBe('actor');
  });

  test('is toCloudEvent where nothing is to be encoded, percent signs included', () => {
    const event = { ...reported, metadata: { ...reported.metadata, actor: '100 %09' } };
    expect(toEscapedCloudEvent(event, 'incidents')).toEqual(toCloudEvent(event, 'incidents'));
  });

  test('refuses what has no form at all, as toCloudEvent does', () => {
    expect(faultOf(() => toEscapedCloudEvent({ ...reported, data: null }, 'incidents'))).toBe('data');
    expect(faultOf(() => toEscapedCloudEvent(reported, 'party'))).toBe('type');
  });

  test('is read only where the encoding is whole', () => {
    const envelope = { ...toCloudEvent(reported, 'incidents'), escaped: 'actor' };
    expect(faultOf(() => fromCloudEvent({ ...envelope, actor: '100%' }))).toBe('actor');
    expect(
      fromCloudEvent({ ...envelope, escaped: 'actor,later', actor: '100%25' }).event.metadata.actor,
    ).toBe('100%');
  });
});
