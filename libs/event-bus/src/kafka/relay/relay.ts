import type { ContextName } from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import { type BackOff, backOffMs, pause } from '../../back-off.ts';
import type { Failure } from '../../event-bus.ts';
import {
  createKafkaClient,
  type KafkaConnection,
  type KafkaJournal,
  relayName,
  topicName,
} from '../kafka-connection.ts';
import { partitionOf } from './partition-of.ts';
import { joinLease, type Lease } from './lease.ts';
import { AnotherLog, lead, type LeadershipObserver } from './leadership.ts';
import { isFenced } from './publisher.ts';
import { ensureTopicBy, UnfitTopic } from '../topics.ts';
import { UnpublishableEvent } from './batches.ts';

export interface RelayOptions {
  readonly connection: KafkaConnection;
  readonly context: ContextName;
  /** The context's log; not closed with the relay. Events are published as they were recorded, never upcast. */
  readonly log: EventStore;
  readonly partitions: number;
  readonly replication: number;
  /** At most so many events to a transaction. Default 1000. */
  readonly batchSize?: number;
  /** A leader that is silent for so long is replaced. Brokers take 6 s and more. Default 10 s. */
  readonly sessionTimeoutMs?: number;
  readonly journal?: KafkaJournal;
}

export interface RelayState {
  /** `resuming`: holds the lease and is finding out where to go on. */
  readonly role: 'standby' | 'resuming' | 'leading';
  /** Up to here everything is known to stand in the topic; 0 for a relay that has not led yet. */
  readonly position: number;
  /** Last position of the log: `head - position` is the lag in events. */
  readonly head: number;
  /** Milliseconds since 1970 UTC of the last batch, or of the coordinator's last word when there is nothing to do. */
  readonly aliveAt: number;
  /** The failure that is being retried, if one is; `stuck` when no repetition will mend it: nothing more is published. */
  readonly failure?: Failure;
}

export interface Relay {
  state(): RelayState;
  /** Partition of a stream's events, as the producer chooses it. */
  partitionOf(streamId: string): number;
  /** Finishes the running transaction, gives up the lease and disconnects. */
  close(): Promise<void>;
}

/** How a broker refuses an event that is larger than the topic takes. */
const tooLarge: ReadonlySet<string> = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);
const lookEveryMs = 1_000;
const backOff: BackOff = { firstMs: 100, maxMs: 2_000 };
/** Our own back-off follows, which shows in the state; kafkajs' stays within about a second. */
const clientRetries = 3;

