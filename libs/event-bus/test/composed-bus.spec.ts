import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { composeBuses } from '../src/composed-bus.ts';
import { createEmbeddedBus } from '../src/embedded-bus.ts';
import type { EventBus } from '../src/event-bus.ts';
import { range, remembering, until, write } from './sample-logs.ts';

describe('a bus composed of others', () => {
  let incidents: InMemoryEventStore;
  let residents: InMemoryEventStore;
  let own: EventBus;
  let others: EventBus;
  let bus: EventBus;

  beforeEach(() => {
    incidents = new InMemoryEventStore();
    residents = new InMemoryEventStore();
    own = createEmbeddedBus({ logs: { incidents }, upcast: (event) => ({ ...event, version: 7 }) });
    others = createEmbeddedBus({ logs: { residents } });
    bus = composeBuses({ incidents: own, residents: others, party: others });
  });
  afterEach(async () => {
    await bus.close();
    await Promise.all([incidents.close(), residents.close()]);
  });

  test('follows each context where it is named', async () => {
    await write(incidents, 5);
    await write(residents, 3);
    const subscriber = remembering({ contexts: ['residents', 'incidents'] });
    const subscription = await bus.subscribe(subscriber);
    await until(() => subscriber.seen().length >= 8);
    expect(subscription.state().map(({ source, position }) => [source, position])).toEqual([
      ['residents', 3],
      ['incidents', 5],
    ]);
    const ofIncidents = subscriber.batches.filter(({ context }) => context === 'incidents');
    expect(ofIncidents.flatMap(({ events }) => events.map(({ position }) => position))).toEqual(range(1, 5));
  });

  test('names the context it has no bus for', async () => {
    await expect(bus.subscribe(remembering({ group: 'board', contexts: ['finance'] }))).rejects.toThrow(
      'board needs the events of finance; this bus has those of: incidents, residents, party',
    );
  });

  test('leaves nothing running when one of its buses refuses the subscription', async () => {
    const released: string[] = [];
    const subscriber = remembering({
      contexts: ['incidents', 'party'],
      released: async (source) => void released.push(source),
    });
    await expect(bus.subscribe(subscriber)).rejects.toThrow('needs the log of party');
    expect(released).toEqual(['incidents']);
  });

  test('brings events to the latest version as its buses do', async () => {
    await write(incidents, 1);
    const [event] = (await incidents.readAll({ after: 0, limit: 1 })).events;
    if (!event) throw new Error('an event was written');
    expect(bus.upcast(event)).toMatchObject({ version: 7 });
  });

  test('closes the buses it is made of', async () => {
    await bus.close();
    for (const part of [own, others])
      await expect(part.subscribe(remembering())).rejects.toThrow('the bus is closed');
  });
});
