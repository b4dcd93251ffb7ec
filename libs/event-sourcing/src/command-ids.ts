const remembered = 50_000;

/**
 * The last 50,000 commands given to a store that said what they ask, by their id.
 *
 * It finds an id that is used again for something else even where the first use left nothing in the log, or stands in
 * another stream. It promises so only within this process and these last ids; what a stream has recorded is known for
 * ever, from the stream itself.
 */
export class CommandIds {
  /** In order of use. */
  readonly #asked = new Map<string, string>();

  /** Notes what is asked under an id; false when something else was. */
  admit(commandId: string, streamId: string, digest: string): boolean {
    const asked = `${streamId}\n${digest}`;
    const before = this.#asked.get(commandId);
    if (before !== undefined && before !== asked) return false;
    this.#asked.delete(commandId);
    this.#asked.set(commandId, asked);
    if (this.#asked.size > remembered) this.#asked.delete(this.#asked.keys().next().value as string);
    return true;
  }
}
