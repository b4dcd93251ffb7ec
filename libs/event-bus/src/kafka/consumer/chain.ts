/** One event of a partition, as the record that carries it says. */
export interface Link {
  readonly position: number;
  /** Whether a relay has sent it, and not somebody else who writes to the topic. */
  readonly relayed: boolean;
  /** Position of the event before it in its partition, 0 for the first; older relays do not tell. */
  readonly previous?: number;
}

export type Step =
  /** The next event of the partition, as far as can be known. */
  | { readonly kind: 'next' }
  /** It lies at or before what has been reached. */
  | { readonly kind: 'known' }
  /** No relay has sent it, in a partition that relays write. */
  | { readonly kind: 'stranger' }
  /** Something lies between what was reached and this event, or what was reached is no event of the log. */
  | { readonly kind: 'broken'; readonly reason: string };

/** Who says that the position that has been reached is one of this partition. */
type Witness = 'subscriber' | 'relay' | 'nobody';

/**
 * The events of one partition as links of a chain. Positions rise within a partition but are not dense there, so only
 * the position before, which relays send along, proves that nothing is missing. Records of older relays, and those of a
 * topic that no relay has written, prove nothing and are taken as they come.
 */
export class Chain {
  #reached: number;
  #witness: Witness;
  /** Last position that a relay has sent; undefined before the first. */
  #relayed: number | undefined;
  /** Why the next event may not be the one behind what was reached: records are gone from the topic. */
  #doubt: string | undefined;

  /** Everything up to `after` is known to the subscriber. */
  constructor(after: number) {
    this.#reached = after;
    this.#witness = 'subscriber';
  }

  get reached(): number {
    return this.#reached;
  }

  /** Why nothing may be taken for certain until an event proves it. */
  get doubt(): string | undefined {
    return this.#doubt;
  }

  doubted(reason: string): void {
    this.#doubt = reason;
  }

  copy(): Chain {
    const copy = new Chain(this.#reached);
    copy.#witness = this.#witness;
    copy.#relayed = this.#relayed;
    copy.#doubt = this.#doubt;
    return copy;
  }

  /** The same partition, taken up behind a position that the subscriber did not know. */
  movedTo(position: number): Chain {
    const moved = new Chain(position);
    moved.#relayed = this.#relayed;
    return moved;
  }

  /**
   * A record with this position is not the relay's. Where that is what the subscriber has reached, it was taken for an
   * event of the log once, and what the relay sends next must not be taken for known.
   */
  disown(position: number): void {
    if (position === this.#reached && (this.#relayed ?? 0) < position) this.#witness = 'nobody';
  }

  /** What the record that follows is; it is reached when it is the next. */
  follow(link: Link): Step {
    if (!link.relayed) this.disown(link.position);
    if (!link.relayed && this.#relayed !== undefined) return { kind: 'stranger' };
    const step = link.position <= this.#reached ? this.#again(link) : this.#onwards(link);
    if (step.kind === 'broken') return step;
    if (link.relayed) this.#relayed = Math.max(this.#relayed ?? 0, link.position);
    this.#doubt = undefined;
    if (step.kind === 'next') {
      this.#reached = link.position;
      this.#witness = link.relayed ? 'relay' : 'nobody';
    }
    return step;
  }

  #again({ position, relayed }: Link): Step {
    if (!relayed || this.#witness !== 'nobody') return { kind: 'known' };
    return broken(
      `the relay's event at position ${position} comes behind position ${this.#reached}, which no relay has sent`,
    );
  }

  #onwards({ position, previous }: Link): Step {
    const reached = this.#reached;
    if (previous === undefined) return this.#doubt === undefined ? { kind: 'next' } : broken(this.#doubt);
    if (previous > reached)
      return broken(
        `the event at position ${previous}, which the one at ${position} follows, has not been read; ${this.#doubt ?? `the last one read is at ${reached}`}`,
      );
    if (previous < reached && this.#witness !== 'subscriber')
      return broken(
        `position ${reached} is none of the log: the event at ${position} follows that at ${previous}`,
      );
    return { kind: 'next' };
  }
}

function broken(reason: string): Step {
  return { kind: 'broken', reason };
}
