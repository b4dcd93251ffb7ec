import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ContextName } from '@linli/contracts';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { decryptField, encryptField, erased, sealEvent } from '@linli/privacy';
import { type CollectionProjection, type Projection, runProjection, viewReader } from '@linli/read-models';
import { type KafkaEngine, type PrivateServer, startKafka } from '@linli/testing/engines';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import { logSettings, serviceSettings } from '../../src/configuration/service-settings.ts';
import { createLogger } from '../../src/logging/logger.ts';
import { type OpenedEngines, openEngines } from '../../src/start/open-engines.ts';
import { newEvent } from '../new-event.ts';

const journal = createLogger({ service: 'test', level: 'silent' });
const partitions = 3;
const streams = 7;

/** How many events each stream has brought. */
const counts: CollectionProjection<{ events: number }> = {
  name: 'counts',
  fields: {},
  indexes: [],
  keys: (event) => [event.streamId],
  evolve: (body) => ({ events: (body?.events ?? 0) + 1 }),
  index: () => ({}),
};
const board: Projection = {
  view: 'board',
  version: 1,
  contexts: ['residents'],
  collections: [counts as CollectionProjection<never>],
};

const canary = '赵钱孙李周吴郑王';

let kafka: KafkaEngine & PrivateServer;
let folder: string;
let prefix: string;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  kafka = await startKafka();
  folder = await mkdtemp(join(tmpdir(), 'over-kafka-'));
}, 180_000);

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

afterAll(async () => {
  await kafka.stop();
  await rm(folder, { recursive: true });
});

async function open(
  service: string,
  own: boolean,
  context: ContextName = 'residents',
): Promise<OpenedEngines> {
  const settings = loadConfiguration(serviceSettings(service), {
    EVENT_BUS_URL: `kafka://${kafka.brokers.join(',')}`,
    TENANT: 't',
    KAFKA_PREFIX: prefix,
    KAFKA_PARTITIONS: String(partitions),
    READ_MODEL_URL: `sqlite:${join(folder, `${prefix}${service}.views.db`)}`,
  });
  const log = loadConfiguration(logSettings(service), {
    EVENT_STORE_URL: `sqlite:${join(folder, `${prefix}${service}`, 'log.db')}`,
    VAULT_URL: `sqlite:${join(folder, `${prefix}${service}`, 'vault.db')}`,
  });
  const opened = await openEngines({
    service,
    settings,
    own: own ? { context, settings: log } : undefined,
    journal,
  });
  closing.push(() => opened.close());
  return opened;
}

const streamOf = (n: number) => `territory-${n % streams}`;

async function say(writer: OpenedEngines, from: number, to: number): Promise<number> {
  let position = 0;
  for (let n = from; n < to; n += 1) {
    const appended = await writer.store?.append(streamOf(n), [newEvent('GridSplit')], 'any');
    position = appended?.position ?? 0;
  }
  return position;
}

test('what one service records another reads exactly once, across the death of the broker', async () => {
  prefix = `t${randomUUID().slice(0, 8)}.`;
  const writer = await open('residents', true);
  const reader = await open('operations', false);
  const { bus, documents } = reader.engines;
  const runner = await runProjection({ projection: board, bus, documents });
  closing.push(() => runner.close());
  await say(writer, 0, 200);
  await kafka.kill();
  // The service goes on while nobody carries its events.
  await say(writer, 200, 400);
  await kafka.start();
  const last = await say(writer, 400, 600);

  const view = viewReader(documents, board, { runner, maxWaitMs: 60_000 });
  const partition = writer.relay?.partitionOf(streamOf(599));
  const moment = await view.at({ after: `residents/${partition}:${last}` });
  const [newest] = await moment.get<{ events: number }>('counts', streamOf(599));
  expect(newest?.source).toBe(`residents/${partition}`);

  const absorbed = () => runner.state().sources.every(({ position, head }) => position >= head);
  while (Math.max(...runner.state().sources.map(({ position }) => position)) < 600 || !absorbed())
    await pause(20);
  const { find } = await view.at();
  const found = await find<{ events: number }>('counts', { limit: 100 });
  const expected = Object.fromEntries(
    Array.from({ length: streams }, (_, n) => [
      streamOf(n),
      Array.from({ length: 600 }, (_, m) => m).filter((m) => m % streams === n).length,
    ]),
  );
  expect(Object.fromEntries(found.map(({ key, body }) => [key, body.events]))).toEqual(expected);
  expect(runner.state().sources).toHaveLength(partitions);
});

