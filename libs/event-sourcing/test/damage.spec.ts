import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DamagedEvent } from '../src/event-store.ts';
import { ByteSink } from '../src/sqlite/byte-sink.ts';
import { LogFailed } from '../src/sqlite/log-errors.ts';
import { LogReader } from '../src/sqlite/log-reader.ts';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';
import { verifyLog } from '../src/sqlite/verify-log.ts';
import { newFolder } from './engines.ts';
import { endOf, flip, writeLog } from './log-samples.ts';

let folder = newFolder();
let file = '';
let store: SqliteEventStore | undefined;

beforeEach(() => {
  folder = newFolder();
  file = join(folder.path, 'incidents.log.db');
});

afterEach(async () => {
  await store?.close();
  store = undefined;
  folder.remove();
});

/** Position and stream of the one event of `writeLog` whose data holds `note-7-1`. */
const damaged = { position: 23, streamId: 'stream-7' };

describe('one flipped bit in the data of an event', () => {
  beforeEach(async () => {
    await writeLog(file, 100);
    flip(file, 'note-7-1');
    store = await SqliteEventStore.open({ file });
  });

  test('is found when its stream is read, either way', async () => {
    for (const direction of ['forwards', 'backwards'] as const) {
      const error = await endOf(store?.readStream('stream-7', { direction }) ?? Promise.resolve());
      expect(error).toBeInstanceOf(DamagedEvent);
      expect(error).toMatchObject({ ...damaged, location: file });
    }
  });

  test('is found when the log is read; what stands before it is delivered, it and its followers are not', async () => {
    const page = await store?.readAll({ after: 0, limit: 1_000 });
    expect(page?.events.map((event) => event.position)).toEqual(Array.from({ length: 22 }, (_, n) => n + 1));
    expect(page?.position).toBe(22);
    const error = await endOf(store?.readAll({ after: 22, limit: 1_000 }) ?? Promise.resolve());
    expect(error).toMatchObject({ name: 'DamagedEvent', ...damaged });
  });

  test('is found by a reader whose filter does not ask for the event', async () => {
    const filter = { types: ['SomethingElse'] };
    expect(await store?.readAll({ after: 0, limit: 10, filter })).toMatchObject({ events: [], position: 22 });
    const error = await endOf(store?.readAll({ after: 22, limit: 10, filter }) ?? Promise.resolve());
    expect(error).toMatchObject({ name: 'DamagedEvent', ...damaged });
  });

  test('stops a follower in front of it', async () => {
    const seen: number[] = [];
    const following = (async () => {
      for await (const page of store?.follow({
        after: 0,
        batchSize: 5,
        signal: new AbortController().signal,
      }) ?? [])
        seen.push(...page.events.map((event) => event.position));
    })();
    expect(await endOf(following)).toMatchObject({ name: 'DamagedEvent', ...damaged });
    expect(seen).toEqual(Array.from({ length: 22 }, (_, n) => n + 1));
  });

  test('leaves all other streams readable and the log open for appends', async () => {
    expect(await store?.readStream('stream-8')).toHaveLength(27);
    expect((await store?.readAll({ after: 23, limit: 1_000 }))?.events).toHaveLength(277);
  });

  test('is named by verify with file, stream and position, beside a running service too', async () => {
    const report = await verifyLog(file);
    expect(report).toEqual({
      file,
      events: 299,
      damages: [{ ...damaged, what: 'does not match its digest' }],
      end: 'proved',
    });
  });
});

describe('any single byte of a row and its neighbourhood', () => {
  test('changed, is noticed by readers, or changes nothing that they read and is noticed by verify', async () => {
    await writeLog(file, 60);
    const sound = readFileSync(file);
    const read = (): string => {
      let reader: LogReader | undefined;
      try {
        reader = new LogReader(file);
        const frames: string[] = [];
        for (let after = 0; ;) {
          const sink = new ByteSink();
          const piece = reader.read({ op: 'all', after, limit: 1_000 }, sink);
          frames.push(Buffer.from(sink.take()).toString('utf8'));
          if (piece.done) return frames.join();
          after = piece.next;
        }
      } catch (error) {
        if (error instanceof LogFailed && error.failure.kind.startsWith('damaged')) return 'damage';
        throw error;
      } finally {
        reader?.close();
      }
    };
    const expected = read();
    expect(expected).toContain('note-59-2');
    const around = sound.indexOf('note-7-1');
    let noticed = 0;
    for (let at = around - 150; at < around + 250; at++) {
      const bytes = Buffer.from(sound);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(file, bytes);
      const found = read();
      if (found === 'damage') noticed++;
      else {
        // A text that has become a BLOB of the same bytes reads the same; verify minds all the same.
        expect([at - around, found]).toEqual([at - around, expected]);
        expect((await verifyLog(file)).damages).toHaveLength(1);
      }
    }
    expect(noticed).toBeGreaterThan(390);
  });
});

describe('a page of the file overwritten with garbage', () => {
  test('costs the events that lie in it, each named by verify, and never delivers others in their place', async () => {
    await writeLog(file, 200);
    const bytes = readFileSync(file);
    const page = Math.floor(bytes.indexOf('note-20-0') / 4096);
    bytes.fill(0xa5, page * 4096, (page + 1) * 4096);
    writeFileSync(file, bytes);
    store = await SqliteEventStore.open({ file });
    const { damages, events } = await verifyLog(file);
    const lost = damages.filter((damage) => damage.position !== undefined);
    expect(events + lost.length).toBe(600);
    expect(lost.length).toBeGreaterThan(3);
    expect(lost.every(({ streamId }) => streamId?.startsWith('stream-'))).toBe(true);
    const first = lost[0]?.position ?? 0;
    expect((await store.readAll({ after: 0, limit: 1_000 })).position).toBe(first - 1);
    expect(await endOf(store.readAll({ after: first - 1, limit: 1_000 }))).toMatchObject({
      name: 'DamagedEvent',
      position: first,
      streamId: lost[0]?.streamId,
    });
  });
});
