import type { ContextName } from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import type { Kafka } from 'kafkajs';
import { type BackOff, backOffMs, pause } from '../../back-off.ts';
import { kafkaFailure } from '../kafka-failure.ts';
import { type LastRecord, type PartitionEnds, readLastRecords } from './last-records.ts';
import { batchesOf, type RelayBatch } from './batches.ts';
import type { Lease } from './lease.ts';
import type { Publisher } from './publisher.ts';
import { openSettled } from './settled-publisher.ts';

/** The topic was published from another log than this one, or this one has lost its end. */
export class AnotherLog extends Error {
  override readonly name = 'AnotherLog';
}

export interface LeadershipOptions {
  readonly kafka: Kafka;
  readonly context: ContextName;
  readonly log: EventStore;
  readonly topic: string;
  readonly transactionalId: string;
  readonly partitions: number;
  readonly batchSize: number;
  readonly backOff: BackOff;
  readonly lease: Lease;
  /** Aborted when the lease is lost or the relay is to stop: what is being published is finished, nothing is begun. */
  readonly signal: AbortSignal;
  readonly observer: LeadershipObserver;
}

/** Told how the leader fares. */
export interface LeadershipObserver {
  /** The broker had left a transaction undecided in these partitions, and it has been committed. */
  settled(partitions: readonly number[]): void;
  /** Everything up to `after` stands in the topic; publishing begins. */
  resumed(after: number): void;
  /** Attributes of the event at this position hold what CloudEvents forbids; it is published with them encoded. */
  escaped(position: number, attributes: string): void;
  /** Everything up to `position` stands in the topic. */
  published(position: number, head: number): void;
  /** The log has nothing more, or something again. */
  idle(waiting: boolean): void;
  /** Failed without having lost the lead; tried again. Returns how often in succession. */
  failed(error: unknown): number;
}

/**
 * Publishes the log for as long as the lease is held. The order is what makes it safe: opening the publisher ends all
 * others and decides what they have left, so what is then read at the end of the topic stays the end until this
 * publisher writes.
 * Rejects when the publisher has been fenced or the broker failed: then only another leadership can know where to go on.
 */
export async function lead(options: LeadershipOptions): Promise<void> {
  const { signal, observer } = options;
  const { publisher, ends, settled } = await openSettled(options);
  try {
    if (settled.length > 0) observer.settled(settled);
    const last = await readEnd(options, ends);
    // What one partition tells to be complete is so in all; what it holds beyond is passed over in that partition only.
    let after = Math.max(0, ...[...last.values()].map((record) => record.after));
    const written = new Map([...last].map(([partition, { position }]) => [partition, position]));
    observer.resumed(after);
    while (!signal.aborted) {
      const end = await publishFrom(options, publisher, after, written);
      after = end.position;
      if (end.problem === undefined) return;
      // The log's failure, not the broker's: this publisher stays the one, and the log is read again.
      await pause(backOffMs(options.backOff, observer.failed(end.problem)), signal);
    }
  } finally {
    await publisher.close();
  }
}

/** The last event of each partition, once the newest of them is known to be an event of this log. */
async function readEnd(
  options: LeadershipOptions,
  ends: readonly PartitionEnds[],
): Promise<ReadonlyMap<number, LastRecord>> {
  const { context, log, topic, lease, signal, partitions } = options;
  if (ends.length !== partitions)
    throw new Error(`the broker told the ends of ${ends.length} of ${partitions} partitions of ${topic}`);
  const last = await readLastRecords({ lease, topic, ends, signal });
  const [newest] = [...last.values()].sort((one, other) => other.position - one.position);
  if (newest && !(await holds(log, newest)))
    throw new AnotherLog(
      `topic ${topic} ends with event ${newest.id} at position ${newest.position}, which the log of ${context} does not hold: the log is not the one this topic was published from, or has lost its end; nothing is published until one of them is restored`,
    );
  return last;
}

/** Whether the log has the event. It is read from where the event's batch began: a position the log knows, and near. */
async function holds(log: EventStore, { position, after, id }: LastRecord): Promise<boolean> {
  for (let from = after; ;) {
    const page = await log.readAll({ after: from, limit: 1_000 });
    const found = page.events.find((event) => event.position === position);
    if (found) return found.id === id;
    if (page.position >= position || page.position >= page.head) return false;
    from = page.position;
  }
}

interface PublishingEnd {
  readonly position: number;
  /** Why the log could not be read further; undefined when the lead has ended. */
  readonly problem?: unknown;
}

/** Rejects only with what the publisher says. Keeps `written`, the last position of each partition, up to date. */
async function publishFrom(
  options: LeadershipOptions,
  publisher: Publisher,
  after: number,
  written: Map<number, number>,
): Promise<PublishingEnd> {
  const { lease, signal, observer } = options;
  const leaving = new AbortController();
  const batches = batchesOf({
    ...options,
    after,
    last: written,
    signal: AbortSignal.any([signal, leaving.signal]),
  });
  let position = after;

  async function publish({ messages, position: reached }: RelayBatch): Promise<void> {
    try {
      if (messages.length > 0) await publisher.publish(messages, lease.held);
    } catch (error) {
      throw kafkaFailure(`publishing positions ${position + 1} to ${reached} to ${options.topic}`, error);
    }
  }

  try {
    for (let next = take(batches); ;) {
      observer.idle(true);
      const taken = await next;
      observer.idle(false);
      if (taken.batch === undefined) return { position, ...taken };
      if (signal.aborted || !lease.held()) return { position };
      const { batch } = taken;
      const publishing = publish(batch);
      // The next batch is read and written out while this one is on its way.
      next = take(batches);
      await publishing;
      position = batch.position;
      for (const { partition, position: published, escaped } of batch.messages) {
        written.set(partition, published);
        if (escaped !== undefined) observer.escaped(published, escaped);
      }
      observer.published(position, batch.head);
    }
  } finally {
    leaving.abort();
  }
}

/** Never rejects, so that a batch can be taken before anybody waits for it. */
async function take(
  batches: AsyncGenerator<RelayBatch, void>,
): Promise<{ readonly batch?: RelayBatch; readonly problem?: unknown }> {
  try {
    const { value } = await batches.next();
    return value ? { batch: value } : {};
  } catch (problem) {
    return { problem };
  }
}
