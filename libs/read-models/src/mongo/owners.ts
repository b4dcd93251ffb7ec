import type { SourceId } from '@linli/event-bus';
import { mongo } from 'mongoose';
import type { StoredGeneration } from './collections.ts';
import type { MongoConnection } from './connection.ts';

/** Which session has last set out to write what one source gives a generation. */
interface OwnerDocument {
  readonly _id: string;
  readonly generation: string;
  readonly session: mongo.UUID;
}

/**
 * One session for all commits of a source, known to whoever writes it next.
 *
 * A process that dies within a transaction leaves it open, and with it the documents it holds: MongoDB ends it after
 * `transactionLifetimeLimitSeconds`, a minute unless told otherwise, in which no other owner gets anywhere. So each owner
 * ends what the one before it may have left. When that one lives, it is told that its transaction is gone and tries
 * again: nothing rests on this, it only saves the minute. A user may end sessions of its own without any privilege.
 *
 * Within a process the next transaction of the session ends the one before it, should that still be open.
 */
export class Owners {
  readonly #client: mongo.MongoClient;
  readonly #owners: mongo.Collection<OwnerDocument>;
  /** They are never given back while the store is open: a session that was given to another use could be ended in it. */
  readonly #sessions = new Map<string, mongo.ClientSession>();
  readonly #claimed = new Set<string>();

  constructor({ client, writes }: MongoConnection) {
    this.#client = client;
    this.#owners = writes.collection<OwnerDocument>('owners');
  }

  async sessionOf({ id }: StoredGeneration, source: SourceId): Promise<mongo.ClientSession> {
    const name = nameOf(id, source);
    const session = this.#sessions.get(name) ?? this.#client.startSession({ causalConsistency: false });
    this.#sessions.set(name, session);
    if (!this.#claimed.has(name)) {
      const own = new mongo.UUID(sessionId(session));
      const before = await this.#owners.findOneAndUpdate(
        { _id: name },
        { $set: { generation: id, session: own } },
        { upsert: true, returnDocument: 'before' },
      );
      if (before && !own.equals(before.session)) await this.#end([before.session]);
      this.#claimed.add(name);
    }
    return session;
  }

  /** After a commit that failed: the next one cannot be sure that nobody else has set out since. */
  doubt({ id }: StoredGeneration, source: SourceId): void {
    this.#claimed.delete(nameOf(id, source));
  }

  /** Nobody is to write to the generation any more. */
  async release(generation: string): Promise<void> {
    const owners = await this.#owners.find({ generation }).toArray();
    await this.#end(owners.map(({ session }) => session));
    await this.#owners.deleteMany({ generation });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.endSession()));
    this.#sessions.clear();
  }

  async #end(sessions: readonly mongo.UUID[]): Promise<void> {
    if (sessions.length === 0) return;
    try {
      await this.#client.db('admin').command({ killSessions: sessions.map((id) => ({ id })) });
    } catch (error) {
      // Some hosted servers do not take the command: then their limit ends the transaction.
      if (!(error instanceof mongo.MongoServerError)) throw error;
    }
  }
}

function nameOf(generation: string, source: SourceId): string {
  return `${generation}:${source}`;
}

function sessionId(session: mongo.ClientSession): Uint8Array {
  return (session.id as { readonly id: mongo.Binary }).id.buffer;
}
