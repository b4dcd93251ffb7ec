import { createRequire } from 'node:module';

/** The part of the client's request queue that is mended here. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
  readonly prototype: RequestQueue;
};
const schedule = prototype.scheduleCheckPendingRequests;

/**
 * kafkajs 2.2.4 looks after requests that wait for their turn by a timer. While none waits, which is nearly always, it
 * sets that timer to a negative time, so every connection wakes up once a millisecond for as long as it lives: 3 to 5 %
 * of a core for each client of an idle service. A request that has to wait sets the timer itself.
 */
prototype.scheduleCheckPendingRequests = function scheduleWhileAnyWaits(this: RequestQueue): void {
  if (this.pending.length > 0) schedule.call(this);
};
