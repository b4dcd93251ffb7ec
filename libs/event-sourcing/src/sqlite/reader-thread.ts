import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '../event-store.ts';
import { errorOf } from './log-errors.ts';
import type { LogStats, ReadPiece, ReadRequest } from './log-reader.ts';
import type { ReadAnswer, ReaderAnswer, ReaderRequest } from './reader.worker.ts';

interface Pending {
  readonly resolve: (answer: Exclude<ReadAnswer, { failure: unknown }>) => void;
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
      if ('answers' in answer) for (const one of answer.answers) this.#answered(one);
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

  read(request: Exclude<ReadRequest, { op: 'stats' }>): Promise<ReadPiece> {
    return this.#ask(request) as Promise<ReadPiece>;
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

  #ask(request: ReadRequest): Promise<Exclude<ReadAnswer, { failure: unknown }>> {
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

  #answered(answer: ReadAnswer): void {
    const pending = this.#pending.shift();
    if ('failure' in answer) pending?.reject(errorOf(this.#file, answer.failure));
    else pending?.resolve(answer);
  }

  #lost(cause?: Error): void {
    this.#gone ??= new StoreUnavailable('broken', `${this.#file}: the reader thread has ended`, { cause });
    this.#gathered = [];
    for (const pending of this.#pending.splice(0)) pending.reject(this.#gone);
  }
}
