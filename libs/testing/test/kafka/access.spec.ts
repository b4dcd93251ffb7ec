import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { startKafka, type KafkaEngine, type PrivateServer } from '../../src/engines/index.ts';
import { clientOf, countOf, createTopic, produce } from './client.ts';

const admin = { name: 'admin', password: 'admin-secret' };
const incidents = { name: 'incidents', password: 'incidents+secret/1' };

let kafka: KafkaEngine & PrivateServer;

beforeAll(async () => {
  kafka = await startKafka({ users: [admin, incidents] });
  await createTopic(clientOf(kafka, admin), 'linli.incidents');
  await createTopic(clientOf(kafka, admin), 'linli.party');
}, 180_000);

afterAll(() => kafka?.stop());

async function allow(principal: string, operation: AclOperationTypes, topic: string): Promise<void> {
  const client = clientOf(kafka, admin).admin();
  await client.connect();
  await client.createAcls({
    acl: [
      {
        principal: `User:${principal}`,
        operation,
        host: '*',
        permissionType: AclPermissionTypes.ALLOW,
        resourceType: AclResourceTypes.TOPIC,
        resourceName: topic,
        resourcePatternType: ResourcePatternTypes.LITERAL,
      },
    ],
  });
  await client.disconnect();
}

describe('a broker with users', () => {
  test('lets its super user do everything', async () => {
    await produce(clientOf(kafka, admin), 'linli.party', ['one']);
    expect(await countOf(clientOf(kafka, admin), 'linli.party')).toBe(1);
  });

  test('refuses a client that does not say who it is', async () => {
    await expect(produce(clientOf(kafka), 'linli.incidents', ['one'])).rejects.toMatchObject({
      name: 'KafkaJSConnectionClosedError',
    });
  });

  test.each([
    { who: 'a user it does not know', user: { name: 'nobody', password: 'incidents+secret/1' } },
    { who: 'a wrong password', user: { name: 'incidents', password: 'guessed' } },
  ])('refuses $who', async ({ user }) => {
    await expect(produce(clientOf(kafka, user), 'linli.incidents', ['one'])).rejects.toMatchObject({
      name: 'KafkaJSSASLAuthenticationError',
    });
  });

  test('refuses a user what no ACL allows, and allows what one does, even after kill -9', async () => {
    await allow('incidents', AclOperationTypes.WRITE, 'linli.incidents');
    await allow('incidents', AclOperationTypes.IDEMPOTENT_WRITE, 'linli.incidents');
    await kafka.kill();
    await kafka.start();
    const client = clientOf(kafka, incidents);
    await produce(client, 'linli.incidents', ['one']);
    await expect(produce(client, 'linli.party', ['two'])).rejects.toThrow(/not authorized/i);
    expect(await countOf(clientOf(kafka, admin), 'linli.party')).toBe(1);
  });
});
