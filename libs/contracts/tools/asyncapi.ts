import { type CloudEvent, cloudEventType, schemaUrl, topicOf, wrapEvent } from '../src/cloud-event.ts';
import type { ContextName, EventDefinition } from '../src/define-events.ts';
import { toBinaryMessage } from '../src/kafka-message.ts';
import { goldenRecord } from './golden-event.ts';
import { latestRelease, schemaOf } from './check-contracts.ts';
import type { Release } from './released.ts';

const kafkaBinding = '0.5.0';

/** What a context is called in documents. */
export const contextTitles: Readonly<Record<ContextName, { readonly zh: string; readonly en: string }>> = {
  residents: { zh: '居民与区域', en: 'Residents and areas' },
  party: { zh: '党建', en: 'Party building' },
  incidents: { zh: '事件', en: 'Incidents' },
  sanitation: { zh: '环卫', en: 'Sanitation' },
  finance: { zh: '财务', en: 'Finance' },
};

/**
 * The published language as AsyncAPI 3: a channel for each context that has events, a message for each major version.
 * Payloads use only keywords that JSON Schema 2020-12 and the Schema Object of AsyncAPI understand alike.
 */
export function asyncApi(definitions: readonly EventDefinition[], releases: readonly Release[]): object {
  const contexts = contextsOf(definitions);
  const of = (context: ContextName): readonly EventDefinition[] =>
    definitions.filter((definition) => definition.context === context);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Linli events · 邻里事件',
      version: '1.0.0',
      description: [
        'Domain events of community governance as CloudEvents 1.0 on Kafka, binary content mode; readers accept structured mode too.',
        'Delivered at least once, in order within a stream (the key), kept for ever: a consumer may start from the beginning.',
        'Ignore fields that you do not know. A compatible change makes a new `dataschema`, an incompatible one a new `type`.',
        'No event carries the name, phone number or words of a person; persons appear as pseudonyms.',
      ].join('\n'),
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: entries(contexts, (context) => [context, channel(context, of(context))]),
    operations: entries(contexts, (context) => [
      `publish-${context}`,
      {
        action: 'send',
        channel: { $ref: `#/channels/${context}` },
        summary: `The ${context} service publishes what has been recorded in its log.`,
      },
    ]),
    components: {
      messages: entries(definitions, (definition) => [nameOf(definition), message(definition, releases)]),
      schemas: { CloudEventHeaders: cloudEventHeaders },
    },
  };
}

/** Contexts in the order in which their first event is defined. */
export function contextsOf(definitions: readonly EventDefinition[]): readonly ContextName[] {
  return [...new Set(definitions.map(({ context }) => context))];
}

function channel(context: ContextName, definitions: readonly EventDefinition[]): object {
  const { zh, en } = contextTitles[context];
  return {
    address: topicOf(context),
    title: `${en} · ${zh}`,
    description: `Everything that was recorded in the ${context} log, in the order of the log within a stream.`,
    messages: entries(definitions, (definition) => [
      nameOf(definition),
      { $ref: `#/components/messages/${nameOf(definition)}` },
    ]),
    bindings: {
      kafka: {
        topic: topicOf(context),
        topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': -1 },
        bindingVersion: kafkaBinding,
      },
    },
  };
}

function message(definition: EventDefinition, releases: readonly Release[]): object {
  const { context, type, version, title, description, rows } = definition;
  const minors = releases
    .filter((release) => release.type === type && release.major === version)
    .map(({ minor }) => schemaUrl(context, type, version, minor));
  const minor = latestRelease(definition, releases)?.minor ?? 0;
  return {
    name: type,
    title: `${title.en} · ${title.zh}`,
    summary: description,
    description: `Requirement rows: ${rows.join(', ')}.`,
    contentType: 'application/json',
    headers: {
      allOf: [
        { $ref: '#/components/schemas/CloudEventHeaders' },
        {
          type: 'object',
          properties: {
            ce_type: { type: 'string', const: cloudEventType(context, type, version) },
            ce_dataschema: { type: 'string', examples: minors },
          },
        },
      ],
    },
    payload: schemaOf(definition),
    bindings: {
      kafka: {
        key: { type: 'string', description: 'the stream id, equal to ce_partitionkey and ce_subject' },
        bindingVersion: kafkaBinding,
      },
    },
    examples: definition.examples.map((data, index) => {
      const envelope: CloudEvent = wrapEvent(goldenRecord(definition, data, index), context, minor);
      return { name: `${type}-${index + 1}`, headers: toBinaryMessage(envelope).headers, payload: data };
    }),
    'x-title': title,
    'x-eventcatalog-message-type': 'event',
  };
}

const text = (description: string): object => ({ type: 'string', minLength: 1, description });

const cloudEventHeaders = {
  type: 'object',
  description: 'CloudEvents 1.0 attributes in Kafka headers, UTF-8 text.',
  properties: {
    'content-type': { type: 'string', const: 'application/json' },
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: text('UUIDv7 of the event: what to recognise a repeat by'),
    ce_source: text('/linli/{tenant}/{service}'),
    ce_type: text('cn.linli.<context>.<Type>.v<major>'),
    ce_subject: text('the stream id'),
    ce_time: { type: 'string', format: 'date-time', description: 'when the log took it' },
    ce_dataschema: {
      type: 'string',
      format: 'uri',
      description: 'address of the exact schema; never changes',
    },
    ce_sequence: {
      type: 'string',
      pattern: '^[0-9]{16}$',
      description: 'revision in the stream, without gaps',
    },
    ce_partitionkey: text('the stream id'),
    ce_position: {
      type: 'string',
      pattern: '^[0-9]{16}$',
      description: 'position in the log of the context',
    },
    ce_commandid: text('the command that caused it'),
    ce_correlationid: text('the first command of the chain'),
    ce_causationid: text('the event that was answered by the command'),
    ce_actor: text('pseudonym of who acted, or policy:<name>'),
    ce_areapath: text('prefix path of the area, ends in /'),
    ce_knownat: text('positions that the decision knew of, by source'),
    ce_traceparent: text('W3C trace context of the command'),
    ce_escaped: text(
      'attributes, with commas between, whose values are percent-encoded for characters that CloudEvents forbids',
    ),
  },
  required: [
    ...['content-type', 'ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_subject', 'ce_time'],
    ...['ce_dataschema', 'ce_sequence', 'ce_partitionkey', 'ce_position'],
    ...['ce_commandid', 'ce_correlationid', 'ce_actor'],
  ],
};

function nameOf({ type, version }: EventDefinition): string {
  return `${type}.v${version}`;
}

function entries<Item>(
  items: readonly Item[],
  entry: (item: Item) => [string, object],
): Record<string, object> {
  return Object.fromEntries(items.map(entry));
}
