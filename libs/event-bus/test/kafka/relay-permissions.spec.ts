import { afterAll, beforeAll, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { type KafkaEngine, startKafka } from '@linli/testing/engines';
import kafkajs, { type Admin } from 'kafkajs';
import { createKafkaClient, type KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { type Relay, startRelay } from '../../src/kafka/relay/relay.ts';
import { until } from '../sample-logs.ts';
import { report, untilPublished } from './relay-samples.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

let kafka: KafkaEngine;
let admin: Admin;
let relay: Relay;
const log = new InMemoryEventStore();

const as = (username: string): KafkaConnection => ({
  brokers: kafka.brokers,
  clientId: username,
  sasl: { username, password: `${username}-secret` },
});

beforeAll(async () => {
  const users = ['admin', 'incidents'].map((name) => ({ name, password: `${name}-secret` }));
  kafka = await startKafka({ users });
  admin = createKafkaClient(as('admin')).admin();
  await admin.connect();
  await report(log, 10);
  relay = await startRelay({
    ...{ connection: as('incidents'), context: 'incidents', log, partitions: 3, replication: 1 },
  });
}, 120_000);

afterAll(async () => {
  await relay.close();
  await log.close();
  await admin.disconnect();
  await kafka.stop();
});

async function allow(
  kind: 'TOPIC' | 'GROUP' | 'TRANSACTIONAL_ID',
  resourceName: string,
  operations: readonly (keyof typeof AclOperationTypes)[],
): Promise<void> {
  await admin.createAcls({
    acl: operations.map((operation) => ({
      resourceType: AclResourceTypes[kind],
      resourceName,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:incidents',
      host: '*',
      operation: AclOperationTypes[operation],
      permissionType: AclPermissionTypes.ALLOW,
    })),
  });
}

test('a relay is refused what its principal may not do, says what that is, and goes on as soon as it may', async () => {
  const refused = (message: string) => until(() => relay.state().failure?.message.includes(message) === true);

  await refused('topic linli.incidents could not be created: Not authorized');
  await allow('TOPIC', 'linli.incidents', ['CREATE', 'DESCRIBE']);
  await refused('topic linli.incidents could not be checked: Not authorized');
  await allow('TOPIC', 'linli.incidents', ['DESCRIBE_CONFIGS', 'READ']);
  await refused('group linli.incidents.relay could not be joined');
  await allow('GROUP', 'linli.incidents.relay', ['READ']);
  await refused('transactional id linli.incidents.relay could not be opened');
  await allow('TRANSACTIONAL_ID', 'linli.incidents.relay', ['WRITE']);
  await refused('publishing positions 1 to 10 to linli.incidents: Not authorized');
  await allow('TOPIC', 'linli.incidents', ['WRITE']);
  await untilPublished(relay, 10);
}, 60_000);
