import type { Recorder } from '@linli/testing/history';
import { mongo } from 'mongoose';
import type { MongoAccess } from '../city.ts';
import { consumerOf, noted, type ParkedItem } from './operations-watch.ts';

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

/** Looks may take up this part of the time: MongoDB's stand-in reads all rows for the last one, and serves a city beside. */
const share = 0.1;

const view = 'incident-board';
/** `incident-board.1.<id>.checkpoints`: the collections of one generation (docs/decisions/mongo-layout.md). */
const checkpointsName = new RegExp(`^(${view}\\.(\\d+)\\.[\\w-]+\\.)checkpoints$`);

/**
 * Looks into the board's database with a client of its own. A look takes, per source, the checkpoint and the last row of
 * the feed, in one transaction: every event of an incident is a row, so the two must agree.
 */
export class StoreReader {
  readonly #access: MongoAccess;
  readonly #recorder: Recorder;
  #client: InstanceType<typeof MongoClient> | undefined;
  #notBefore = 0;

  constructor(access: MongoAccess, recorder: Recorder) {
    this.#access = access;
    this.#recorder = recorder;
  }

  /** Notes what is there; nothing when the database does not answer, or has just been kept busy by a look. */
  async look(): Promise<void> {
    const began = performance.now();
    if (began < this.#notBefore) return;
    try {
      await this.#look();
    } catch {
      // It is down, or a generation was dropped meanwhile: there will be another look.
      await this.close();
    }
    const end = performance.now();
    this.#notBefore = end + (end - began) * (1 / share - 1);
  }

  /** What a generation of the board has parked, whether anybody feeds it or not. Notes and answers it. */
  async lookAtParked(number: number): Promise<readonly ParkedItem[]> {
    const client = await this.#open();
    const items: ParkedItem[] = [];
    for (const { base, generation } of await this.#generations(client)) {
      if (generation !== number) continue;
      const parked = client.db(this.#access.database).collection<ParkedItem>(`${base}parked`);
      items.push(...(await parked.find().toArray()));
    }
    this.#recorder.note('store', {
      kind: 'parked',
      consumer: consumerOf(view, number),
      items: items.map(noted),
    });
    return items;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close().catch(() => undefined);
  }

  async #look(): Promise<void> {
    const client = await this.#open();
    const db = client.db(this.#access.database);
    for (const { base, generation } of await this.#generations(client)) {
      const session = client.startSession();
      try {
        await session.withTransaction(
          async () => {
            const checkpoints = await db
              .collection<CheckpointDocument>(`${base}checkpoints`)
              .find({}, { session })
              .toArray();
            const rows = db.collection<RowDocument>(`${base}current.feed`);
            const found = [];
            for (const { _id: source, position } of checkpoints) {
              const last = await rows.find({ source }, { session }).sort({ _id: -1 }).limit(1).next();
              found.push({ source, position, applied: last?.position ?? 0 });
            }
            this.#recorder.notes(
              'store',
              found.map((row) => ({ kind: 'checkpoint', consumer: consumerOf(view, generation), ...row })),
            );
          },
          { readConcern: { level: 'snapshot' } },
        );
      } finally {
        await session.endSession();
      }
    }
  }

  async #open(): Promise<InstanceType<typeof MongoClient>> {
    this.#client ??= await MongoClient.connect(this.#access.url, {
      directConnection: true,
      serverSelectionTimeoutMS: 2_000,
      connectTimeoutMS: 2_000,
      socketTimeoutMS: 30_000,
    });
    return this.#client;
  }

  /** The generations of the board, each with how the names of its collections begin. */
  async #generations(client: InstanceType<typeof MongoClient>) {
    const names = await client.db(this.#access.database).listCollections({}, { nameOnly: true }).toArray();
    return names.flatMap(({ name }) => {
      const [, base, generation] = checkpointsName.exec(name) ?? [];
      return base === undefined ? [] : [{ base, generation: Number(generation) }];
    });
  }
}
