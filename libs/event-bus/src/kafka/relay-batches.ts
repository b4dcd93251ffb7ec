import { type ContextName, type RecordedEvent, toBinaryMessage, toCloudEvent } from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import { afterHeader, type LastRecord } from './last-records.ts';
import { partitionOf } from './partition-of.ts';
import type { PlacedMessage } from './relay-publisher.ts';

export interface BatchesOptions {
  readonly context: ContextName;
  readonly log: EventStore;
  readonly partitions: number;
  /** Events up to this position stand in the topic. */
  readonly after: number;
  /** What else stands there: the last event of each partition. */
  readonly last: ReadonlyMap<number, LastRecord>;
  /** At most so many events to a batch. */
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

/** What is published in one transaction: the events after the batch before, up to `position`. */
export interface RelayBatch {
  readonly messages: readonly PlacedMessage[];
  readonly position: number;
  /** Last position of the log when it was read. */
  readonly head: number;
}

/** An event that the published language has no form for. Nothing behind it may be published before it. */
export class UnpublishableEvent extends Error {
  override readonly name = 'UnpublishableEvent';
  readonly position: number;
  constructor(event: RecordedEvent, reason: unknown) {
    const why = reason instanceof Error ? reason.message : String(reason);
    super(
      `event ${event.id} (${event.type} v${event.version}) at position ${event.position} cannot be published: ${why}`,
      { cause: reason },
    );
    this.position = event.position;
  }
}

/** A broker takes 1 MiB for one partition of one request by default, and all of a batch may belong to one partition. */
const bytesPerBatch = 900_000;

/**
 * The log as it is to be published, batch by batch, for ever. Ends with `UnpublishableEvent` at an event that has no
 * form, after everything before it has been handed over.
 */
export async function* batchesOf(options: BatchesOptions): AsyncGenerator<RelayBatch, void> {
  const { log, batchSize, signal } = options;
  let after = options.after;
  for await (const { events, position, head } of log.follow({ after, batchSize, signal })) {
    let messages: Placed[] = [];
    let bytes = 0;
    let reached = after;
    const batch = (until: number): RelayBatch => {
      for (const { headers } of messages) headers[afterHeader] = digits(after);
      const whole = { messages, position: until, head };
      after = until;
      messages = [];
      bytes = 0;
      return whole;
    };
    for (const event of events) {
      let message: Placed | undefined;
      try {
        message = place(event, options);
      } catch (error) {
        if (reached > after) yield batch(reached);
        throw new UnpublishableEvent(event, error);
      }
      if (message) {
        const size = sizeOf(message);
        if (bytes + size > bytesPerBatch && messages.length > 0) yield batch(reached);
        messages.push(message);
        bytes += size;
      }
      reached = event.position;
    }
    yield batch(position);
  }
}

interface Placed extends PlacedMessage {
  readonly value: Buffer;
  readonly headers: Record<string, string>;
}

/** Undefined for an event that stands in the topic. */
function place(event: RecordedEvent, options: BatchesOptions): Placed | undefined {
  const partition = partitionOf(event.streamId, options.partitions);
  if (event.position <= (options.last.get(partition)?.position ?? 0)) return undefined;
  const { key, headers, value } = toBinaryMessage(toCloudEvent(event, options.context));
  return {
    partition,
    key,
    // Made for this message alone; a copy would cost as much as all the rest of it.
    headers: headers as Record<string, string>,
    value: Buffer.from(value),
    timestamp: String(event.recordedAt),
  };
}

/** Roughly, and rather too much than too little: what names and framing add stands in the constant. */
function sizeOf({ value, headers }: Placed): number {
  let size = value.length + 500;
  for (const name in headers) size += (headers[name] as string).length;
  return size;
}

/** As positions are written in the CloudEvents attributes. */
function digits(position: number): string {
  return String(position).padStart(16, '0');
}
