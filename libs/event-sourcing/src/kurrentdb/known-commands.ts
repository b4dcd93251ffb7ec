/** First and last revision of the events of one command. */
export interface CommandPlace {
  readonly first: number;
  readonly last: number;
}

/** What is known of a stream: every command that stands in it up to a revision. */
export interface KnownStream {
  /** -1 when the stream does not exist. */
  readonly revision: number;
  readonly commands: ReadonlyMap<string, CommandPlace>;
}

interface Entry extends KnownStream {
  revision: number;
  readonly commands: Map<string, CommandPlace>;
}

/**
 * The commands of the streams that were last in use, so that an append need not read its stream again. What is kept is
 * complete up to its revision; whether that is still the last one the server decides, by the exact revision it is given.
 */
export class KnownCommands {
  readonly #streams = new Map<string, Entry>();
  readonly #limit: number;
  #size = 0;

  /** @param limit how many commands are kept over all streams; those of the stream last in use are kept in any case */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(streamId: string): KnownStream | undefined {
    const entry = this.#streams.get(streamId);
    if (entry) {
      this.#streams.delete(streamId);
      this.#streams.set(streamId, entry);
    }
    return entry;
  }

  /**
   * Takes in what a read of the stream from a revision to its end has shown. A read that begins behind what is known
   * teaches nothing.
   * @param atLeast the stream's revision if more is known of it than its events tell: they may have been truncated
   */
  learn(
    streamId: string,
    from: number,
    events: readonly { readonly revision: number; readonly commandId: string }[],
    atLeast = -1,
  ): KnownStream | undefined {
    const entry = this.#streams.get(streamId) ?? { revision: -1, commands: new Map<string, CommandPlace>() };
    if (from > entry.revision + 1) return undefined;
    for (const { revision, commandId } of events) {
      if (revision <= entry.revision) continue;
      const first = entry.commands.get(commandId)?.first ?? revision;
      if (first === revision) this.#size++;
      entry.commands.set(commandId, { first, last: revision });
      entry.revision = revision;
    }
    entry.revision = Math.max(entry.revision, atLeast);
    this.#streams.delete(streamId);
    this.#streams.set(streamId, entry);
    this.#forgetOldest();
    return entry;
  }

  #forgetOldest(): void {
    for (const [streamId, { commands }] of this.#streams) {
      if (this.#size <= this.#limit || this.#streams.size === 1) return;
      this.#streams.delete(streamId);
      this.#size -= commands.size;
    }
  }
}
