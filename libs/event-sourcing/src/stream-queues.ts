/** Milliseconds that the work of one stream may keep the next from beginning; a store answers in a fraction of it. */
const patience = 10_000;

/**
 * Lets the work on one stream begin one after another, in the order in which it came, and that on different streams side
 * by side. It spares commands of one process from conflicting; what makes them right is the revision they append at.
 *
 * A stream is forgotten when its last work has ended, so what is kept is what is under way. Work that throws ends, and
 * work that hangs holds up the next for 10 seconds at most.
 */
export class StreamQueues {
  /** The end of the work that came last, by stream. */
  readonly #last = new Map<string, Promise<void>>();

  /** How many streams have work under way. */
  get size(): number {
    return this.#last.size;
  }

  run<Result>(streamId: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(streamId);
    let ended: () => void = () => undefined;
    const end = new Promise<void>((resolve) => (ended = resolve));
    const begin = () => {
      const timer = setTimeout(ended, patience).unref();
      const result = work();
      const settled = () => {
        clearTimeout(timer);
        ended();
        if (this.#last.get(streamId) === end) this.#last.delete(streamId);
      };
      result.then(settled, settled);
      return result;
    };
    this.#last.set(streamId, end);
    return before ? before.then(begin) : begin();
  }
}
