import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';
import { verifyLog } from '../src/sqlite/verify-log.ts';
import { newFolder } from './engines.ts';

interface Acknowledged {
  readonly commandId: string;
  readonly position: number;
  readonly size: number;
}

const kills = 20;

/** Lets a process append until it has told of so many appends, kills it there and then, and returns what it told. */
async function stormAndKill(file: string, name: string, after: number): Promise<Acknowledged[]> {
  const child = fork(fileURLToPath(new URL('./children/storm.ts', import.meta.url)), [file, name], {
    execArgv: ['--conditions=@linli/source'],
  });
  const told: Acknowledged[] = [];
  child.on('message', (message) => {
    told.push(message as Acknowledged);
    if (told.length === after) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
  return told;
}

test('kill -9 in a storm of appends, 20 times: what was acknowledged is in the log once, nothing is there by half', async () => {
  const folder = newFolder();
  const file = join(folder.path, 'storm.log.db');
  const told: Acknowledged[] = [];
  try {
    for (let round = 1; round <= kills; round++) {
      const after = 1 + Math.floor(Math.random() * 600);
      const context = `round ${round}, killed after ${after} acknowledged appends`;
      told.push(...(await stormAndKill(file, `round-${round}`, after)));

      const store = await SqliteEventStore.open({ file });
      const { events, head } = await store.readAll({ after: 0, limit: 1_000_000 });
      await store.close();
      expect([context, events.length]).toEqual([context, head]);

      const appends = new Map<string, RecordedEvent[]>();
      for (const event of events) {
        const append = appends.get(event.metadata.commandId);
        if (append) append.push(event);
        else appends.set(event.metadata.commandId, [event]);
      }
      const torn = [...appends.values()].filter(
        (append) => append.length !== (append[0]?.data as { of: number }).of,
      );
      expect([context, torn]).toEqual([context, []]);
      const lost = told.filter(({ commandId, position, size }) => {
        const append = appends.get(commandId);
        return append?.length !== size || append.at(-1)?.position !== position;
      });
      expect([context, lost]).toEqual([context, []]);
    }
    expect((await verifyLog(file)).damages).toEqual([]);
    expect(told.length).toBeGreaterThanOrEqual(kills);
  } finally {
    folder.remove();
  }
}, 240_000);
