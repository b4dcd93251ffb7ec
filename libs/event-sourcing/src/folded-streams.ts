import type { RecordedEvent } from '@linli/contracts';

/** A stream folded up to a revision, and the commands that recorded it. Never changed once it is made. */
export interface FoldedStream<State> {
  readonly state: State;
  /** Last revision, -1 when the stream does not exist. */
  readonly revision: number;
  /** Position of the last event, 0 when the stream does not exist. */
  readonly position: number;
  /** By command id, what its first event says of the command. Grows with the stream; see `FoldedStreams.keep`. */
  readonly commands: Map<string, RecordedCommand>;
}

export interface RecordedCommand {
  /** Revision of its first event. */
  readonly revision: number;
  /** What was asked, where the event says so. */
  readonly digest: string | undefined;
}

/** Notes the command of a stored event. */
export function noteCommand(
  commands: Map<string, RecordedCommand>,
  { revision, metadata }: RecordedEvent,
): void {
  const { commandId, digest } = metadata;
  if (!commands.has(commandId)) commands.set(commandId, { revision, digest });
}

/** Events that the kept streams of one decider may have together: a measure of what their states take in memory. */
const keptEvents = 100_000;

/**
 * The streams of one decider that this process has folded last, so that the next command needs no read. The least
 * recently used go first when all together have more than 100,000 events; a longer stream is not kept at all.
 *
 * What is kept may be behind the log, never beside it: events are only ever added.
 */
export class FoldedStreams<State> {
  /** In order of use. */
  readonly #streams = new Map<string, FoldedStream<State>>();
  #events = 0;

  /** Events that the kept streams have together. */
  get events(): number {
    return this.#events;
  }

  get(streamId: string): FoldedStream<State> | undefined {
    return this.#streams.get(streamId);
  }

  keep(streamId: string, folded: FoldedStream<State>): void {
    this.forget(streamId);
    this.#streams.set(streamId, folded);
    this.#events += folded.revision + 1;
    for (const eldest of this.#streams.keys()) {
      if (this.#events <= keptEvents) return;
      this.forget(eldest);
    }
  }

  forget(streamId: string): void {
    const kept = this.#streams.get(streamId);
    if (!kept) return;
    this.#streams.delete(streamId);
    this.#events -= kept.revision + 1;
  }
}
