import { setTimeout as pause } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { isUnsettled, mayBeRepeated } from './faults.ts';

/** An election takes up to twelve seconds with the server's own settings. */
const patienceMs = 15_000;

/**
 * Runs the work in a transaction of the session until it is committed, as often as the server says that it may be tried
 * again: another owner was faster, the primary has changed, the connection was lost. Rejects with the last error when
 * that goes on for too long.
 *
 * When the acknowledgement of a commit is lost and asking for it again does not bring it, the work runs anew, so it has
 * to find out by itself that it has been applied. That is settled by then: a session's next transaction ends the one
 * before it, which cannot be committed any more if it has not been.
 */
export async function inTransaction(
  session: mongo.ClientSession,
  options: mongo.TransactionOptions,
  work: () => Promise<void>,
): Promise<void> {
  const until = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      session.startTransaction(options);
      await work();
      await commit(session, until);
      return;
    } catch (error) {
      // Where this fails, the next transaction or the server's limit ends it.
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
      if (!mayBeRepeated(error) || performance.now() > until) throw error;
    }
    await backOff(attempt);
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
    await backOff(attempt);
  }
}

/** At random, so that two who stand in each other's way do not meet again. */
async function backOff(attempt: number): Promise<void> {
  await pause(Math.random() * Math.min(500, 10 * 2 ** attempt));
}
