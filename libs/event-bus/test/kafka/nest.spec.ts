import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import { Controller, Get, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createKafkaBus } from '../../src/kafka/kafka-bus.ts';
import { groupName, type KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { EventBusStrategy } from '../../src/nest/index.ts';
import { memoryReactorStore } from '../memory-reactor-store.ts';
import { Desk, deskModule } from '../nest-sample.ts';
import { range, until } from '../sample-logs.ts';
import { connectionTo, Publisher, tenant } from './sample-topics.ts';

describe('event handlers of Nest over Kafka', () => {
  let kafka: KafkaEngine;
  let connection: KafkaConnection;
  let publisher: Publisher;
  let desk: Desk;
  let checkpoints: ReturnType<typeof memoryReactorStore>;
  const open: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    kafka = await acquireKafka();
  });
  afterAll(() => kafka?.stop());
  beforeEach(async () => {
    connection = connectionTo(kafka.brokers);
    publisher = await new Publisher(connection).start(3);
    desk = new Desk();
    checkpoints = memoryReactorStore();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    await publisher.close();
  });

  /** A strategy with a bus of its own, as a replica of the service has. */
  function strategy(more: { attempts?: number } = {}): EventBusStrategy {
    const backOff = { firstMs: 5, maxMs: 50 };
    const bus = createKafkaBus({
      connection,
      service: 'incidents',
      tenant,
      backOff,
      sessionTimeoutMs: 300_000,
    });
    open.push(bus);
    return new EventBusStrategy({ bus, name: 'desk', checkpoints, startAt: 'beginning', ...more });
  }

  async function microservice(transport: EventBusStrategy): Promise<INestApplicationContext> {
    const app = await NestFactory.createMicroservice(deskModule(desk), {
      strategy: transport,
      logger: false,
    });
    open.unshift(app);
    await app.listen();
    return app;
  }

  const handled = () => desk.by('dispatch').toSorted((one, other) => one - other);

  test('are called for every event, in order per stream, and leave the group clean for the next replica', async () => {
    await publisher.publish(60);
    const first = strategy();
    const app = await microservice(first);
    await until(() => handled().length === 60);
    for (let stream = 0; stream < 10; stream += 1) {
      const own = desk.by('dispatch').filter((position) => position % 10 === stream);
      expect(own).toEqual(own.toSorted((one, other) => one - other));
    }
    await microservice(strategy());
    await app.close();
    await publisher.publish(60);
    await until(() => handled().length === 120);
    expect(handled()).toEqual(range(1, 120));
    const { members } = (await publisher.admin.describeGroups([groupName(connection, 'incidents', 'desk')]))
      .groups[0] ?? { members: [] };
    expect(members).toHaveLength(1);
  });

  test('park what they cannot take while other streams go on, and take it when it is retried', async () => {
    desk.failure = ({ position }) => (position === 11 ? new Error('no such grid') : undefined);
    const transport = strategy({ attempts: 2 });
    await microservice(transport);
    await publisher.publish(40);
    await until(() => transport.state().every(({ position, head }) => position > 0 && position === head));
    expect(handled()).toEqual(range(1, 40).filter((position) => ![11, 21, 31].includes(position)));
    expect(
      (await transport.reactor.parked()).map(({ event, state, reason }) => [event.position, state, reason]),
    ).toEqual([
      [11, 'poison', 'Error: no such grid'],
      [21, 'held', 'waits for an earlier event of its stream'],
      [31, 'held', 'waits for an earlier event of its stream'],
    ]);
    desk.failure = () => undefined;
    expect(await transport.reactor.retryParked('incident-1')).toEqual({ applied: 3, remaining: 0 });
    expect(handled()).toEqual(range(1, 40));
  });

  test('live in a web application too, which tells by their state whether it is ready', async () => {
    const transport = strategy();
    @Controller()
    class Health {
      @Get('ready')
      ready(): boolean {
        const states = transport.state();
        return (
          states.length > 0 && states.every(({ position, head, failure }) => position === head && !failure)
        );
      }
    }
    @Module({ imports: [deskModule(desk)], controllers: [Health] })
    class WebModule {}
    await publisher.publish(30);
    const app = await NestFactory.create(WebModule, new FastifyAdapter(), { logger: false });
    open.unshift(app);
    app.connectMicroservice({ strategy: transport });
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    const ready = async () => (await (await fetch(`${await app.getUrl()}/ready`)).json()) as boolean;
    await until(() => ready());
    expect(handled()).toEqual(range(1, 30));
  });
});
