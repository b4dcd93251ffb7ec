import { describe, expect, test } from '@jest/globals';
import {
  eventDefinitions,
  fromCloudEvent,
  InvalidCloudEvent,
  readMessage,
  type RecordedEvent,
  toBinaryMessage,
  toCloudEvent,
  toEscapedCloudEvent,
} from '@linli/contracts';
import fc from 'fast-check';
import type { KafkaMessage } from 'kafkajs';
import { createKafkaBus } from '../src/kafka/kafka-bus.ts';
import { RecordReader, type RecordReaderOptions } from '../src/kafka/consumer/decode.ts';

const types = eventDefinitions.filter(({ context }) => context === 'incidents').map(({ type }) => type);
const tenant = '武汉';
const text = fc
  .oneof(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }), fc.constant('邻里'))
  .filter((one) => !/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(one));
const events: fc.Arbitrary<RecordedEvent> = fc.record({
  position: fc.maxSafeNat(),
  streamId: text,
  revision: fc.nat(),
  id: fc.uuid(),
  type: fc.constantFrom(...types),
  version: fc.constant(1),
  recordedAt: fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') }),
  data: fc.dictionary(text, fc.jsonValue()).map((data) => JSON.parse(JSON.stringify(data)) as object),
  metadata: fc.record(
    {
      commandId: text,
      correlationId: text,
      actor: text,
      tenant: fc.constant(tenant),
      causationId: text,
      areaPath: text,
      traceparent: text,
    },
    { requiredKeys: ['commandId', 'correlationId', 'actor', 'tenant'] },
  ) as fc.Arbitrary<RecordedEvent['metadata']>,
});

/** As it comes from the brokers. */
function received(event: RecordedEvent, envelope = toCloudEvent(event, 'incidents')): KafkaMessage {
  const { key, headers, value } = toBinaryMessage(envelope);
  const bytes = Object.entries(headers).map(([name, one]) => [name, Buffer.from(one)]);
  return {
    key: Buffer.from(key),
    headers: Object.fromEntries(bytes) as Record<string, Buffer>,
    value: Buffer.from(value),
    offset: '0',
    timestamp: '0',
    attributes: 0,
  };
}

function reader(more: Partial<RecordReaderOptions> = {}): RecordReader {
  return new RecordReader({
    context: 'incidents',
    tenant,
    upcast: (event) => event,
    newer: {},
    onUnknownType() {},
    ...more,
  });
}

