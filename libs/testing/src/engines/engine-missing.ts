/** An engine that tests need is not to be had on this machine; the message says why and what would make it run. */
export class EngineMissing extends Error {
  override readonly name = 'EngineMissing';
  /** Why there is none: `no Java 17 or newer`. */
  readonly reason: string;
  /** Command that would make it run. */
  readonly remedy: string;
  constructor(engine: string, reason: string, remedy: string) {
    super(`${engine} cannot run here: ${reason}. What would make it run: ${remedy}`);
    this.reason = reason;
    this.remedy = remedy;
  }
}
