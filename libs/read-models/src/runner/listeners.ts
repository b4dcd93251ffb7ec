/** Those who want to be told. One that throws is its own affair: neither the teller nor the others notice. */
export class Listeners<Told> {
  readonly #listeners = new Set<(told: Told) => void>();

  add(listener: (told: Told) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(told: Told): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(told);
      } catch (error) {
        // Reported as an uncaught error would be, without taking the projection down.
        process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}
