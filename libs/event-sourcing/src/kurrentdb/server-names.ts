const logName = /^[a-z0-9][a-z0-9._-]*$/;
const longestLogName = 128;
/** Not allowed in the name of a log, so that no log's names begin with those of another. */
const separator = ':';

/**
 * How the streams and event types of one log are called on a server that many logs share: `wuhan.incidents:incident-7`,
 * `wuhan.incidents:IncidentReported`. Types carry the name too, so that the server can pick a log's events by type alone.
 */
export class ServerNames {
  readonly log: string;
  readonly #prefix: string;

  /** @throws TypeError when the name is not lower-case letters, digits, dots, hyphens and underscores, or begins with one of these three */
  constructor(log: string) {
    if (!logName.test(log) || log.length > longestLogName)
      throw new TypeError(
        `the name of a log must be 1 to ${longestLogName} lower-case letters, digits, . - or _, the first one a letter or digit`,
      );
    this.log = log;
    this.#prefix = log + separator;
  }

  of(name: string): string {
    return this.#prefix + name;
  }

  /** The name within the log; `undefined` when it belongs to somebody else. */
  within(serverName: string): string | undefined {
    return serverName.startsWith(this.#prefix) ? serverName.slice(this.#prefix.length) : undefined;
  }

  /** Matches the streams of the log whose id begins with this, and no others. */
  streamsRegex(streamPrefix = ''): string {
    return `^${literally(this.of(streamPrefix))}`;
  }

  /** Matches these types of the log, and no others. */
  typesRegex(types: readonly string[]): string {
    return `^(?:${types.map((type) => literally(this.of(type))).join('|')})$`;
  }
}

/**
 * The text as a regular expression that means the same to .NET and JavaScript. Regular expressions rather than prefixes:
 * the server compares prefixes by the rules of its culture, which can miss a name that begins with them.
 */
function literally(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
