/** Where the readable records of a partition begin, and the offset behind the last of them. */
export interface PartitionRange {
  readonly low: number;
  readonly high: number;
}

/** The events among some records that were read in one go. */
export interface Sighting {
  /** Position of the first event; undefined when there is none. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** Offset behind the records. */
  readonly next: number;
}

export type Verdict =
  | { readonly kind: 'read on' }
  | { readonly kind: 'read from'; readonly offset: number }
  /** What was read, and all that comes, is to be delivered as far as it lies behind the checkpoint. */
  | { readonly kind: 'begin here' }
  /** Nothing that was read is to be delivered: the subscriber wants what comes behind this place. */
  | { readonly kind: 'begin behind'; readonly position: number; readonly offset: number };

/** So many records are read again before the place where reading should begin, to see that nothing is left out. */
const overlap = 100;

/**
 * Finds the offset where a subscriber goes on. Its checkpoint is a position; the offset the group has committed is only a
 * hint, which may be missing, late or a lie. So reading begins some records before it: the first event seen there must be
 * at or before the checkpoint, and as positions rise with offsets all that is missing comes behind it. Otherwise the
 * partition is read from its beginning.
 */
export class Placement {
  readonly #after: number | 'end';
  readonly #range: PartitionRange;
  #from: number;
  #reach = overlap;
  #last: number | undefined;

  constructor(after: number | 'end', range: PartitionRange, committed: number | undefined) {
    this.#after = after;
    this.#range = range;
    const { low, high } = range;
    const hint = after === 'end' ? high : after > 0 ? committed : undefined;
    this.#from = hint !== undefined && hint <= high ? Math.max(low, hint - overlap) : low;
  }

  /** Offset of the first record to read. */
  get from(): number {
    return this.#from;
  }

  /** Records from this offset on are not looked at: they came after the subscriber asked for the end. */
  get until(): number {
    return this.#after === 'end' ? this.#range.high : Infinity;
  }

  /** What is known before anything is read; undefined when it takes a look. */
  atOnce(): Verdict | undefined {
    const { low, high } = this.#range;
    if (this.#after !== 'end') return this.#from === low ? { kind: 'begin here' } : undefined;
    return low === high ? { kind: 'begin behind', position: 0, offset: high } : undefined;
  }

  look({ first, last, next }: Sighting): Verdict {
    const { low, high } = this.#range;
    if (this.#after !== 'end' && first !== undefined) {
      return first <= this.#after || this.#from === low ? { kind: 'begin here' } : this.#readFrom(low);
    }
    this.#last = last ?? this.#last;
    if (next < high) return { kind: 'read on' };
    if (this.#after === 'end' && (this.#last !== undefined || this.#from === low))
      return { kind: 'begin behind', position: this.#last ?? 0, offset: high };
    // Nothing but records that are no events: aborted transactions, their ends, messages of others.
    this.#reach *= 10;
    return this.#from === low
      ? { kind: 'begin here' }
      : this.#readFrom(Math.max(low, this.#from - this.#reach));
  }

  #readFrom(offset: number): Verdict {
    this.#from = offset;
    return { kind: 'read from', offset };
  }
}
