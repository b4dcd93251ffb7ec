import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { LogWriter, type PackedAppends, type PackedResults } from './log-writer.ts';
import type { LogFailure } from './log-errors.ts';
import { failureOf } from './sqlite-failure.ts';

/** To the writer: the appends of a tick, or `close`. */
export type WriterRequest = PackedAppends | 'close';

/** From the writer: that it is open, then an answer to all the requests that it took together, and how the log is. */
export type WriterAnswer =
  | { readonly opened: OpenedLog }
  | { readonly requests: number; readonly results: PackedResults; readonly head: number }
  | { readonly requests: number; readonly failure: LogFailure }
  | { readonly broken: LogFailure }
  | { readonly mended: true };

/** Where a log ends: its last position, and the time of that event in milliseconds since 1970 UTC; 0 when it is empty. */
export type OpenedLog = Pick<LogWriter, 'head' | 'recordedAt'>;

/** Milliseconds from a failure of the disk, and between attempts, to opening the log anew. */
const recoverAfter = 1_000;

const port = parentPort;
if (!port) throw new Error('runs as a worker thread only');
const { file } = workerData as { readonly file: string };
const answer = (message: WriterAnswer) => port.postMessage(message);

function open(): LogWriter | undefined {
  try {
    return new LogWriter(file);
  } catch (error) {
    answer({ failure: failureOf(file, error), requests: 0 });
    return undefined;
  }
}

/**
 * A log whose disk has failed: nobody knows what is on it, so the log is closed, and opened and checked anew until that
 * goes well. Appends are refused meanwhile.
 */
class Recovery {
  #failure: LogFailure;
  #timer: NodeJS.Timeout | undefined;
  readonly #onMended: (writer: LogWriter) => void;

  constructor(broken: LogWriter, failure: LogFailure, onMended: (writer: LogWriter) => void) {
    this.#failure = failure;
    this.#onMended = onMended;
    broken.close();
    answer({ broken: failure });
    this.#again();
  }

  get failure(): LogFailure {
    return this.#failure;
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #again(): void {
    this.#timer = setTimeout(() => this.#try(), recoverAfter);
  }

  #try(): void {
    let writer: LogWriter | undefined;
    try {
      writer = new LogWriter(file);
      writer.prove();
      answer({ mended: true });
      this.#onMended(writer);
    } catch (error) {
      writer?.close();
      this.#failure = failureOf(file, error);
      answer({ broken: this.#failure });
      this.#again();
    }
  }
}

/** Group commit: whatever has come in while the last commit waited for the disk goes into the next one. */
function serve(opened: LogWriter, incoming: MessagePort): void {
  let writer: LogWriter | Recovery = opened;
  const write = (to: LogWriter, groups: readonly PackedAppends[]) => {
    const requests = groups.length;
    try {
      for (const appends of groups) to.add(appends);
      answer({ requests, results: to.commit(), head: to.head });
    } catch (error) {
      const failure = failureOf(file, error);
      // Told first: whoever is refused and asks how the log is hears of it.
      if (to.isBroken) writer = new Recovery(to, failure, (mended) => (writer = mended));
      answer({ requests, failure });
    }
    if (writer === to) to.tidy();
  };
  incoming.on('message', (first: WriterRequest) => {
    const groups: PackedAppends[] = [];
    let request: WriterRequest | undefined = first;
    while (request && request !== 'close') {
      groups.push(request);
      request = receiveMessageOnPort(incoming)?.message;
    }
    if (groups.length > 0) {
      if (writer instanceof LogWriter) write(writer, groups);
      else answer({ requests: groups.length, failure: writer.failure });
    }
    if (request !== 'close') return;
    if (writer instanceof LogWriter) writer.close();
    else writer.end();
    incoming.close();
  });
}

const writer = open();
if (writer) {
  answer({ opened: { head: writer.head, recordedAt: writer.recordedAt } });
  serve(writer, port);
} else port.close();
