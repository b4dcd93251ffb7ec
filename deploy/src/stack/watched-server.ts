import { setTimeout } from 'node:timers/promises';
import type { Engine, PrivateServer } from '@linli/testing/engines';
import { processId } from './process-table.ts';

const LOOK_MS = 500;
const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 30_000;

export interface WatchedServer extends PrivateServer, Engine {
  readonly isUp: boolean;
  /** How often it has come back by itself. */
  readonly restarts: number;
}

/**
 * A server that comes back when it dies by itself, as the restart policy of the file has it. Who kills it by `kill`
 * wants it down, and starts it again.
 */
export function watchServer(
  server: Engine & PrivateServer,
  onRestart: (failure: Error | undefined) => void,
): WatchedServer {
  const over = new AbortController();
  const pause = (milliseconds: number) =>
    setTimeout(milliseconds, undefined, { signal: over.signal }).catch(() => {});
  let wanted = true;
  let restarts = 0;
  let backOffMs = FIRST_BACK_OFF_MS;
  const isUp = (): boolean => processId(server.pid) !== undefined;
  const isMissing = (): boolean => wanted && !over.signal.aborted && !isUp();

  const watching = (async () => {
    while (!over.signal.aborted) {
      await pause(LOOK_MS);
      if (!isMissing()) continue;
      await pause(backOffMs);
      if (!isMissing()) continue;
      backOffMs = Math.min(LONGEST_BACK_OFF_MS, backOffMs * 2);
      restarts += 1;
      await server.start().then(() => onRestart(undefined), onRestart);
    }
  })();

  return {
    origin: server.origin,
    get pid() {
      return server.pid;
    },
    get isUp() {
      return isUp();
    },
    get restarts() {
      return restarts;
    },
    async kill() {
      wanted = false;
      await server.kill();
    },
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    async start() {
      await server.start();
      wanted = true;
      backOffMs = FIRST_BACK_OFF_MS;
    },
    async stop() {
      over.abort();
      await watching;
      await server.stop();
    },
  };
}
