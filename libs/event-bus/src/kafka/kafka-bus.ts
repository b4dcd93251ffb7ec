import type { RecordedEvent } from '@linli/contracts';
import { type BackOff, defaultBackOff } from '../back-off.ts';
import type { EventBus, Subscriber, Subscription } from '../event-bus.ts';
import { Budget } from './consumer/backlog.ts';
import { ClusterView } from './consumer/cluster.ts';
import { type NewerEvents, upcastKnown } from './consumer/decode.ts';
import type { OnForeign } from './consumer/intake.ts';
import { ConsumerSubscription } from './consumer/subscription.ts';
import { createKafkaClient, groupName, type KafkaConnection, type KafkaJournal } from './kafka-connection.ts';

export interface KafkaBusOptions {
  readonly connection: KafkaConnection;
  /** Whose groups these are: `operations`. */
  readonly service: string;
  /** Whose events these are: those of another tenant are told as foreign and passed over. */
  readonly tenant: string;
  /** Brings an event to the latest version of its type; events are delivered as published when left out. */
  readonly upcast?: (event: RecordedEvent) => RecordedEvent;
  /** Wait before a failed batch or a failed membership is tried again. Default 100 ms doubling to 5 s. */
  readonly backOff?: BackOff;
  /** How long the brokers wait for a member that is silent before others take its partitions. Default 10 s. */
  readonly sessionTimeoutMs?: number;
  /** What becomes of events that a newer release has published; see the members for the defaults. */
  readonly newer?: NewerEvents;
  readonly journal?: KafkaJournal;
  /** Told of each message that is no event of ours. It is passed over, and comes again when it is read again. */
  readonly onForeign?: OnForeign;
}

/** Fetched bytes that wait for the subscribers of one bus: beside them a rebuild stays within 400 MB. */
const backlogBytes = 16_000_000;
/** A complaint of the client explains a silence for so long. */
const complaintMs = 15_000;

/**
 * The bus over Kafka: one consumer group per subscriber, one source per partition of its contexts' topics. What has been
 * absorbed is the subscriber's own checkpoint; committed offsets are for monitoring and a hint where to begin.
 *
 * `subscribe` rejects with `KafkaAccessRefused` when the brokers refuse the credentials, a topic or the group. Brokers
 * that are gone and topics that do not exist yet refuse nothing: it resolves, and both are awaited. `state` tells what is missing
 * of the brokers; a topic that is not there has no source until it is.
 */
export function createKafkaBus(options: KafkaBusOptions): EventBus {
  const { connection, service, journal = () => undefined } = options;
  const upcast = options.upcast ?? ((event: RecordedEvent) => event);
  const open = new Set<Subscription>();
  let complaint = { text: '', at: 0 };
  let closed = false;

  const client = createKafkaClient(connection, (level, message) => {
    if (level === 'error') complaint = { text: message, at: Date.now() };
    journal(level, message);
  });
  const cluster = new ClusterView(client);
  const budget = new Budget(backlogBytes);

  async function subscribe(subscriber: Subscriber): Promise<Subscription> {
    if (closed) throw new Error(`the bus is closed, ${subscriber.group} cannot subscribe`);
    const subscription = await ConsumerSubscription.open({
      connection,
      client,
      cluster,
      budget,
      group: groupName(connection, service, subscriber.group),
      subscriber,
      tenant: options.tenant,
      upcast,
      newer: options.newer ?? {},
      backOff: options.backOff ?? defaultBackOff,
      sessionTimeoutMs: options.sessionTimeoutMs ?? 10_000,
      journal,
      onForeign: options.onForeign ?? (() => undefined),
      complaint: () => (Date.now() - complaint.at < complaintMs ? complaint.text : undefined),
    });
    const closing: Subscription = {
      state: () => subscription.state(),
      async close() {
        open.delete(closing);
        await subscription.close();
      },
    };
    open.add(closing);
    if (closed) await closing.close();
    return closing;
  }

  return {
    subscribe,
    upcast: (event) => upcastKnown(event, upcast),
    async close() {
      closed = true;
      await Promise.all([...open].map((subscription) => subscription.close()));
      await cluster.close();
    },
  };
}
