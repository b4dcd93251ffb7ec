import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type Admin,
} from 'kafkajs';
import { topicOf, type ContextName } from '@linli/contracts';
import { ensureTopic } from '@linli/event-bus';
import { startKafka } from '@linli/testing/engines';
import { ACCESS } from '../../src/access/access.ts';
import { applyAccess } from '../../src/access/apply-access.ts';
import { BrokerRefusedLogin, type BrokerAddress } from '../../src/access/broker-connection.ts';
import { rightsOf } from '../../src/access/rights.ts';
import { putScramUsers, UserRefused } from '../../src/access/scram-users.ts';
import { BrokerClient, outcomeOf } from './broker-client.ts';

const admin = { name: 'admin', password: 'the-word-of-the-administrator' };
const passwordOf = (service: string): string => `the-word-of-${service}`;
const contexts = ACCESS.flatMap(({ publishes }) => (publishes === undefined ? [] : [publishes]));

let broker: string;
let login: BrokerAddress;
let asAdmin: Admin;
const clients = new Map<string, BrokerClient>();
const closing: (() => Promise<void>)[] = [];
const signIn = (name: string, password: string): BrokerClient => {
  const client = new BrokerClient(broker, name, password);
  closing.unshift(() => client.close());
  return client;
};

const makeTopics = async (prefix: string): Promise<void> => {
  const sasl = { username: admin.name, password: admin.password };
  const connection = { brokers: [broker], clientId: 'access', sasl, prefix };
  for (const context of contexts) await ensureTopic({ connection, context, partitions: 3, replication: 1 });
};

beforeAll(async () => {
  const kafka = await startKafka({ users: [admin] });
  closing.unshift(() => kafka.stop());
  [broker] = kafka.brokers as [string];
  login = { broker, tls: false, username: admin.name, password: admin.password };
  await putScramUsers(
    login,
    ACCESS.map(({ service }) => ({ name: service, password: passwordOf(service) })),
  );
  asAdmin = await signIn(admin.name, admin.password).admin();
  await makeTopics('');
  await applyAccess(asAdmin, ACCESS);
  for (const { service } of ACCESS) clients.set(service, signIn(service, passwordOf(service)));
});
afterAll(async () => {
  for (const close of closing) await close();
});

const pairs = ACCESS.flatMap((access) => contexts.map((context) => [access.service, context] as const));
const accessOf = (service: string) => ACCESS.find((access) => access.service === service)!;

describe('on a broker that lets in by name and allows by entry', () => {
  test.each(pairs)(
    '%s publishes to the topic of %s if the table says so, and not otherwise',
    async (service, context) => {
      const allowed = accessOf(service).publishes === context;
      const sent = outcomeOf(clients.get(service)!.publish(topicOf(context)));
      expect(await sent).toBe(allowed ? 'done' : 'TOPIC_AUTHORIZATION_FAILED');
    },
  );

  test.each(pairs)(
    '%s reads the topic of %s if the table says so or it is its own',
    async (service, context) => {
      const { reads, publishes } = accessOf(service);
      const read = outcomeOf(clients.get(service)!.read(topicOf(context), `linli.${service}.view`));
      expect(await read).toBe(
        [...reads, publishes].includes(context) ? 'done' : 'TOPIC_AUTHORIZATION_FAILED',
      );
    },
  );

  test.each(pairs)(
    '%s publishes in a transaction named after %s only if that is its context',
    async (service, context) => {
      const { publishes } = accessOf(service);
      const begun = outcomeOf(clients.get(service)!.beginTransaction(`linli.${context}.relay`));
      // Who may write nowhere does not even get the number that a producer of transactions goes by.
      const refusal =
        publishes === undefined ? 'CLUSTER_AUTHORIZATION_FAILED' : 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED';
      expect(await begun).toBe(publishes === context ? 'done' : refusal);
    },
  );

  test.each(ACCESS.map(({ service }) => service))('%s has no group but its own', async (service) => {
    const client = clients.get(service)!;
    expect(await outcomeOf(client.joinGroup(`linli.${service}.view`))).toBe('done');
    for (const other of ACCESS.filter((access) => access.service !== service)) {
      expect(await outcomeOf(client.joinGroup(`linli.${other.service}.view`))).toBe(
        'GROUP_AUTHORIZATION_FAILED',
      );
    }
  });

  test.each(pairs)(
    '%s makes the topic of %s only if it publishes it, and no other ever',
    async (service, context) => {
      const owns = accessOf(service).publishes === context;
      const made = outcomeOf(clients.get(service)!.makeTopic(topicOf(context)));
      expect(await made).toBe(owns ? 'TOPIC_ALREADY_EXISTS' : 'TOPIC_AUTHORIZATION_FAILED');
      expect(await outcomeOf(clients.get(service)!.makeTopic(`linli.${service}.private`))).toBe(
        'TOPIC_AUTHORIZATION_FAILED',
      );
    },
  );

  test.each(ACCESS.map(({ service }) => service))(
    '%s changes nobody’s rights and sees none',
    async (service) => {
      const its = await clients.get(service)!.admin();
      await expect(applyAccess(its, ACCESS)).rejects.toThrow(/not authorized|authorization failed/i);
      const users = putScramUsers({ ...login, username: service, password: passwordOf(service) }, [
        { name: 'intruder', password: 'x' },
      ]);
      await expect(users).rejects.toThrow(UserRefused);
    },
  );

  test('a wrong password is refused', async () => {
    const wrong = { ...login, username: 'incidents', password: 'guessed' };
    await expect(putScramUsers(wrong, [])).rejects.toThrow(BrokerRefusedLogin);
  });
});

