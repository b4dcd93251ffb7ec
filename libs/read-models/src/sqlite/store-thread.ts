import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '@linli/event-sourcing';
import { errorOf } from './faults.ts';
import type { RequestKind, Response, StoreRequests, StoreThreadOptions } from './messages.ts';

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** The caller's end of a connection on its thread: questions are answered in the order they were asked. */
export class StoreThread {
  readonly #options: StoreThreadOptions;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #gone: StoreUnavailable | undefined;

  private constructor(options: StoreThreadOptions) {
    this.#options = options;
    const url = new URL(
      import.meta.url.endsWith('.ts') ? './store-worker.ts' : './store-worker.js',
      import.meta.url,
    );
    this.#worker = new Worker(url, {
      workerData: options,
      name: `read-models-${options.role}`,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 512 },
    });
    this.#worker.on('message', (response: Response) => this.#settle(response));
    this.#worker.on('error', (error) => this.#end('broken', `its thread failed: ${error.message}`));
    this.#worker.on('exit', () => this.#end('broken', 'its thread has ended'));
  }

  /** Resolves once the file is open; rejects with the reason it is not. */
  static async start(options: StoreThreadOptions): Promise<StoreThread> {
    const thread = new StoreThread(options);
    try {
      await new Promise((resolve, reject) => thread.#pending.set(0, { resolve, reject }));
      return thread;
    } catch (error) {
      await thread.#worker.terminate();
      throw error;
    }
  }

  /** Questions that have not been answered yet. */
  get waiting(): number {
    return this.#pending.size;
  }

  ask<Kind extends RequestKind>(
    kind: Kind,
    args: StoreRequests[Kind]['args'],
  ): Promise<StoreRequests[Kind]['answer']> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#worker.postMessage({ id, kind, args });
    });
  }

  async close(): Promise<void> {
    if (this.#gone) return;
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    const answered = this.ask('close', undefined);
    this.#gone = new StoreUnavailable('closed', `${this.#options.file} is closed`);
    await answered;
    await ended;
  }

  #settle(response: Response): void {
    const pending = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    if (!pending) return;
    if ('fault' in response) {
      pending.reject(errorOf(response.fault, (reason, message) => new StoreUnavailable(reason, message)));
    } else {
      pending.resolve(response.answer);
    }
  }

  #end(reason: 'broken' | 'closed', detail: string): void {
    this.#gone ??= new StoreUnavailable(reason, `${this.#options.file}: ${detail}`);
    for (const pending of this.#pending.values()) pending.reject(this.#gone);
    this.#pending.clear();
  }
}
