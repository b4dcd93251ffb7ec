import type {
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { caughtUpMessage, checkpointMessage, confirmation, eventMessage, refusals } from './messages.ts';
import { filterOf, startOf } from './reading.ts';
import type { StoredEvent, StoredLog } from './stored-log.ts';

/** How many events a subscription looks at before it owes a checkpoint, times the multiplier asked for. */
const searchWindow = 32;

/**
 * What a subscription to $all sends, for ever: confirmation, events after the position with a checkpoint each so many
 * looked at, a checkpoint and `caughtUp` at the end of the log, then what comes.
 */
export async function* subscription(
  log: StoredLog,
  options: ReadReq.Options,
  ended: AbortSignal,
): AsyncGenerator<ReadResp> {
  const allowed = filterOf(options);
  const start = startOf(options);
  if (typeof start === 'bigint' && !log.isBoundary(start)) throw refusals.invalidPosition();
  const filter = options.getFilter();
  const interval = searchWindow * (filter?.getCheckpointintervalmultiplier() ?? 1);
  yield confirmation(crypto.randomUUID());
  let index = start === 'start' ? 0 : start === 'end' ? log.events.length : log.indexAt(start);
  // A subscription begins behind the position it is given, unlike a read.
  if (typeof start === 'bigint' && log.events[index]?.position === start) index++;
  let looked = 0;
  let live = false;
  while (!ended.aborted) {
    for (; index < log.events.length; index++) {
      const event = log.events[index] as StoredEvent;
      if (allowed(event)) yield eventMessage(event);
      if (filter && ++looked >= interval) {
        looked = 0;
        yield checkpointMessage(event.position);
      }
    }
    if (!live) {
      live = true;
      const last = log.events.at(-1)?.position ?? 0n;
      if (filter) yield checkpointMessage(last);
      yield caughtUpMessage(last, Date.now());
      continue;
    }
    await moreThan(log, index, ended);
  }
}

function moreThan(log: StoredLog, index: number, ended: AbortSignal): Promise<void> {
  if (log.events.length > index || ended.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      unwatch();
      ended.removeEventListener('abort', done);
      resolve();
    };
    const unwatch = log.watch(done);
    ended.addEventListener('abort', done);
  });
}
