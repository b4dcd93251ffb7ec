/** Those who wait until the feed has come somewhere. */
export class Arrivals {
  readonly #boundMs: number;
  readonly #waiting = new Set<() => void>();

  constructor(boundMs: number) {
    this.#boundMs = boundMs;
  }

  /** The feed has moved: everybody looks again. */
  tell(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** True once the condition holds, false when the time is over. */
  until(condition: () => boolean): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (arrived: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(arrived);
      };
      const look = () => {
        if (condition()) settle(true);
      };
      const timer = setTimeout(() => settle(false), this.#boundMs);
      timer.unref();
      this.#waiting.add(look);
    });
  }
}
