/** The engines that tests run against, by the names a run prints. */
export type EngineName = 'kafka' | 'mongo' | 'kurrentdb' | 'openbao';

/** There is no such engine on this machine: neither a URL, nor Docker, nor what its local recipe needs. */
export class EngineMissing extends Error {
  override readonly name = 'EngineMissing';
  readonly engine: EngineName;
  /** What is missing, in one clause: `no Java 17 or newer`. */
  readonly reason: string;
  /** What makes it run, a command where there is one: `apt-get install openjdk-17-jre-headless maven`. */
  readonly remedy: string;

  constructor(engine: EngineName, reason: string, remedy: string) {
    super(`${engine} is not here: ${reason}. To run it: ${remedy}`);
    this.engine = engine;
    this.reason = reason;
    this.remedy = remedy;
  }
}
