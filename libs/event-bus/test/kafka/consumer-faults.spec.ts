import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort, type KafkaEngine, type PrivateServer, startKafka } from '@linli/testing/engines';
import { startProxy } from '@linli/testing/faults';
import type { EventBus, Subscription } from '../../src/event-bus.ts';
import { createKafkaBus } from '../../src/kafka/kafka-bus.ts';
import { groupName, type KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { range, until } from '../sample-logs.ts';
import { openEffects } from './effects.ts';
import { connectionTo, GuardedStore, Publisher, tenant } from './sample-topics.ts';

const sorted = (positions: readonly number[]) => positions.toSorted((one, other) => one - other);

describe('consumers under faults', () => {
  let kafka: KafkaEngine & PrivateServer;
  let connection: KafkaConnection;
  let publisher: Publisher;
  const buses: EventBus[] = [];

  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka?.stop());
  beforeEach(async () => {
    connection = connectionTo(kafka.brokers);
    publisher = await new Publisher(connection).start(4);
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
    await publisher.close();
  });

  function start(to: KafkaConnection = connection): EventBus {
    const backOff = { firstMs: 20, maxMs: 200 };
    const bus = createKafkaBus({ connection: to, service: 'operations', tenant, backOff });
    buses.push(bus);
    return bus;
  }

  const failures = (subscription: Subscription) =>
    subscription.state().map(({ failure }) => failure?.message ?? '');

  describe('of a member', () => {
    let folder: string;
    let effects: ReturnType<typeof openEffects>;
    let database: DatabaseSync;
    const members: ChildProcess[] = [];

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'linli-members-'));
      database = new DatabaseSync(join(folder, 'effects.db'));
      effects = openEffects(database, 'test');
    });
    afterEach(async () => {
      for (const member of members.splice(0)) {
        const gone = new Promise((resolve) => member.once('exit', resolve));
        if (member.exitCode === null && member.signalCode === null && member.kill('SIGKILL')) await gone;
      }
      database.close();
      await rm(folder, { recursive: true });
    });

    async function joinGroup(name: string): Promise<ChildProcess> {
      const args = [kafka.brokers.join(','), connection.prefix ?? '', join(folder, 'effects.db'), name];
      const execArgv = ['-C', '@linli/source', '--disable-warning=TimeoutNegativeWarning'];
      const member = fork(join(import.meta.dirname, 'member.ts'), args, { execArgv });
      members.push(member);
      await new Promise((resolve, reject) => {
        member.once('message', resolve);
        member.once('exit', (code) => reject(new Error(`${name} has ended with ${code}`)));
      });
      return member;
    }

    /** Publishes to every partition until the condition holds. */
    async function publishUntil(condition: () => boolean): Promise<void> {
      for (let n = 0; !condition(); n += 1) await publisher.publish(20, { partition: n % 4 });
    }

    test.each([
      ['frozen beyond its session and thawed', 'SIGSTOP'],
      ['killed', 'SIGKILL'],
    ] as const)('that is %s loses and repeats nothing', async (_what, signal) => {
      const one = await joinGroup('one');
      await joinGroup('two');
      await publishUntil(() => effects.countBy('one') > 100 && effects.countBy('two') > 100);
      one.kill(signal);
      const takenOver = () => range(0, 3).every((n) => effects.lastMemberOf(`incidents/${n}`) === 'two');
      await publishUntil(takenOver);
      if (signal === 'SIGSTOP') {
        const refusedBefore = effects.refusals('one').length;
        one.kill('SIGCONT');
        await publishUntil(() => !takenOver());
        // What it had in hand when it froze may be refused, but it has handed over nothing more before it was back.
        expect(effects.refusals('one').length - refusedBefore).toBeLessThanOrEqual(4);
      }
      await until(() => effects.all().length >= publisher.position);
      expect(sorted(effects.all())).toEqual(range(1, publisher.position));
      expect(effects.refusals('one')).not.toContain('gap');
      expect(effects.refusals('two')).not.toContain('gap');
    });
  });

  test('of the broker: killed and started again, they go on without gap or repeat, and say so meanwhile', async () => {
    const store = new GuardedStore();
    const subscription = await start().subscribe(store.subscriber());
    for (let n = 0; n < 10; n += 1) await publisher.publish(20);
    await until(() => store.all().length === 200);
    await kafka.kill();
    await until(() => failures(subscription).every((message) => message.includes('have not answered')));
    const silent = subscription.state().map(({ aliveAt }) => aliveAt);
    await until(() => failures(subscription).every((message) => message.includes('ECONNREFUSED')));
    expect(subscription.state().map(({ aliveAt }) => aliveAt)).toEqual(silent);
    await kafka.start();
    await publisher.publish(20);
    await until(() => store.all().length === 220);
    expect(store.all()).toEqual(range(1, 220));
    expect(store.refusals).toEqual([]);
    await until(() => failures(subscription).every((message) => message === ''));
  });

  test('of the broker: gone at the start, a subscription is there all the same and catches up when it comes', async () => {
    const port = await freePort();
    const store = new GuardedStore();
    const absent = connectionTo([`127.0.0.1:${port}`]);
    const subscription = await start(absent).subscribe(store.subscriber());
    await until(() => failures(subscription).some((message) => message.includes('ECONNREFUSED')));
    const late = await startKafka({ port });
    const itsPublisher = await new Publisher(absent).start(2);
    try {
      await itsPublisher.publish(30);
      await until(() => store.all().length === 30);
      expect(store.all()).toEqual(range(1, 30));
      await Promise.all(buses.splice(0).map((bus) => bus.close()));
    } finally {
      await itsPublisher.close();
      await late.stop();
    }
  });

  test('of the broker: frozen for longer than requests wait, they go on when it does', async () => {
    const store = new GuardedStore();
    const subscription = await start().subscribe(store.subscriber());
    await publisher.publish(40);
    await until(() => store.all().length === 40);
    kafka.freeze();
    await until(() => failures(subscription).every((message) => message !== ''));
    kafka.thaw();
    await publisher.publish(40);
    await until(() => store.all().length === 80);
    expect(store.all()).toEqual(range(1, 80));
  });

  test('of the network: connections that are cut or left half open cost neither an event nor its order', async () => {
    const port = await freePort();
    const proxy = await startProxy({ target: { host: '127.0.0.1', port } });
    const behind = await startKafka({ port, advertised: `127.0.0.1:${proxy.port}` });
    const through = connectionTo(behind.brokers);
    const itsPublisher = await new Publisher(through).start(3);
    const store = new GuardedStore();
    try {
      const subscription = await start(through).subscribe(store.subscriber());
      for (let n = 0; n < 4; n += 1) {
        await itsPublisher.insist(40);
        proxy.cut();
        await until(() => store.all().length === itsPublisher.position);
      }
      await itsPublisher.insist(40);
      proxy.halfOpen();
      await until(() => failures(subscription).every((message) => message !== ''));
      proxy.heal();
      await until(() => store.all().length === itsPublisher.position);
      expect(store.all()).toEqual(range(1, 200));
      expect(store.refusals).toEqual([]);
      await Promise.all(buses.splice(0).map((bus) => bus.close()));
    } finally {
      await itsPublisher.close();
      await behind.stop();
      await proxy.close();
    }
  });

  test('of the broker: gone at the end, closing does not wait for it', async () => {
    const store = new GuardedStore();
    const bus = start();
    const subscription = await bus.subscribe(store.subscriber());
    await publisher.publish(20);
    await until(() => store.all().length === 20);
    await kafka.kill();
    try {
      await bus.close();
      expect(Math.max(...subscription.state().map(({ position }) => position))).toBe(20);
    } finally {
      await kafka.start();
    }
    // What the client has left behind gives up once it reaches the broker.
    await until(async () => {
      const { groups } = await publisher.admin.describeGroups([groupName(connection, 'operations', 'board')]);
      return groups[0]?.members.length === 0;
    });
  });
});
