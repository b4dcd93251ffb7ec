import type { EventNote } from './notes.ts';

/** The first record of each event in a topic, by the event's index in its log. */
export class TopicRecords {
  /** Its offset; where offsets are not noted, when it was seen. */
  readonly #order: Float64Array;
  readonly #places: Float64Array;

  constructor(size: number) {
    this.#order = new Float64Array(size);
    this.#places = new Float64Array(size);
  }

  /**
   * Takes in what was read. True when it is a record other than the one known of the event; one that is read again has
   * the same offset.
   */
  isAnother(index: number, { offset, mono }: EventNote, isNew: boolean, place: number): boolean {
    const order = offset ?? mono;
    const known = this.#order[index] as number;
    if (isNew || order < known) {
      this.#order[index] = order;
      this.#places[index] = place;
    }
    return !isNew && (offset === undefined || offset !== known);
  }

  /** One event stands in front of another of the same partition. */
  isBefore(one: number, other: number): boolean {
    return (this.#order[one] as number) <= (this.#order[other] as number);
  }

  place(index: number): number {
    return this.#places[index] as number;
  }
}