/**
 * Tails a context's log and publishes it in order to the context's topic, each event exactly once. Any number of relays
 * of one context may run: one leads, the others stand by. Resolves once it runs; whatever fails, the broker or the log,
 * is tried again for ever and shows in the state.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { connection, context, log, partitions, journal = () => undefined } = options;
  const sessionTimeoutMs = options.sessionTimeoutMs ?? 10_000;
  // The client tells of each retry as of an error; what matters of it, the relay says in its own words.
  const kafka = createKafkaClient(connection, (_level, message) => journal('debug', message), clientRetries);
  const topic = topicName(connection, context);
  const name = relayName(connection, context);
  const stopping = new AbortController();
  const stop = stopping.signal;
  let role: RelayState['role'] = 'standby';
  let position = 0;
  let head = 0;
  let aliveAt = Date.now();
  let failure: RelayState['failure'];
  let waiting = false;
  let lease: Lease | undefined;
  /** Ends the leadership under way. */
  let abdicate: () => void = () => undefined;

  const observer: LeadershipObserver = {
    settled(partitions) {
      journal(
        'warn',
        `the relay of ${context} has committed what the broker had left undecided in partitions ${partitions.join(', ')}`,
      );
    },
    resumed(after) {
      role = 'leading';
      position = Math.max(position, after);
      journal('info', `the relay of ${context} leads and goes on behind position ${after}`);
    },
    escaped(at, attributes) {
      journal(
        'warn',
        `the relay of ${context} has published the event at position ${at} with what CloudEvents forbids percent-encoded: ${attributes}`,
      );
    },
    published(reached, newHead) {
      position = reached;
      head = Math.max(head, newHead);
      aliveAt = Date.now();
      failure = undefined;
    },
    idle(value) {
      waiting = value;
    },
    failed(error) {
      const attempts = (failure?.attempts ?? 0) + 1;
      failure = { message: messageOf(error), attempts, ...(isStuck(error) && { stuck: true }) };
      journal('error', `the relay of ${context}, attempt ${attempts}: ${failure.message}`);
      return attempts;
    },
  };

  async function run(): Promise<void> {
    let topicIsThere = false;
    while (!stop.aborted) {
      try {
        if (!topicIsThere) await ensureTopicBy(kafka, options);
        topicIsThere = true;
        await beMember();
      } catch (error) {
        if (stop.aborted) return;
        await pause(backOffMs(backOff, observer.failed(error)), stop);
      }
    }
  }

  /** Leads whenever the lease is ours; resolves when the relay is to stop or has been fenced. */
  async function beMember(): Promise<void> {
    lease = await joinLease({
      kafka,
      groupId: name,
      topic,
      partitions,
      sessionTimeoutMs,
      onJoin() {
        // In a leadership that is only beginning, what it has asked the consumer for is forgotten now.
        if (role === 'resuming' || lease?.held() === false) abdicate();
      },
    });
    try {
      while (!stop.aborted) {
        if (!lease.held() && lease.answered()) journal('info', `the relay of ${context} stands by`);
        await lease.untilHeld(stop);
        if (stop.aborted || (await leadOnce(lease)) === 'fenced') return;
      }
    } finally {
      await lease.leave();
      lease = undefined;
    }
  }

  async function leadOnce(held: Lease): Promise<'ended' | 'fenced'> {
    const ending = new AbortController();
    abdicate = () => ending.abort(new Error('the lead has ended'));
    role = 'resuming';
    try {
      await lead({
        ...{ kafka, context, log, topic, partitions, observer, backOff },
        transactionalId: name,
        batchSize: options.batchSize ?? 1_000,
        lease: held,
        signal: AbortSignal.any([stop, ending.signal]),
      });
    } catch (error) {
      if (isFenced(error)) {
        // Whoever opened a publisher after us has the lead, whatever our lease says: join anew, as the last in line.
        journal('warn', `the relay of ${context} has been superseded: ${messageOf(error)}`);
        return 'fenced';
      }
      const lost = ending.signal.aborted || stop.aborted || !held.held();
      if (!lost) await pause(backOffMs(backOff, observer.failed(error)), stop);
    } finally {
      role = 'standby';
      waiting = false;
      abdicate = () => undefined;
    }
    return 'ended';
  }

  /** What a relay that has nothing to publish knows of itself: it is well as long as the coordinator answers. */
  function judge(membership: Lease): void {
    const standsBy = role === 'standby' && !membership.held();
    const caughtUp = role === 'leading' && waiting && head <= position;
    if (!standsBy && !caughtUp) return;
    aliveAt = Math.max(aliveAt, membership.aliveAt());
    if (membership.answered()) failure = undefined;
    else observer.failed(new Error(`no answer from the coordinator of group ${name}`));
  }

  async function watch(): Promise<void> {
    while (!stop.aborted) {
      if (role === 'leading' && lease?.held() === false) abdicate();
      try {
        head = Math.max(head, await log.head());
      } catch {
        // The leader meets the same fault, tells of it and retries; the heartbeat simply does not move.
      }
      if (lease) judge(lease);
      await pause(lookEveryMs, stop);
    }
  }

  const running = Promise.all([run(), watch()]);
  return {
    state: () => ({ role, position, head, aliveAt, ...(failure && { failure }) }),
    partitionOf: (streamId) => partitionOf(streamId, partitions),
    async close() {
      stopping.abort(new Error('the relay has been closed'));
      await running;
    },
  };
}

/** Whether only somebody who acts can let the relay go on: see `docs/runbook.md`. */
function isStuck(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof UnpublishableEvent || cause instanceof UnfitTopic || cause instanceof AnotherLog)
      return true;
    if (tooLarge.has((cause as { type?: string }).type ?? '')) return true;
  }
  return false;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
