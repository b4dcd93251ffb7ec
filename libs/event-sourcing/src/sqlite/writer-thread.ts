import { Worker } from 'node:worker_threads';
import type { AppendRequest } from '../append-request.ts';
import { revisionExpected } from '../append-request.ts';
import { RevisionConflict, StoreUnavailable, type AppendResult } from '../event-store.ts';
import { errorOf, type LogFailure } from './log-errors.ts';
import { anyRevision, conflicting, repeated, type PackedResults } from './log-writer.ts';
import type { OpenedLog, WriterAnswer, WriterRequest } from './writer.worker.ts';

interface Pending {
  readonly request: AppendRequest;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: Error) => void;
}

/** A tick of many or long appends is sent on in parts, so that the writer is not idle while this thread packs them. */
const valuesPerMessage = 2_000;

/** The main thread's end of the writer: gathers the appends of a tick into one message and hands out the answers. */
export class WriterThread {
  readonly #file: string;
  readonly #worker: Worker;
  readonly #onHead: (head: number) => void;
  readonly #ended: Promise<void>;
  /** Appends of this tick, packed, and those who wait for them. */
  #packed: (string | number)[] = [];
  #gathered: Pending[] = [];
  /** Messages under way: the writer answers in order, several at a time. */
  #sent: Pending[][] = [];
  #gone: Error | undefined;
  #broken: LogFailure | undefined;

  private constructor(file: string, worker: Worker, onHead: (head: number) => void) {
    this.#file = file;
    this.#worker = worker;
    this.#onHead = onHead;
    worker.on('message', (answer: WriterAnswer) => this.#answered(answer));
    worker.on('error', (error) => this.#lost(error));
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#lost();
        resolve();
      });
    });
  }

  /** Starts the thread and opens the log in it. */
  static async start(
    file: string,
    onHead: (head: number) => void,
  ): Promise<{ thread: WriterThread; opened: OpenedLog }> {
    const name = import.meta.url.endsWith('.ts') ? './writer.worker.ts' : './writer.worker.js';
    const worker = new Worker(new URL(name, import.meta.url), { workerData: { file }, execArgv: [] });
    const opened = await new Promise<OpenedLog>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (answer: WriterAnswer) => {
        if ('opened' in answer) resolve(answer.opened);
        else if ('failure' in answer) reject(errorOf(file, answer.failure));
      });
    });
    worker.removeAllListeners('error');
    return { thread: new WriterThread(file, worker, onHead), opened };
  }

  /** Why no append can be taken until the log has been opened anew, or the process has; undefined when all is well. */
  get failure(): Error | undefined {
    return this.#gone ?? (this.#broken && errorOf(this.#file, this.#broken));
  }

  /** Resolves once the events are durable. */
  append(request: AppendRequest, recordedAt: number): Promise<AppendResult> {
    if (this.#gone) return Promise.reject(this.#gone);
    if (this.#gathered.length === 0) setImmediate(() => this.#send());
    const { streamId, commandId, events } = request;
    const expected = revisionExpected(request.expectedRevision) ?? anyRevision;
    this.#packed.push(streamId, expected, commandId, recordedAt, events.length);
    for (const { id, type, version, data, metadata } of events)
      this.#packed.push(id, type, version, data, metadata);
    return new Promise((resolve, reject) => {
      this.#gathered.push({ request, resolve, reject });
      if (this.#packed.length >= valuesPerMessage) this.#send();
    });
  }

  /** Makes durable what has been handed over, then ends the thread. */
  async close(): Promise<void> {
    this.#send();
    this.#gone = new StoreUnavailable('closed', `${this.#file}: the event store has been closed`);
    this.#post('close');
    await this.#ended;
  }

  #send(): void {
    if (this.#gathered.length === 0) return;
    this.#post(this.#packed);
    this.#sent.push(this.#gathered);
    this.#packed = [];
    this.#gathered = [];
  }

  #post(request: WriterRequest): void {
    this.#worker.postMessage(request);
  }

  #answered(answer: WriterAnswer): void {
    if ('opened' in answer) return;
    if ('broken' in answer || 'mended' in answer) {
      this.#broken = 'broken' in answer ? answer.broken : undefined;
      return;
    }
    const pending = this.#sent.splice(0, answer.requests).flat();
    if ('failure' in answer) {
      const error = errorOf(this.#file, answer.failure);
      for (const { reject } of pending) reject(error);
      return;
    }
    // Followers first: they ask the reader while the writers' continuations run.
    this.#onHead(answer.head);
    this.#resolve(pending, answer.results);
  }

  #resolve(pending: readonly Pending[], results: PackedResults): void {
    for (const [index, { request, resolve, reject }] of pending.entries()) {
      const [what, revision = 0, position = 0, recordedAt = 0] = results.slice(index * 4, index * 4 + 4);
      if (what === conflicting)
        reject(new RevisionConflict(request.streamId, request.expectedRevision, revision));
      else resolve({ outcome: what === repeated ? 'repeated' : 'recorded', revision, position, recordedAt });
    }
  }

  #lost(cause?: Error): void {
    this.#gone ??= new StoreUnavailable('broken', `${this.#file}: the writer thread has ended`, { cause });
    const waiting = [...this.#sent.flat(), ...this.#gathered];
    this.#sent = [];
    this.#gathered = [];
    this.#packed = [];
    for (const pending of waiting) pending.reject(this.#gone);
  }
}
