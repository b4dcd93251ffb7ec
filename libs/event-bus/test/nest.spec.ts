import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventStore, StoreUnavailable } from '@linli/event-sourcing';
import { Controller, type INestMicroservice, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import { derivedCommandId } from '../src/command-id.ts';
import { createEmbeddedBus } from '../src/embedded-bus.ts';
import type { EventBus } from '../src/event-bus.ts';
import { EventBusStrategy, type EventBusStrategyOptions } from '../src/nest/index.ts';
import { memoryReactorStore } from './memory-reactor-store.ts';
import { Desk, deskModule } from './nest-sample.ts';
import { until, write } from './sample-logs.ts';

describe('event handlers of a Nest microservice', () => {
  let incidents: InMemoryEventStore;
  let bus: EventBus;
  let desk: Desk;
  let checkpoints: ReturnType<typeof memoryReactorStore>;
  const apps: INestMicroservice[] = [];

  beforeEach(() => {
    incidents = new InMemoryEventStore();
    bus = createEmbeddedBus({ logs: { incidents }, backOff: { firstMs: 1, maxMs: 5 } });
    desk = new Desk();
    checkpoints = memoryReactorStore();
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
    await bus.close();
    await incidents.close();
  });

  async function serve(
    options: Partial<EventBusStrategyOptions> = {},
    module: Type = deskModule(desk),
  ): Promise<EventBusStrategy> {
    const strategy = new EventBusStrategy({
      bus,
      name: 'desk',
      checkpoints,
      startAt: 'beginning',
      ...options,
    });
    const app = await NestFactory.createMicroservice(module, { strategy, logger: false });
    apps.push(app);
    await app.listen();
    return strategy;
  }

  const at = (strategy: EventBusStrategy, position: number) =>
    until(() => strategy.state()[0]?.position === position);
  const failAt = (position: number, error: Error) => {
    desk.failure = (handled) => (handled.position === position ? error : undefined);
  };

  test('get the data of their events, and the event with its batch as context', async () => {
    await write(incidents, 2, 'incident-1', 'IncidentReported');
    const strategy = await serve();
    await at(strategy, 2);
    const [event] = (await incidents.readAll({ after: 0, limit: 1 })).events;
    expect(desk.handled.find(({ handler }) => handler === 'dispatch')).toEqual({
      handler: 'dispatch',
      position: 1,
      data: event?.data,
      commandId: derivedCommandId('desk', event?.id ?? ''),
      source: 'incidents',
    });
  });

  test('are all told of an event that several are for; events without a handler are passed over', async () => {
    await write(incidents, 1, 'incident-1', 'IncidentReported');
    await write(incidents, 1, 'incident-1', 'IncidentLocated');
    await write(incidents, 1, 'incident-1', 'IncidentClosed');
    const strategy = await serve();
    await at(strategy, 3);
    expect(desk.by('dispatch')).toEqual([1]);
    expect(desk.by('statistics')).toEqual([1]);
    expect(desk.by('closing')).toEqual([3]);
  });

  test('go on where they stopped', async () => {
    await write(incidents, 3, 'incident-1', 'IncidentReported');
    await at(await serve(), 3);
    await Promise.all(apps.splice(0).map((app) => app.close()));
    await write(incidents, 2, 'incident-1', 'IncidentReported');
    await at(await serve(), 5);
    expect(desk.by('dispatch')).toEqual([1, 2, 3, 4, 5]);
  });

  test('that fail are tried again, then their event is parked with the reason and its stream behind it', async () => {
    for (const stream of ['a', 'b', 'a']) await write(incidents, 1, stream, 'IncidentReported');
    failAt(1, new TypeError('no grid at this place'));
    const strategy = await serve({ attempts: 3 });
    await at(strategy, 3);
    expect(desk.by('statistics')).toContain(2);
    expect(await strategy.reactor.parked()).toMatchObject([
      { event: { position: 1 }, state: 'poison', reason: 'TypeError: no grid at this place', attempts: 3 },
      { event: { position: 3 }, state: 'held' },
    ]);
    desk.failure = () => undefined;
    expect(await strategy.reactor.retryParked('a')).toEqual({ applied: 2, remaining: 0 });
    expect(desk.by('dispatch').toSorted()).toEqual([1, 2, 3]);
  });

  test('are waited for while the store they write to is not available', async () => {
    await write(incidents, 1, 'incident-1', 'IncidentReported');
    failAt(1, new StoreUnavailable('full', 'no space'));
    const strategy = await serve({ attempts: 1 });
    await until(() => (strategy.state()[0]?.failure?.attempts ?? 0) >= 3);
    expect(strategy.state()[0]?.failure?.message).toBe('no space');
    desk.failure = () => undefined;
    await at(strategy, 1);
    expect(await strategy.reactor.parked()).toEqual([]);
  });

  test('of events that do not exist keep the service from starting', async () => {
    @Controller()
    class Mistaken {
      @EventPattern<string>('IncidentRepoted')
      onEvent(): void {}
    }
    @Module({ controllers: [Mistaken] })
    class MistakenModule {}
    await expect(serve({}, MistakenModule)).rejects.toThrow(
      'handlers of events that the published language does not have: IncidentRepoted',
    );
  });

  test('are finished before the microservice is closed, and none is called after', async () => {
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let begun = false;
    @Controller()
    class Slow {
      @EventPattern<string>('IncidentReported')
      async onEvent(): Promise<void> {
        begun = true;
        await gate;
      }
    }
    @Module({ controllers: [Slow] })
    class SlowModule {}
    await serve({}, SlowModule);
    await write(incidents, 1, 'incident-1', 'IncidentReported');
    await until(() => begun);
    const [app] = apps.splice(0);
    const closing = app?.close();
    letGo();
    await closing;
    expect(await checkpoints.position('desk', 'incidents')).toBe(1);
  });

  test('tell the status of their transport', async () => {
    const seen: string[] = [];
    const strategy = await serve();
    strategy.status.subscribe((status) => seen.push(status));
    await Promise.all(apps.splice(0).map((app) => app.close()));
    expect(seen).toEqual(['listening', 'closed']);
  });
});
