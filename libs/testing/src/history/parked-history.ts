import {
  contextOfSource,
  type ParkedItem,
  type ParkedNote,
  type PoisonNote,
  type RetriedNote,
} from './notes.ts';

export interface ParkedOnce extends ParkedItem {
  /** Where it was seen parked first, and when. */
  readonly place: number;
  readonly mono: number;
  /** An operator has given it up for good. */
  givenUp: boolean;
}

export interface Listing {
  readonly note: ParkedNote;
  readonly place: number;
}

export interface Retry {
  readonly note: RetriedNote;
  readonly place: number;
}

export interface Poison {
  readonly note: PoisonNote;
  readonly place: number;
}

/** What each consumer had parked, as it was listed over time, and what operators did about it. */
export class ParkedHistory {
  readonly listings = new Map<string, Listing[]>();
  readonly retries: Retry[] = [];
  readonly poisons: Poison[] = [];
  /** Per consumer, everything that ever stood in a listing, by position. */
  readonly #ever = new Map<string, Map<number, ParkedOnce>>();
  readonly #last = new Map<string, ReadonlyMap<number, ParkedItem>>();

  listed(note: ParkedNote, place: number): void {
    const listings = this.listings.get(note.consumer);
    if (listings) listings.push({ note, place });
    else this.listings.set(note.consumer, [{ note, place }]);
    const ever = this.#ever.get(note.consumer) ?? new Map<number, ParkedOnce>();
    this.#ever.set(note.consumer, ever);
    for (const item of note.items) {
      const known = ever.get(item.position);
      const givenUp = item.state === 'discarded';
      if (known === undefined) ever.set(item.position, { ...item, place, mono: note.mono, givenUp });
      else known.givenUp ||= givenUp;
    }
    this.#last.set(note.consumer, new Map(note.items.map((item) => [item.position, item])));
  }

  ever(consumer: string): Iterable<ParkedOnce> {
    return this.#ever.get(consumer)?.values() ?? [];
  }

  everParked(consumer: string, position: number): ParkedOnce | undefined {
    return this.#ever.get(consumer)?.get(position);
  }

  /** Whether any consumer ever had it parked: another generation of a view shows what the one before had parked. */
  parkedAnywhere(context: string, position: number): boolean {
    return [...this.#ever.values()].some((ever) => {
      const item = ever.get(position);
      return item !== undefined && contextOfSource(item.source) === context;
    });
  }

  /** An operator gave it up: it will never be applied. */
  gaveUp(consumer: string, position: number): boolean {
    return this.everParked(consumer, position)?.givenUp === true;
  }

  /** Whether the last listing before a moment held anything of the source back. */
  holdsAt(consumer: string, source: string, mono: number): boolean {
    const before = (this.listings.get(consumer) ?? []).findLast(({ note }) => note.mono <= mono);
    return before?.note.items.some((item) => item.source === source && item.state !== 'discarded') === true;
  }

  /** It stands in the consumer's last listing: it is not applied yet. */
  isParked(consumer: string, position: number): boolean {
    return this.#last.get(consumer)?.has(position) === true;
  }
}
