import { createRequire } from 'node:module';
import {
  definitionOf,
  eventDefinitions,
  personalData,
  releases,
  topicOf,
  type ContextName,
} from '@linli/contracts';
import { topicSettings } from '@linli/event-bus';
import { settingsOf } from '@linli/service-kit/configuration';
import type { ServiceAccess } from '../../src/access/access.ts';
import type { ServiceFacts } from './service-facts.ts';
import { code, page, table } from './markdown.ts';

const { version: kafkajs } = createRequire(import.meta.url)('kafkajs/package.json') as { version: string };

/** `docs/topics.md`. */
export function topicsPage(services: readonly ServiceFacts[]): Promise<string> {
  const contexts = [...new Set(eventDefinitions.map(({ context }) => context))];
  const access = services.map((facts) => facts.access);
  return page(
    '# Topics',
    'One topic for each context that has events. The relay of the owner publishes its log; nobody else writes. The same for all of them:',
    table(['', ''], commonRows(services[0] as ServiceFacts)),
    '## What each holds',
    table(
      ['topic', 'owner', 'read by', 'events', 'personal data', 'about'],
      contexts.map((context) => contextRow(context, access)),
    ),
    'Every envelope names who acted (`ce_actor`) by a pseudonym, the subject of a token, or as `policy:<name>`. Names, numbers and words of persons are published by no service. What a class means, and every field that takes any text, stands in `libs/contracts/src/personal-data.ts`; a test holds it to the schemas.',
    '## Who reads Kafka directly',
    'Any client that signs in by SCRAM-SHA-512 and reads committed records only (`isolation.level=read_committed`), as a user with rights to the topic and to its own consumer group ([access](access.md)). Tried so far:',
    table(['client', 'on', 'what happened'], clientRows()),
    ...contexts.flatMap((context) => [
      `## ${code(topicOf(context))}`,
      table(['event', 'version', 'schema', 'what has happened', 'free text'], eventRows(context)),
    ]),
    'Schemas: `libs/contracts/released`. The same as AsyncAPI 3: [asyncapi.json](../libs/contracts/generated/asyncapi.json); both titles and the requirement rows: [events.md](../libs/contracts/generated/events.md).',
  );
}

function commonRows({ settings }: ServiceFacts): string[][] {
  const fallback = (name: string) =>
    String(settingsOf(settings).find((setting) => setting.name === name)?.default);
  const kept = topicSettings(3);
  const words = (name: string) => `${code(`${name}=${kept[name]}`)}`;
  return [
    ['key', 'the stream id, which is `ce_subject` and `ce_partitionkey`'],
    [
      'message',
      'CloudEvents 1.0, binary mode: JSON of the event as value, attributes as headers `ce_…`. Readers take structured mode too',
    ],
    [
      'order',
      'within a stream, always: a stream stays in its partition; within a partition, that of the log; between partitions, none',
    ],
    [
      'no gap',
      `positions rise within a partition and are not dense there, so each record tells beside its attributes ${code('linli_previous')}, the position of the event before it in its partition (0 for the first; 16 digits), and ${code('linli_after')}, the position up to which the whole log stood in the topic when it was sent. Who has read the one before has missed nothing. Records of relays before this one have no ${code('linli_previous')}: they prove nothing and are taken as they come. Our own readers stop where the one before was not seen ([runbook](runbook.md#a-source-stops)), and pass over what has no ${code('linli_after')} once a record had it: no relay has sent that`,
    ],
    [
      'strangers',
      "an event of another tenant (`ce_source`), of another context than its topic's, or what is no event is passed over by our own readers and told in their log; it moves no position",
    ],
    [
      'encoded values',
      `an attribute whose value in the log is empty or holds what CloudEvents forbids (control characters, lone surrogates, noncharacters) is percent-encoded, and ${code('ce_escaped')} names it: ${code('wx%09openid-7')} with ${code('ce_escaped: actor')}; a lone ${code('%')} stands for the empty text. Who does not know ${code('ce_escaped')} sees the encoded text; nothing is lost and no order changes`,
    ],
    [
      'guarantee',
      'at least once. The relay publishes in transactions and finds in the topic itself where to go on, so that who reads committed records sees each event once; who must not count twice compares `ce_position` with the last one of the partition, as our own readers do',
    ],
    [
      'partitions',
      `${fallback('KAFKA_PARTITIONS')} by default (${code('KAFKA_PARTITIONS')}), fixed for the life of the topic: the relay refuses a topic that has another number`,
    ],
    [
      'copies',
      `${fallback('KAFKA_REPLICATION')} by default (${code('KAFKA_REPLICATION')}), 3 in production; with 3, ${words('min.insync.replicas')}`,
    ],
    [
      'retention',
      `for ever: ${words('retention.ms')}, ${words('retention.bytes')}, ${words('cleanup.policy')}; the relay refuses a topic that would delete or compact`,
    ],
    [
      'replay',
      'from offset 0, at any time, by any reader. A view begins behind its own checkpoint, not at the committed offset; a rebuild begins at 0',
    ],
    ['times', `timestamp of a record is when the log took the event (${words('message.timestamp.type')})`],
    ['largest message', `${Number(kept['max.message.bytes']) / 1024 / 1024} MiB`],
  ];
}

