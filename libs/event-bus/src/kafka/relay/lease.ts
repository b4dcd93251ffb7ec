import { randomUUID } from 'node:crypto';
import {
  AssignerProtocol,
  type Consumer,
  type EachBatchPayload,
  type Kafka,
  type PartitionAssigner,
} from 'kafkajs';
import { kafkaFailure } from '../kafka-failure.ts';

export interface LeaseOptions {
  readonly kafka: Kafka;
  /** The group whose membership is the lease. */
  readonly groupId: string;
  readonly topic: string;
  readonly partitions: number;
  readonly sessionTimeoutMs: number;
  /**
   * Told when the group has been joined anew, with or without the lease, or the membership has ended: what was asked of
   * the consumer is forgotten.
   */
  readonly onJoin: () => void;
}

/**
 * Who publishes a context's log: one member of a consumer group holds every partition of its topic, the others none.
 * The lease only keeps relays from getting in each other's way: that nothing is published twice rests on the broker,
 * which refuses the transactions of all but the producer that was opened last.
 */
export interface Lease {
  /** Holds the partitions; each is paused until somebody resumes it. */
  readonly consumer: Consumer;
  /** Takes the batches of partitions that are not paused. */
  onBatch: (payload: EachBatchPayload) => void;
  /** Whether the coordinator has been heard within the session timeout; a process that was frozen has not heard it. */
  answered(): boolean;
  /** Whether it is ours, for all that we have heard. */
  held(): boolean;
  /** When the coordinator was last heard: milliseconds since 1970 UTC. */
  aliveAt(): number;
  /** Resolves when the lease is ours or the signal is aborted; rejects when the membership has ended by itself. */
  untilHeld(signal: AbortSignal): Promise<void>;
  /** Gives up the membership, so that another can lead at once. Never rejects. */
  leave(): Promise<void>;
}

/** How long an idle consumer waits between two looks at the clock for its heartbeat. */
const idleWaitMs = 200;

/** Joins the group; resolves once it is a member, rejects when it cannot become one. */
export async function joinLease(options: LeaseOptions): Promise<Lease> {
  const { kafka, groupId, topic, partitions, sessionTimeoutMs } = options;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: sessionTimeoutMs,
    heartbeatInterval: Math.min(500, sessionTimeoutMs / 10),
    maxWaitTimeInMs: idleWaitMs,
    allowAutoTopicCreation: false,
    partitionAssigners: [allToTheGroupLeader(topic, partitions)],
    // Some eight seconds: a broker that restarts within them finds its member again, while a membership that is begun
    // anew has to wait for the session of the old one. What lasts longer ends the consumer, and the relay makes another:
    // kafkajs' own restarts are out of reach of `leave`.
    retry: { retries: 10, restartOnFailure: async () => false },
  });
  const { GROUP_JOIN, HEARTBEAT, REBALANCING, CRASH } = consumer.events;
  let assigned = false;
  let ended: Error | undefined;
  let heardAt = -Infinity;
  let aliveAt = Date.now();
  let wake: () => void = () => undefined;

  const heard = () => {
    heardAt = performance.now();
    aliveAt = Date.now();
    wake();
  };
  consumer.on(HEARTBEAT, heard);
  // Being asked to join anew is an answer too: until the outcome is known, nobody else has been given the lease.
  consumer.on(REBALANCING, heard);
  consumer.on(GROUP_JOIN, ({ payload }) => {
    heard();
    assigned = (payload.memberAssignment[topic] ?? []).length > 0;
    if (assigned) consumer.pause([{ topic }]);
    options.onJoin();
    wake();
  });
  consumer.on(CRASH, ({ payload }) => {
    assigned = false;
    heardAt = -Infinity;
    ended = payload.error;
    options.onJoin();
    wake();
  });

  const lease: Lease = {
    consumer,
    onBatch: () => undefined,
    answered: () => performance.now() < heardAt + sessionTimeoutMs,
    held: () => assigned && lease.answered(),
    aliveAt: () => aliveAt,
    async untilHeld(signal) {
      const aborted = () => wake();
      signal.addEventListener('abort', aborted);
      try {
        while (!lease.held() && !signal.aborted) {
          if (ended) throw ended;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        signal.removeEventListener('abort', aborted);
      }
    },
    async leave() {
      assigned = false;
      // A broker that is gone cannot be taken leave of; the membership then ends with its session.
      await consumer.disconnect().catch(() => undefined);
    },
  };
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({ autoCommit: false, eachBatch: async (payload) => lease.onBatch(payload) });
    // `run` does not tell that joining has failed: the consumer has ended then.
    if (ended) throw ended;
  } catch (error) {
    await lease.leave();
    throw kafkaFailure(`group ${groupId} could not be joined`, error);
  }
  return lease;
}

/**
 * Gives everything to the member that assigns, which is the group's leader. The coordinator changes the leader only when
 * it is gone, so a relay that joins takes nothing over from one that publishes.
 */
function allToTheGroupLeader(topic: string, partitions: number): PartitionAssigner {
  const self = Buffer.from(randomUUID());
  const name = 'LinliRelay';
  const version = 0;
  return () => ({
    name,
    version,
    protocol: ({ topics }) => ({
      name,
      metadata: AssignerProtocol.MemberMetadata.encode({ version, topics, userData: self }),
    }),
    async assign({ members }) {
      const all = Array.from({ length: partitions }, (_, partition) => partition);
      return members.map(({ memberId, memberMetadata }) => {
        const leads = AssignerProtocol.MemberMetadata.decode(memberMetadata)?.userData.equals(self) === true;
        const assignment = leads ? { [topic]: all } : {};
        return {
          memberId,
          memberAssignment: AssignerProtocol.MemberAssignment.encode({
            version,
            assignment,
            userData: Buffer.alloc(0),
          }),
        };
      });
    },
  });
}
