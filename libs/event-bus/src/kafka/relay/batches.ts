import { setImmediate } from 'node:timers/promises';
import {
  type CloudEvent,
  type ContextName,
  InvalidCloudEvent,
  type RecordedEvent,
  toBinaryMessage,
  toCloudEvent,
  toEscapedCloudEvent,
} from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import { afterHeader, positionText, previousHeader } from '../record-headers.ts';
import { partitionOf } from './partition-of.ts';
import type { PlacedMessage } from './publisher.ts';

export interface BatchesOptions {
  readonly context: ContextName;
  readonly log: EventStore;
  readonly partitions: number;
  /** Events up to this position stand in the topic. */
  readonly after: number;
  /** What else stands there: the position of the last event of each partition that has one. */
  readonly last: ReadonlyMap<number, number>;
  /** At most so many events to a batch. */
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

/** What is published in one transaction: the events after the batch before, up to `position`. */
export interface RelayBatch {
  readonly messages: readonly PlacedEvent[];
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

/** A broker takes 1 MiB for one partition of one request by default. */
const bytesPerPartition = 900_000;
const bytesPerBatch = 4_000_000;
/** So many events are written out in a fraction of a millisecond; then the batch that is on its way gets its turn. */
const eventsPerTurn = 16;

/**
 * The log as it is to be published, batch by batch, for ever. Ends with `UnpublishableEvent` at an event that has no
 * form, after everything before it has been handed over.
 */
export async function* batchesOf(options: BatchesOptions): AsyncGenerator<RelayBatch, void> {
  const { log, batchSize, signal } = options;
  let filling = new Filling(options.after);
  // As far as it has been handed out, which runs ahead of what stands in the topic.
  const last = new Map(options.last);
  for await (const { events, position, head } of log.follow({ after: options.after, batchSize, signal })) {
    for (const [index, event] of events.entries()) {
      if (index % eventsPerTurn === eventsPerTurn - 1) await setImmediate();
      let message: Placed | undefined;
      try {
        message = place(event, last, options);
      } catch (error) {
        if (filling.position > filling.after) yield filling.batch(head);
        throw new UnpublishableEvent(event, error);
      }
      if (message && !filling.hasRoomFor(message)) {
        yield filling.batch(head);
        filling = new Filling(filling.position);
      }
      filling.add(event.position, message);
    }
    filling.add(position);
    yield filling.batch(head);
    filling = new Filling(position);
  }
}

/** A batch that is being put together. */
class Filling {
  /** Where the batch before ends. */
  readonly after: number;
  position: number;
  readonly #messages: Placed[] = [];
  readonly #bytesOf = new Map<number, number>();
  #bytes = 0;

  constructor(after: number) {
    this.after = after;
    this.position = after;
  }

  /** One message always has room: should it be too big, the broker says so. */
  hasRoomFor(message: Placed): boolean {
    if (this.#messages.length === 0) return true;
    const size = sizeOf(message);
    const ofPartition = this.#bytesOf.get(message.partition) ?? 0;
    return ofPartition + size <= bytesPerPartition && this.#bytes + size <= bytesPerBatch;
  }

  add(position: number, message?: Placed): void {
    this.position = position;
    if (!message) return;
    this.#messages.push(message);
    const size = sizeOf(message);
    this.#bytes += size;
    this.#bytesOf.set(message.partition, (this.#bytesOf.get(message.partition) ?? 0) + size);
  }

  batch(head: number): RelayBatch {
    const after = positionText(this.after);
    for (const { headers } of this.#messages) headers[afterHeader] = after;
    return { messages: this.#messages, position: this.position, head };
  }
}

/** The message of one event. */
export interface PlacedEvent extends PlacedMessage {
  readonly position: number;
  /** Attributes that had to be encoded. */
  readonly escaped?: string;
}

interface Placed extends PlacedEvent {
  readonly value: Buffer;
  readonly headers: Record<string, string>;
}

/** Undefined for an event that stands in the topic. */
function place(event: RecordedEvent, last: Map<number, number>, options: BatchesOptions): Placed | undefined {
  const partition = partitionOf(event.streamId, options.partitions);
  const previous = last.get(partition) ?? 0;
  if (event.position <= previous) return undefined;
  const envelope = envelopeOf(event, options.context);
  const { key, headers, value } = toBinaryMessage(envelope);
  last.set(partition, event.position);
  return {
    partition,
    position: event.position,
    ...(envelope.escaped !== undefined && { escaped: envelope.escaped }),
    key,
    // Made for this message alone; a copy would cost as much as all the rest of it.
    headers: Object.assign(headers as Record<string, string>, { [previousHeader]: positionText(previous) }),
    value: Buffer.from(value),
    timestamp: String(event.recordedAt),
  };
}

/** Looking for what has to be encoded costs more than all the rest, and nearly no event has anything. */
function envelopeOf(event: RecordedEvent, context: ContextName): CloudEvent {
  try {
    return toCloudEvent(event, context);
  } catch (error) {
    if (error instanceof InvalidCloudEvent) return toEscapedCloudEvent(event, context);
    throw error;
  }
}

/** Roughly: key, names and framing are taken to be about a kilobyte together with the attributes. */
function sizeOf({ value }: Placed): number {
  return value.length + 1_000;
}