describe('the reader of records', () => {
  test('reads every event as the published language does', () => {
    const one = reader();
    fc.assert(
      fc.property(fc.array(events, { minLength: 1, maxLength: 20 }), (written) => {
        for (const event of written) expect(one.read(received(event))).toEqual({ kind: 'event', event });
      }),
    );
  });

  test('reads what the relay had to encode as the log holds it', () => {
    const one = reader();
    const [sample] = fc.sample(events, 1) as [RecordedEvent];
    const event = { ...sample, metadata: { ...sample.metadata, actor: 'wx\topenid-7' } };
    one.read(received(sample));
    const message = received(event, toEscapedCloudEvent(event, 'incidents'));
    for (let time = 0; time < 2; time += 1) expect(one.read(message)).toEqual({ kind: 'event', event });
  });

  /** One thing in an envelope that may make it another one, or none at all. */
  const spoiling = fc.record({
    name: fc.oneof(
      fc.constantFrom('content-type', 'ce_specversion', 'ce_type', 'ce_source', 'ce_id', 'ce_subject'),
      fc.constantFrom(
        'ce_time',
        'ce_sequence',
        'ce_position',
        'ce_commandid',
        'ce_actor',
        'ce_areapath',
        'value',
      ),
    ),
    to: fc.oneof(
      fc.constant(undefined),
      fc.constant([Buffer.from('1'), Buffer.from('2')]),
      fc
        .constantFrom(
          '',
          '1.0',
          'application/json; charset=utf-8',
          'APPLICATION/JSON',
          'null',
          '{"a":1}',
          '{',
        )
        .map((one) => Buffer.from(one)),
      fc
        .constantFrom('0000000000000012', '000000000000001', '00000000000000x2', '9999999999999999', '7')
        .map((one) => Buffer.from(one)),
      fc
        .constantFrom('2026-02-30T00:00:00.000Z', '2026-05-01T00:05:60.123Z', '2026-05-01T24:05:00.123Z')
        .map((one) => Buffer.from(one)),
      fc
        .constantFrom('2026-05-01 00:05:00.123Z', '2026-05-01T00:05:00.123+', '2026-05-01T08:05:00+08:00')
        .map((one) => Buffer.from(one)),
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    ),
  });

  test('takes exactly those envelopes that the published language takes, and as it reads them', () => {
    const one = reader();
    // Seen before, so that nothing of it has to be read with care for being new.
    fc.assert(
      fc.property(events, spoiling, (event, { name, to }) => {
        one.read(received(event));
        const message = received(event);
        if (name === 'value') message.value = Buffer.isBuffer(to) ? to : null;
        else (message.headers as Record<string, unknown>)[name] = to;
        const reading = one.read(message);
        let expected: RecordedEvent | undefined;
        try {
          const read = fromCloudEvent(readMessage(message as Parameters<typeof readMessage>[0]));
          const ours = read.context === 'incidents' && read.event.metadata.tenant === tenant;
          expected = ours ? read.event : undefined;
        } catch (error) {
          if (!(error instanceof InvalidCloudEvent)) throw error;
        }
        if (!expected) expect(reading.kind).toBe('foreign');
        else if (types.includes(expected.type)) expect(reading).toEqual({ kind: 'event', event: expected });
        else expect(reading).toEqual({ kind: 'passed-over', position: expected.position });
      }),
      { numRuns: 2_000 },
    );
  });

  test('takes no event of another tenant, whether its type is wanted or not, seen before or not', () => {
    const one = reader({ types: ['IncidentReported'] });
    const [sample] = fc.sample(events, 1) as [RecordedEvent];
    for (const type of ['IncidentReported', 'IncidentClosed']) {
      const own = { ...sample, type };
      const strange = { ...own, position: 9_000, metadata: { ...own.metadata, tenant: 'shanghai' } };
      expect(one.read(received(strange))).toMatchObject({ kind: 'foreign' });
      expect(one.read(received(own)).kind).not.toBe('foreign');
      expect(one.read(received(strange))).toEqual({
        kind: 'foreign',
        reason: 'an event of another tenant than 武汉',
      });
    }
  });

  test('calls a type of a newer release unreadable as often as it is read, where it is told to', () => {
    const [sample] = fc.sample(events, 1) as [RecordedEvent];
    const message = received(sample);
    (message.headers as Record<string, Buffer>)['ce_type'] = Buffer.from(
      'cn.linli.incidents.IncidentSung.v1',
    );
    const one = reader({ newer: { types: 'unreadable', majors: 'pass-over' } });
    for (let time = 0; time < 2; time += 1)
      expect(one.read(message)).toMatchObject({ kind: 'event', unreadable: { name: 'UnknownEventType' } });
    const bus = createKafkaBus({
      connection: { brokers: ['127.0.0.1:1'], clientId: 'nobody' },
      service: 'operations',
      tenant,
    });
    expect(() => bus.upcast({ ...sample, type: 'IncidentSung' })).toThrow('no event IncidentSung');
  });

  test('keeps nothing of the answer of the brokers in what it remembers', () => {
    const one = reader();
    const [first, second] = fc.sample(events, 2) as [RecordedEvent, RecordedEvent];
    const message = received({ ...first, type: 'IncidentReported' });
    one.read(message);
    one.read(message);
    // The client may use the memory again.
    for (const header of Object.values(message.headers ?? {})) (header as Buffer).fill(0x78);
    const event = { ...second, type: 'IncidentReported' };
    expect(one.read(received(event))).toEqual({ kind: 'event', event });
  });
});
