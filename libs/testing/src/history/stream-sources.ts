import { TextTable } from './columns.ts';
import type { LogIndex } from './log-index.ts';
import { contextOfSource, type EventNote } from './notes.ts';

/** Which partition each stream lives in, as observers of a topic, a view or a feed have noted it. */
export class StreamSources {
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #streams = new TextTable();

  note({ source, stream }: EventNote): void {
    if (stream === undefined || !source.includes('/')) return;
    let number = this.#numbers.get(source);
    if (number === undefined) {
      number = this.#names.push(source) - 1;
      this.#numbers.set(source, number);
    }
    const key = `${contextOfSource(source)} ${stream}`;
    if (this.#streams.get(key) === undefined) this.#streams.set(key, number);
  }

  /** Per stream number of the log, its source; the context itself where nobody has noted a partition. */
  of(log: LogIndex): readonly string[] {
    return Array.from({ length: log.streamCount }, (_, stream) => {
      const number = this.#streams.get(`${log.context} ${log.streamName(stream)}`);
      return number === undefined ? log.context : (this.#names[number] as string);
    });
  }
}