/** Each row but the last was tried on a topic of 12 partitions that the relay of incidents had filled with 5,000 events. */
function clientRows(): string[][] {
  const read =
    'signs in as operations, reads all 5,000 events of `linli.incidents`, each once and none missing by `linli_previous`; is refused `linli.party` (`TOPIC_AUTHORIZATION_FAILED`)';
  const refused =
    'cannot sign in: “invalid credentials”, though they are right. Up to 2.6.0 it appends its nonce twice, which Kafka 4 no longer takes ([confluentinc/librdkafka#4895](https://github.com/confluentinc/librdkafka/pull/4895))';
  return [
    [`KafkaJS ${kafkajs}`, 'Kafka 4.4.0', 'reads every event: our services and tests are made with it'],
    ['librdkafka 2.16.0 (confluent-kafka 2.16.1)', 'Kafka 4.4.0', read],
    ['librdkafka 2.6.1 (confluent-kafka 2.6.1)', 'Kafka 4.4.0', 'the same'],
    ['librdkafka 2.5.3 (confluent-kafka 2.5.3)', 'Kafka 4.4.0', refused],
    ['kcat of Debian 12, on librdkafka 2.0.2', '–', 'the same; reported, not tried here'],
  ];
}

function contextRow(context: ContextName, access: readonly ServiceAccess[]): string[] {
  const owner = access.find(({ publishes }) => publishes === context)?.service ?? '';
  const readers = access.filter(({ reads }) => reads.includes(context)).map(({ service }) => service);
  const link = (service: string) => `[${service}](services/${service}.md)`;
  const told = personalData[context];
  return [
    code(topicOf(context)),
    link(owner),
    readers.length === 0 ? '–' : readers.map(link).join(', '),
    String(eventDefinitions.filter((definition) => definition.context === context).length),
    told?.class ?? '',
    told?.about ?? '',
  ];
}

function eventRows(context: ContextName): string[][] {
  return eventDefinitions
    .filter((definition) => definition.context === context)
    .map(({ type, version, description }) => {
      const fields = (personalData[context]?.freeText ?? []).filter((field) => field.startsWith(`${type}.`));
      const latest = definitionOf(type).version === version ? '' : ', read as the latest';
      return [
        code(type),
        `${version}${latest}`,
        `v${version}.${releases[`${type}.v${version}`] ?? 0}`,
        description,
        fields.length === 0 ? '–' : fields.map((field) => code(field.slice(type.length + 1))).join(', '),
      ];
    });
}
