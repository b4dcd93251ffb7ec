import type { RecordedEvent } from '@linli/contracts';

/** What one fetch has brought of a partition, read. */
export interface Piece {
  readonly events: readonly RecordedEvent[];
  /** Offset of each event. */
  readonly offsets: readonly number[];
  readonly unreadable: ReadonlyMap<number, Error>;
  /** How far it reaches, events that are not delivered included. */
  readonly position: number;
  /** Offset behind its last record. */
  readonly next: number;
  /** Size of its records on the wire. */
  readonly bytes: number;
}

/** What is handed over at a time. */
export interface Portion {
  readonly events: readonly RecordedEvent[];
  readonly unreadable: ReadonlyMap<number, Error>;
  readonly position: number;
  readonly next: number;
}

/** Bytes on the wire that all partitions of a bus may hold between them: decoded they take three times as much. */
export class Budget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isSpent(): boolean {
    return this.#used >= this.#limit;
  }

  use(bytes: number): void {
    this.#used += bytes;
  }
}

/** Events that were fetched and wait to be handed over. */
export class Backlog {
  readonly #budget: Budget;
  readonly #pieces: Piece[] = [];
  /** Events of the first piece that have been taken. */
  #taken = 0;
  #bytes = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  push(piece: Piece): void {
    this.#pieces.push(piece);
    this.#count(piece.bytes);
  }

  /** At most so many events of what waits, from as many pieces as it takes. */
  take(limit: number): Portion {
    const events: RecordedEvent[] = [];
    const unreadable = new Map<number, Error>();
    let position = 0;
    let next = 0;
    for (let [piece] = this.#pieces; piece; [piece] = this.#pieces) {
      const left = piece.events.length - this.#taken;
      if (left > 0 && events.length === limit) break;
      const end = this.#taken + Math.min(left, limit - events.length);
      for (let n = this.#taken; n < end; n += 1) {
        const event = piece.events[n] as RecordedEvent;
        events.push(event);
        const error = piece.unreadable.get(event.position);
        if (error) unreadable.set(event.position, error);
      }
      if (end < piece.events.length) {
        this.#taken = end;
        position = (events.at(-1) as RecordedEvent).position;
        next = (piece.offsets[end - 1] as number) + 1;
        break;
      }
      ({ position, next } = piece);
      this.#pieces.shift();
      this.#taken = 0;
      this.#count(-piece.bytes);
    }
    return { events, unreadable, position, next };
  }

  clear(): void {
    this.#pieces.length = 0;
    this.#taken = 0;
    this.#count(-this.#bytes);
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.#budget.use(bytes);
  }
}