describe('the job that sets the rights', () => {
  const foreign = {
    principal: 'User:incidents',
    host: '*',
    operation: AclOperationTypes.WRITE,
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: AclResourceTypes.TOPIC,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    resourceName: topicOf('party' satisfies ContextName),
  };

  test('changes nothing when it is run again', async () => {
    expect(await applyAccess(asAdmin, ACCESS)).toEqual({ granted: [], withdrawn: [] });
  });

  test('withdraws what the table does not have: of its principals anywhere, of anybody on the city’s names', async () => {
    const everything = { ...foreign, resourceName: 'weather', operation: AclOperationTypes.ALL };
    const stranger = { ...foreign, principal: 'User:stranger' };
    const elsewhere = { ...stranger, resourceName: 'weather' };
    await asAdmin.createAcls({ acl: [foreign, everything, stranger, elsewhere] });
    expect(await outcomeOf(clients.get('incidents')!.publish(topicOf('party')))).toBe('done');
    const { granted, withdrawn } = await applyAccess(asAdmin, ACCESS);
    expect(granted).toEqual([]);
    expect([...withdrawn].sort()).toEqual([
      'allow User:incidents ALL topic weather',
      'allow User:incidents WRITE topic linli.party',
      'allow User:stranger WRITE topic linli.party',
    ]);
    expect(await outcomeOf(clients.get('incidents')!.publish(topicOf('party')))).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
  });

  test('takes a reader off a topic when the table no longer has it, and gives it back', async () => {
    const without = ACCESS.map((access) =>
      access.service === 'incidents' ? { ...access, reads: [] } : access,
    );
    const read = () =>
      outcomeOf(clients.get('incidents')!.read(topicOf('residents'), 'linli.incidents.view'));
    await applyAccess(asAdmin, without);
    expect(await read()).toBe('TOPIC_AUTHORIZATION_FAILED');
    await applyAccess(asAdmin, ACCESS);
    expect(await read()).toBe('done');
  });

  test('gives a user another password, and the old one opens nothing', async () => {
    await putScramUsers(login, [{ name: 'party', password: 'another-word' }]);
    const before = { ...login, username: 'party', password: passwordOf('party') };
    await expect(putScramUsers(before, [])).rejects.toThrow(BrokerRefusedLogin);
    await putScramUsers(login, [{ name: 'party', password: passwordOf('party') }]);
    await expect(putScramUsers(before, [])).resolves.toBeUndefined();
  });

  test('keeps the rights of two cities on one cluster apart', async () => {
    await makeTopics('other.');
    const { granted, withdrawn } = await applyAccess(asAdmin, ACCESS, 'other.');
    expect(granted).toHaveLength(rightsOf(ACCESS).length);
    expect(withdrawn).toEqual([]);
    expect(await applyAccess(asAdmin, ACCESS)).toEqual({ granted: [], withdrawn: [] });
    expect(await outcomeOf(clients.get('incidents')!.publish('other.linli.incidents'))).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
  });
});
