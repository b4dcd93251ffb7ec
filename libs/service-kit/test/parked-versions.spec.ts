import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createUpcasters, type EventDefinition, type RecordedEvent, type Upcaster } from '@linli/contracts';
import { createEmbeddedBus, createReactor, type EventBus } from '@linli/event-bus';
import { InMemoryEventStore } from '@linli/event-sourcing';
import {
  type CollectionProjection,
  type Projection,
  reactorStore,
  runProjection,
  SqliteDocumentStore,
} from '@linli/read-models';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Metrics } from '../src/index.ts';
import { Tracing } from '../src/tracing/tracing.ts';
import { newEvent } from './new-event.ts';

const version = (number: number) =>
  ({ context: 'incidents', type: 'IncidentClosed', version: number }) as EventDefinition;
/** Version 2 tells metres where version 1 told decimetres. */
const step: Upcaster = {
  type: 'IncidentClosed',
  from: 1,
  to: 2,
  upcast: (data) => ({ metres: (data as { decimetres: number }).decimetres / 10 }),
};
const releases = {
  1: createUpcasters([version(1)], []),
  2: createUpcasters([version(1), version(2)], [step]),
};
type Release = keyof typeof releases;
const unknown = 'UnknownEventType: no event IncidentClosed version 2 in the published language';

let folder: string;
let log: InMemoryEventStore;
let documents: SqliteDocumentStore;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parked-versions-'));
  log = new InMemoryEventStore();
  documents = await SqliteDocumentStore.open({ file: join(folder, 'views.db') });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await documents.close();
  await log.close();
  await rm(folder, { recursive: true });
});

/** The bus of a service of that release, wrapped as every service wraps it. */
function busOf(release: Release): EventBus {
  const metrics = new Metrics({ service: 'operations', version: '1' });
  const tracing = new Tracing({ service: 'operations' });
  const bus = createEmbeddedBus({
    logs: { incidents: log },
    upcast: releases[release].upcast,
    backOff: { firstMs: 1, maxMs: 5 },
  });
  closing.push(() => bus.close());
  return metrics.observeBus(tracing.observeBus(bus));
}

const close = (number: number, data: object) =>
  log.append('incident-1', [{ ...newEvent('IncidentClosed'), version: number, data }], 'any');

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(2);
}

describe('a parked event of a view', () => {
  /** Fails for what it cannot read as the latest version, in the release that is broken for all. */
  async function run(release: Release, broken = false) {
    const collection: CollectionProjection<{ read: unknown[] }> = {
      name: 'closed',
      fields: {},
      indexes: [],
      keys: (event) => [event.streamId],
      evolve(body, event) {
        if (broken) throw new Error('this release is broken');
        return { read: [...(body?.read ?? []), [event.version, event.data]] };
      },
      index: () => ({}),
    };
    const projection: Projection = {
      view: 'closed',
      version: 1,
      contexts: ['incidents'],
      collections: [collection as CollectionProjection<never>],
    };
    const runner = await runProjection({ projection, bus: busOf(release), documents });
    closing.push(() => runner.close());
    await until(() => runner.state().sources.every(({ position, head }) => position === head && head > 0));
    return runner;
  }
  const ref = { view: 'closed', generation: 1 };
  const read = async () =>
    (await documents.find(ref, 'closed', { limit: 10 })).map(({ body }) => (body as { read: unknown }).read);

  test('of a version that this release does not know stays parked with its reason, however often it is retried', async () => {
    await close(2, { metres: 3 });
    const runner = await run(1);
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(await runner.retryParked('incident-1')).toEqual({ applied: 0, remaining: 1, reason: unknown });
    expect((await documents.parked(ref)).map(({ state, reason }) => [state, reason])).toEqual([
      ['poison', unknown],
    ]);
    expect(await read()).toEqual([]);
  });

  test('is folded by the release that knows its version', async () => {
    await close(2, { metres: 3 });
    await (await run(1)).close();
    expect(await (await run(2)).retryParked('incident-1')).toEqual({ applied: 1, remaining: 0 });
    expect(await read()).toEqual([[[2, { metres: 3 }]]]);
  });

  test('of an old version is upcast when a later release retries it, those held behind it too', async () => {
    await close(1, { decimetres: 30 });
    await close(1, { decimetres: 50 });
    await (await run(1, true)).close();
    expect(await (await run(2)).retryParked('incident-1')).toEqual({ applied: 2, remaining: 0 });
    expect(await read()).toEqual([
      [
        [2, { metres: 3 }],
        [2, { metres: 5 }],
      ],
    ]);
  });
});

describe('a parked event of a reactor', () => {
  const answered: RecordedEvent[] = [];
  beforeEach(() => void answered.splice(0));

  async function run(release: Release, broken = false) {
    const reactor = await createReactor({
      name: 'closer',
      bus: busOf(release),
      contexts: ['incidents'],
      checkpoints: reactorStore(documents),
      startAt: 'beginning',
      attempts: 1,
      react(event) {
        if (broken) return Promise.reject(new Error('this release is broken'));
        answered.push(event);
        return Promise.resolve();
      },
    });
    closing.push(() => reactor.close());
    await until(() => reactor.state().every(({ position, head }) => position === head && head > 0));
    return reactor;
  }

  test('of a version that this release does not know stays parked with its reason, however often it is retried', async () => {
    await close(2, { metres: 3 });
    const reactor = await run(1);
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(await reactor.retryParked('incident-1')).toEqual({ applied: 0, remaining: 1 });
    expect((await reactor.parked()).map(({ state, reason }) => [state, reason])).toEqual([
      ['poison', unknown],
    ]);
    expect(answered).toEqual([]);
  });

  test('of an old version is upcast when a later release retries it', async () => {
    await close(1, { decimetres: 30 });
    await (await run(1, true)).close();
    expect(await (await run(2)).retryParked('incident-1')).toEqual({ applied: 1, remaining: 0 });
    expect(answered.map(({ version: read, data }) => [read, data])).toEqual([[2, { metres: 3 }]]);
  });
});
