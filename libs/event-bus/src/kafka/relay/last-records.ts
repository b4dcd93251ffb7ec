import type { EachBatchPayload, IHeaders } from 'kafkajs';
import { afterHeader, positionIn } from '../record-headers.ts';
import type { Lease } from './lease.ts';

/** The last event of a partition, as the relay needs it to go on. */
export interface LastRecord {
  readonly position: number;
  /** Up to here everything stands in the topic. */
  readonly after: number;
  readonly id: string;
}

export interface PartitionEnds {
  readonly partition: number;
  /** First offset that is there. */
  readonly low: string;
  /** Behind the last offset that is decided, committed or aborted. */
  readonly high: string;
}

export interface LastRecordsOptions {
  readonly lease: Lease;
  readonly topic: string;
  readonly ends: readonly PartitionEnds[];
  /** Ends the search; it rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** So many offsets are looked at first, four times as many next. */
  readonly lookBack?: number;
}

/** The stretch of a partition that is being looked through. */
interface Search {
  readonly low: bigint;
  from: bigint;
  end: bigint;
  lookBack: bigint;
  found?: LastRecord;
}

/**
 * The last event of each partition that has one. Where a partition ends in markers or in events of aborted transactions,
 * the search goes further back until it meets an event or the beginning.
 */
export async function readLastRecords(options: LastRecordsOptions): Promise<ReadonlyMap<number, LastRecord>> {
  const { lease, topic, signal } = options;
  const { consumer } = lease;
  const searches = new Map<number, Search>();
  const found = new Map<number, LastRecord>();
  let finish: () => void = () => undefined;

  function look(partition: number, search: Search): void {
    search.from = search.end - search.lookBack;
    if (search.from < search.low) search.from = search.low;
    consumer.seek({ topic, partition, offset: String(search.from) });
    consumer.resume([{ topic, partitions: [partition] }]);
  }

  function onBatch({ batch }: EachBatchPayload): void {
    const search = searches.get(batch.partition);
    if (search === undefined) return;
    for (const { offset, headers } of batch.messages) {
      if (BigInt(offset) >= search.end) break;
      search.found = recordOf(headers) ?? search.found;
    }
  }

  /** Also told of batches that hold nothing but markers and aborted events, which are not handed over. */
  function onProgress(partition: number, lastOffset: string): void {
    const search = searches.get(partition);
    if (search === undefined || BigInt(lastOffset) < search.end - 1n) return;
    consumer.pause([{ topic, partitions: [partition] }]);
    if (search.found === undefined && search.from > search.low) {
      search.end = search.from;
      search.lookBack *= 4n;
      look(partition, search);
      return;
    }
    if (search.found) found.set(partition, search.found);
    searches.delete(partition);
    if (searches.size === 0) finish();
  }

  for (const { partition, low, high } of options.ends) {
    if (BigInt(high) <= BigInt(low)) continue;
    const lookBack = BigInt(options.lookBack ?? 64);
    searches.set(partition, { low: BigInt(low), from: 0n, end: BigInt(high), lookBack });
  }
  if (searches.size === 0) return found;
  lease.onBatch = onBatch;
  const stop = consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    if (payload.topic === topic) onProgress(payload.partition, payload.lastOffset);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      finish = resolve;
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      signal.throwIfAborted();
      for (const [partition, search] of searches) look(partition, search);
    });
  } finally {
    stop();
    lease.onBatch = () => undefined;
  }
  return found;
}

/** Undefined for what no relay has sent. */
function recordOf(headers: IHeaders | undefined): LastRecord | undefined {
  const position = positionIn(headers?.['ce_position']);
  const after = positionIn(headers?.[afterHeader]);
  const id = headers?.['ce_id'];
  if (position === undefined || after === undefined || !Buffer.isBuffer(id)) return undefined;
  return { position, after, id: id.toString() };
}
