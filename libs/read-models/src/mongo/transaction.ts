import { setTimeout as pause } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { isUnsettled, mayBeRepeated } from './faults.ts';

/** An election takes up to twelve seconds with the server's own settings. */
const patienceMs = 15_000;

/**
 * Runs the work in a transaction until it is committed, as often as the server says that it may be tried again: another
 * owner was faster, the primary has changed, the connection was lost. Rejects with the last error when that goes on for
 * too long.
 *
 * When the acknowledgement of a commit is lost and asking for it again does not bring it, the work runs anew, so it has
 * to find out by itself that it has been applied. It cannot be mistaken: as long as the first transaction may still be
 * committed, it holds what both write, and the second one has to wait for its end.
 */
export async function inTransaction(
  client: mongo.MongoClient,
  options: mongo.TransactionOptions,
  work: (session: mongo.ClientSession) => Promise<void>,
): Promise<void> {
  const until = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt += 1) {
    const session = client.startSession({ causalConsistency: false });
    try {
      session.startTransaction(options);
      await work(session);
      await commit(session, until);
      return;
    } catch (error) {
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
      if (!mayBeRepeated(error) || performance.now() > until) throw error;
    } finally {
      await session.endSession();
    }
    await pause(Math.random() * Math.min(500, 5 * 2 ** attempt));
  }
}

/** Asking twice is harmless: a transaction that has been committed answers so. */
async function commit(session: mongo.ClientSession, until: number): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!isUnsettled(error) || performance.now() > until) throw error;
    }
    await pause(Math.random() * Math.min(500, 5 * 2 ** attempt));
  }
}
