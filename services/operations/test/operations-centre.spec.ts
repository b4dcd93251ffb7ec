import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { EventBus } from '@linli/event-bus';
import { SqliteDocumentStore } from '@linli/read-models';
import { Metrics, ReadinessRegistry, Shutdown, systemClock } from '@linli/service-kit';
import { OperationsCentre } from '../src/operations-centre.ts';
import { decodeCursor } from '../src/stream/cursor.ts';
import { commitRows } from './feed-rows.ts';
import { cityPath } from './stream-world.ts';

/** A bus whose subscribers have not been given a partition yet, as when their group is still busy with its dead members. */
const waiting: EventBus = {
  subscribe: ({ contexts }) =>
    Promise.resolve({
      state: () =>
        contexts.map((source) => ({
          source,
          position: 0,
          head: 0,
          aliveAt: 0,
          failure: { message: 'the group is not joined yet', attempts: 1 },
        })),
      close: () => Promise.resolve(),
    }),
  upcast: (event) => event,
  close: () => Promise.resolve(),
};

let folder: string;
let documents: SqliteDocumentStore;
let shutdown: Shutdown;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'linli-centre-'));
  documents = await SqliteDocumentStore.open({ file: join(folder, 'views.db') });
  shutdown = new Shutdown();
});

afterEach(async () => {
  await shutdown.run('intake');
  await shutdown.run('runners');
  await documents.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startCentre(): Promise<OperationsCentre> {
  const centre = new OperationsCentre(
    { tenant: 'wuhan', clock: systemClock, bus: waiting, documents },
    { city: { name: '江欣苑', areaPath: cityPath } },
    new ReadinessRegistry(),
    new Metrics({ service: 'operations', version: '0.1.0' }),
    shutdown,
  );
  await centre.onApplicationBootstrap();
  return centre;
}

test('P11: a centre that is started again knows its screens’ cursors before it has been given its partitions', async () => {
  await startCentre();
  const ref = { view: 'incident-board', generation: 1 };
  await commitRows(documents, ref, 'incidents/0', [1, 3]);
  await commitRows(documents, ref, 'incidents/1', [2, 8]);
  const { hub } = await startCentre();
  const positions = { 'incidents/0': 3, 'incidents/1': 8 };
  expect(hub.published).toEqual(positions);
  expect(Object.keys(decodeCursor(hub.cursorAt(positions))?.marks ?? {})).toEqual(Object.keys(positions));
});
