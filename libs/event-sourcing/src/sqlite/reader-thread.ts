import { Worker } from 'node:worker_threads';
import type { EventMetadata, RecordedEvent } from '@linli/contracts';
import { StoreUnavailable } from '../event-store.ts';
import { errorOf } from './log-errors.ts';
import type { FrameFields } from './log-format.ts';
import type { LogStats, ReadPiece, ReadRequest } from './log-reader.ts';
import type { ReadAnswer, ReaderAnswer, ReaderRequest } from './reader.worker.ts';

/** A piece of a read, its events parsed. */
export interface EventPiece extends Omit<ReadPiece, 'start' | 'end'> {
  readonly events: RecordedEvent[];
  /** What the events take as JSON. */
  readonly bytes: number;
}

interface Pending {
  readonly resolve: (answer: EventPiece | LogStats) => void;
  readonly reject: (error: Error) => void;
}

/** The main thread's end of the reader: gathers the reads of a tick into one message and hands out the answers. */
export class ReaderThread {
  readonly #file: string;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #gathered: ReadRequest[] = [];
  /** Answers come in the order of the requests. */
  readonly #pending: Pending[] = [];
  #gone: Error | undefined;

  private constructor(file: string, worker: Worker, onHead: (head: number) => void) {
    this.#file = file;
    this.#worker = worker;
    worker.on('message', (answer: ReaderAnswer) => {
      if ('answers' in answer) this.#answered(answer.answers, answer.bytes);
      else if ('head' in answer) onHead(answer.head);
    });
    worker.on('error', (error) => this.#lost(error));
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#lost();
        resolve();
      });
    });
  }

  /**
   * Starts the thread and opens the log in it.
   * @param pollEvery milliseconds between looks for another process's commits; 0 when the writer is in this process
   */
  static async start(
    file: string,
    pollEvery: number,
    onHead: (head: number) => void,
  ): Promise<{ thread: ReaderThread; head: number }> {
    const name = import.meta.url.endsWith('.ts') ? './reader.worker.ts' : './reader.worker.js';
    const worker = new Worker(new URL(name, import.meta.url), {
      workerData: { file, pollEvery },
      execArgv: [],
    });
    const head = await new Promise<number>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (answer: ReaderAnswer) => {
        if ('opened' in answer) resolve(answer.opened);
        else if ('failure' in answer) reject(errorOf(file, answer.failure));
      });
    });
    worker.removeAllListeners('error');
    return { thread: new ReaderThread(file, worker, onHead), head };
  }

  read(request: Exclude<ReadRequest, { op: 'stats' }>): Promise<EventPiece> {
    return this.#ask(request) as Promise<EventPiece>;
  }

  stats(): Promise<LogStats> {
    return this.#ask({ op: 'stats' }) as Promise<LogStats>;
  }

  async close(): Promise<void> {
    this.#send();
    this.#gone = new StoreUnavailable('closed', `${this.#file}: the event store has been closed`);
    this.#worker.postMessage('close' satisfies ReaderRequest);
    await this.#ended;
  }

  #ask(request: ReadRequest): Promise<EventPiece | LogStats> {
    if (this.#gone) return Promise.reject(this.#gone);
    // After the microtasks of this turn, not after its I/O: a read is what somebody waits for.
    if (this.#gathered.length === 0) process.nextTick(() => this.#send());
    this.#gathered.push(request);
    return new Promise((resolve, reject) => this.#pending.push({ resolve, reject }));
  }

  #send(): void {
    if (this.#gathered.length === 0) return;
    this.#worker.postMessage(this.#gathered satisfies ReaderRequest);
    this.#gathered = [];
  }

  #answered(answers: readonly ReadAnswer[], bytes: Uint8Array): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const answer of answers) {
      const pending = this.#pending.shift();
      if ('failure' in answer) pending?.reject(errorOf(this.#file, answer.failure));
      else if ('start' in answer) {
        const { start, end, ...piece } = answer;
        const frames = JSON.parse(text.toString('utf8', start, end)) as FrameFields[];
        pending?.resolve({ ...piece, events: frames.map(eventOf), bytes: end - start });
      } else pending?.resolve(answer);
    }
  }

  #lost(cause?: Error): void {
    this.#gone ??= new StoreUnavailable('broken', `${this.#file}: the reader thread has ended`, { cause });
    this.#gathered = [];
    for (const pending of this.#pending.splice(0)) pending.reject(this.#gone);
  }
}

function eventOf(frame: FrameFields): RecordedEvent {
  const [position, streamId, revision, id, type, version, recordedAt, , , data, metadata] = frame;
  return {
    position,
    streamId,
    revision,
    id,
    type,
    version,
    recordedAt,
    data,
    metadata: metadata as EventMetadata,
  };
}
