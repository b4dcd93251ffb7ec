import type { Recorder } from '@linli/testing/history';
import { mongo } from 'mongoose';
import type { MongoAccess } from '../city.ts';
import { consumerOf } from './operations-watch.ts';

const { MongoClient } = mongo;

interface CheckpointDocument {
  readonly _id: string;
  readonly position: number;
}

interface RowDocument {
  readonly _id: string;
  readonly source: string;
  readonly position: number;
}

const view = 'incident-board';
/** `incident-board.1.<id>.checkpoints`: the collections of one generation (docs/decisions/mongo-layout.md). */
const checkpointsName = new RegExp(`^(${view}\\.(\\d+)\\.[\\w-]+\\.)checkpoints$`);

/**
 * Looks into the board's database with a client of its own: per source, the checkpoint and the last row of the feed, in
 * one transaction. Every event of an incident is a row, so the two must agree.
 */
export class StoreReader {
  readonly #access: MongoAccess;
  readonly #recorder: Recorder;
  #client: InstanceType<typeof MongoClient> | undefined;
  looks = 0;

  constructor(access: MongoAccess, recorder: Recorder) {
    this.#access = access;
    this.#recorder = recorder;
  }

  /** Notes what is there; nothing when the database does not answer. */
  async look(): Promise<void> {
    try {
      await this.#look();
      this.looks += 1;
    } catch {
      // It is down, or a generation was dropped meanwhile: there will be another look.
      await this.close();
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close().catch(() => undefined);
  }

  async #look(): Promise<void> {
    const { url, database } = this.#access;
    this.#client ??= await MongoClient.connect(url, {
      directConnection: true,
      serverSelectionTimeoutMS: 2_000,
      connectTimeoutMS: 2_000,
      socketTimeoutMS: 5_000,
    });
    const db = this.#client.db(database);
    const names = await db.listCollections({}, { nameOnly: true }).toArray();
    for (const { name } of names) {
      const [, base, generation] = checkpointsName.exec(name) ?? [];
      if (base === undefined) continue;
      const session = this.#client.startSession();
      try {
        await session.withTransaction(
          async () => {
            const checkpoints = await db.collection<CheckpointDocument>(name).find({}, { session }).toArray();
            const rows = db.collection<RowDocument>(`${base}current.feed`);
            const found = [];
            for (const { _id: source, position } of checkpoints) {
              const last = await rows.find({ source }, { session }).sort({ _id: -1 }).limit(1).next();
              found.push({ source, position, applied: last?.position ?? 0 });
            }
            this.#recorder.notes(
              'store',
              found.map((row) => ({
                kind: 'checkpoint',
                consumer: consumerOf(view, Number(generation)),
                ...row,
              })),
            );
          },
          { readConcern: { level: 'snapshot' } },
        );
      } finally {
        await session.endSession();
      }
    }
  }
}
