/**
 * Brings users, topics and rights on the engines to what `access.ts` says. Run by the administrator at every start of
 * the stack and after every change of the table or of a password; run again it changes nothing else.
 */
import { ensureTopic, type KafkaJournal } from '@linli/event-bus';
import { Kafka, logLevel } from 'kafkajs';
import { ACCESS } from './access.ts';
import { applyAccess } from './apply-access.ts';
import { BrokerRefusedLogin } from './broker-connection.ts';
import { putMongoUsers } from './mongo-users.ts';
import { userOf } from './rights.ts';
import { putScramUsers, UserRefused } from './scram-users.ts';
import { InvalidSettings, readSettings, type AccessSettings } from './settings.ts';

const EXIT_CONFIGURATION = 78;
const CLIENT = 'linli-access';
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function setUpKafka(kafka: AccessSettings['kafka']): Promise<void> {
  const { brokers, username, password, prefix, passwordOf } = kafka;
  const users = ACCESS.map((access) => ({
    name: userOf(access, prefix),
    password: passwordOf(access.service),
  }));
  await putScramUsers({ broker: brokers[0] as string, tls: false, username, password }, users);
  say(`Kafka: users ${users.map(({ name }) => name).join(', ')}`);
  const client = new Kafka({
    brokers: [...brokers],
    clientId: CLIENT,
    sasl: { mechanism: 'scram-sha-512', username, password },
    logLevel: logLevel.NOTHING,
  });
  const admin = client.admin();
  await admin.connect();
  try {
    const connection = { brokers, clientId: CLIENT, sasl: { username, password }, prefix };
    const { partitions, replication } = kafka;
    for (const { publishes: context } of ACCESS) {
      if (context === undefined) continue;
      const journal: KafkaJournal = (level, message) => void (level === 'info' && say(`Kafka: ${message}`));
      await ensureTopic({ connection, context, partitions, replication, journal });
    }
    const { granted, withdrawn } = await applyAccess(admin, ACCESS, prefix);
    for (const line of granted) say(`Kafka: granted: ${line}`);
    for (const line of withdrawn) say(`Kafka: withdrawn: ${line}`);
    if (granted.length + withdrawn.length === 0) say('Kafka: every right is as the table has it');
  } finally {
    await admin.disconnect();
  }
}

async function setUpMongo(mongo: NonNullable<AccessSettings['mongo']>): Promise<void> {
  const users = ACCESS.map(({ service }) => ({ name: service, password: mongo.passwordOf(service) }));
  await putMongoUsers(mongo, users);
  say(`MongoDB: users ${users.map(({ name }) => name).join(', ')}, each with the database of its name`);
}

try {
  const { kafka, mongo } = readSettings(process.env);
  await setUpKafka(kafka);
  if (mongo) await setUpMongo(mongo);
} catch (error) {
  const told =
    error instanceof InvalidSettings || error instanceof BrokerRefusedLogin || error instanceof UserRefused;
  process.stderr.write(`${told ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = error instanceof InvalidSettings ? EXIT_CONFIGURATION : 1;
}
