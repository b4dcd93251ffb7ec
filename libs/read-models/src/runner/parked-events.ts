import type { RecordedEvent } from '@linli/contracts';
import type { ParkedEvent } from '../document-store.ts';

/** The parked events of one source: which streams are held back, and which events an operator has given up before. */
export class ParkedEvents {
  readonly #now: () => number;
  readonly #streams = new Map<string, number>();
  /** Given up in the generation before: not asked about again when they fail again. */
  readonly #givenUp: ReadonlySet<number>;

  constructor(now: () => number, givenUp: ReadonlySet<number>) {
    this.#now = now;
    this.#givenUp = givenUp;
  }

  /** Poison and held events. */
  get count(): number {
    let sum = 0;
    for (const events of this.#streams.values()) sum += events;
    return sum;
  }

  reset(parked: readonly ParkedEvent[]): void {
    this.#streams.clear();
    for (const { state, streamId } of parked) if (state !== 'discarded') this.#add(streamId, 1);
  }

  holds(streamId: string): boolean {
    return this.#streams.has(streamId);
  }

  park(event: RecordedEvent, source: string, reason: string): ParkedEvent {
    const state = this.#givenUp.has(event.position) ? 'discarded' : 'poison';
    if (state === 'poison') this.#add(event.streamId, 1);
    return this.#record(event, source, state, reason);
  }

  hold(event: RecordedEvent, source: string): ParkedEvent {
    this.#add(event.streamId, 1);
    return this.#record(event, source, 'held', 'waits for an earlier event of its stream');
  }

  release(streamId: string, events: number): void {
    this.#add(streamId, -events);
  }

  #record(event: RecordedEvent, source: string, state: ParkedEvent['state'], reason: string): ParkedEvent {
    return {
      source,
      position: event.position,
      streamId: event.streamId,
      type: event.type,
      state,
      reason,
      parkedAt: this.#now(),
      attempts: state === 'held' ? 0 : 1,
      event: JSON.stringify(event),
    };
  }

  #add(streamId: string, events: number): void {
    const count = (this.#streams.get(streamId) ?? 0) + events;
    if (count > 0) this.#streams.set(streamId, count);
    else this.#streams.delete(streamId);
  }
}
