import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type KafkaEngine, startKafka } from '@linli/testing/engines';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  ResourcePatternTypes,
} from 'kafkajs';
import { createKafkaBus } from '../../src/kafka/kafka-bus.ts';
import { createKafkaClient, type KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { range, remembering, until } from '../sample-logs.ts';
import { Publisher, tenant } from './sample-topics.ts';

const admin = { name: 'admin', password: 'admin-password' };
const operations = { name: 'operations', password: 'operations-password' };

describe('a consumer that asks for what it is not allowed', () => {
  let kafka: KafkaEngine;
  let superuser: Admin;
  let publisher: Publisher;
  const as = ({ name, password }: { name: string; password: string }): KafkaConnection => ({
    brokers: kafka.brokers,
    clientId: name,
    sasl: { username: name, password },
  });

  beforeAll(async () => {
    kafka = await startKafka({ users: [admin, operations] });
    superuser = createKafkaClient(as(admin)).admin();
    await superuser.connect();
    publisher = await new Publisher(as(admin)).start(1);
    await publisher.publish(3);
  });
  afterAll(async () => {
    await publisher?.close();
    await superuser?.disconnect();
    await kafka?.stop();
  });

  async function allow(resourceType: AclResourceTypes, resourceName: string): Promise<void> {
    await superuser.createAcls({
      acl: [
        {
          resourceType,
          resourceName,
          resourcePatternType: ResourcePatternTypes.PREFIXED,
          principal: 'User:operations',
          host: '*',
          operation: AclOperationTypes.READ,
          permissionType: AclPermissionTypes.ALLOW,
        },
      ],
    });
  }

  async function forbid(resourceType: AclResourceTypes, resourceName: string): Promise<void> {
    await superuser.deleteAcls({
      filters: [
        {
          resourceType,
          resourceName,
          resourcePatternType: ResourcePatternTypes.PREFIXED,
          principal: 'User:operations',
          operation: AclOperationTypes.READ,
          permissionType: AclPermissionTypes.ALLOW,
        },
      ],
    });
  }

  test('is told who may not do what, and reads once it may', async () => {
    const bus = createKafkaBus({ connection: as(operations), service: 'operations', tenant });
    const subscriber = remembering({ group: 'board' });
    await expect(bus.subscribe(subscriber)).rejects.toMatchObject({
      name: 'KafkaAccessRefused',
      message:
        'the principal operations may not read the topic linli.incidents: it needs the right READ there',
    });
    await allow(AclResourceTypes.TOPIC, 'linli.incidents');
    await expect(bus.subscribe(subscriber)).rejects.toMatchObject({
      name: 'KafkaAccessRefused',
      message:
        'the principal operations may not use the consumer group linli.operations.board: ' +
        'it needs the right READ on that group',
    });
    await allow(AclResourceTypes.GROUP, 'linli.operations.');
    const subscription = await bus.subscribe(subscriber);
    await until(() => subscriber.seen().length >= 3);
    expect(subscriber.seen()).toEqual(range(1, 3));
    expect(subscription.state()[0]?.failure).toBeUndefined();
    await bus.close();
  });

  test('says so when a right is taken from it while it reads, and goes on when it is given back', async () => {
    await allow(AclResourceTypes.TOPIC, 'linli.incidents');
    await allow(AclResourceTypes.GROUP, 'linli.operations.');
    const backOff = { firstMs: 10, maxMs: 100 };
    const bus = createKafkaBus({ connection: as(operations), service: 'operations', tenant, backOff });
    const subscriber = remembering({ group: 'alerts' });
    const subscription = await bus.subscribe(subscriber);
    await until(() => subscriber.seen().length >= 3);
    await forbid(AclResourceTypes.TOPIC, 'linli.incidents');
    await until(() => subscription.state()[0]?.failure?.message.includes('may not read the topic') === true);
    await publisher.publish(3);
    await allow(AclResourceTypes.TOPIC, 'linli.incidents');
    await until(() => subscriber.seen().at(-1) === publisher.position);
    await until(() => subscription.state()[0]?.failure === undefined);
    await bus.close();
  });

  test('is told that its credentials are refused, and the password stands nowhere', async () => {
    const told: string[] = [];
    const wrong = { name: 'operations', password: 'wrong-password' };
    const bus = createKafkaBus({
      connection: as(wrong),
      service: 'operations',
      tenant,
      journal: (_level, message) => told.push(message),
    });
    await expect(bus.subscribe(remembering())).rejects.toThrow(
      'the brokers refuse the credentials of the principal operations',
    );
    expect(told.join('\n')).not.toContain('wrong-password');
    await bus.close();
  });
});