test('a service alone is ready while the topic of another is not there yet, and follows it once it is', async () => {
  prefix = `t${randomUUID().slice(0, 8)}.`;
  const reader = await open('operations', false);
  const { bus, documents } = reader.engines;
  const runner = await runProjection({ projection: board, bus, documents });
  closing.push(() => runner.close());
  expect(runner.ready()).toBe(true);
  expect(runner.state().sources).toEqual([]);
  const writer = await open('residents', true);
  await say(writer, 0, 70);
  const { relay } = writer;
  while (relay?.state().position !== 70) await pause(20);
  for (let n = 63; n < 70; n += 1) {
    const source = `residents/${relay.partitionOf(streamOf(n))}`;
    expect(await runner.waitFor(source, n + 1, 60_000)).toBe(true);
  }
  while (!runner.ready()) await pause(20);
  expect(runner.state().sources).toHaveLength(partitions);
});

test('a service follows its own log without a broker', async () => {
  prefix = `t${randomUUID().slice(0, 8)}.`;
  await kafka.kill();
  const writer = await open('residents', true);
  const { bus, documents } = writer.engines;
  const runner = await runProjection({ projection: board, bus, documents });
  closing.push(() => runner.close());
  const last = await say(writer, 0, 20);
  expect(await runner.waitFor('residents', last, 10_000)).toBe(true);
  while (writer.relay?.state().failure === undefined) await pause(20);
  expect(writer.relay.state().role).toBe('standby');
  await kafka.start();
  while (writer.relay?.state().position !== last) await pause(20);
});

test('P12: a person who is erased in one service is erased in all, within seconds and after a restart', async () => {
  prefix = `t${randomUUID().slice(0, 8)}.`;
  const residents = await open('residents', true);
  const party = await open('party', true, 'party');
  const [subject, stays] = [randomUUID(), randomUUID()];
  const place = { stream: 'party-member-1', type: 'Joined', field: 'name' };
  const sealed = (who: string) =>
    encryptField(party.engines.persons!.vault, canary, place, { subject: who, group: 'register' });
  const [gone, kept] = [await sealed(subject), await sealed(stays)];
  const read = ({ engines }: OpenedEngines, text: string) =>
    decryptField(engines.persons!.vault, text, place);

  const registered = {
    ...newEvent('ResidentRegistered'),
    data: { resident: subject, areaPath: '42/', name: canary },
  };
  const stream = `resident-${subject}`;
  const event = await sealEvent(residents.engines.persons!.vault, stream, registered);
  await residents.store?.append(stream, [event], 'no-stream');
  const carried: unknown[] = [];
  const following = await party.engines.bus.subscribe({
    group: 'party.reader',
    contexts: ['residents'],
    startAfter: async () => 0,
    handle: async ({ events }) => void carried.push(...events),
  });
  while (carried.length === 0) await pause(20);
  await following.close();
  expect(JSON.stringify(carried)).toContain('enc1:register:');
  expect(JSON.stringify(carried)).not.toContain(canary);

  while (!party.engines.persons!.settled()) await pause(20);
  expect(await read(party, gone)).toBe(canary);
  const destroyed = { ...newEvent('SubjectKeyDestroyed'), data: { subject } };
  await residents.store?.append(`person-keys-${subject}`, [destroyed], 'no-stream');
  while ((await read(party, gone)) !== erased) await pause(20);
  expect(await read(party, kept)).toBe(canary);

  await closing.pop()?.();
  const again = await open('party', true, 'party');
  while (!again.engines.persons!.settled()) await pause(20);
  expect(await read(again, gone)).toBe(erased);
  expect(await read(again, kept)).toBe(canary);
});
