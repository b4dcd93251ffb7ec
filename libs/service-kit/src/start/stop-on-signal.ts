import type { Logger } from '../logging/logger.ts';

/**
 * SIGTERM and SIGINT end the process in order, with exit code 0; a second signal ends it at once. A failure that nobody
 * caught ends it in order too, with exit code 1: its state is not to be trusted, but what was accepted is finished. What
 * has not ended by the deadline is given up, with exit code 1: whatever was acknowledged is on disk.
 *
 * @param deadlineMs time for `stop`, milliseconds
 */
export function stopOnSignal(stop: () => Promise<void>, journal: Logger, deadlineMs: number): void {
  let stopping = false;
  const end = (why: string, code: number): void => {
    if (stopping) process.exit(1);
    stopping = true;
    journal.info({ why }, 'stopping');
    exitAfter(deadlineMs, () => journal.fatal({ deadlineMs }, 'did not stop in time'));
    stop().then(
      () => {
        journal.info('stopped');
        process.exit(code);
      },
      (error: unknown) => {
        for (const failure of error instanceof AggregateError ? error.errors : [error]) {
          journal.error({ err: failure }, 'did not stop cleanly');
        }
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal, 0));
  const failed = (error: unknown): void => {
    journal.fatal({ err: error }, 'a failure that nobody caught');
    end('failure', 1);
  };
  process.on('uncaughtException', failed);
  process.on('unhandledRejection', failed);
}

/** Ends the process with code 1 at the deadline, if anything still keeps it alive then. */
export function exitAfter(deadlineMs: number, tell: () => void): void {
  setTimeout(() => {
    tell();
    process.exit(1);
  }, deadlineMs).unref();
}
