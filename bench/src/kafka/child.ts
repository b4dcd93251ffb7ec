import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** No measurement takes as long. */
const limitMs = 600_000;

/** A process of the bench: what it needs of memory is its own, and nothing in it is warm. */
export class Child {
  readonly #script: string;
  readonly #process: ChildProcess;
  readonly #said: unknown[] = [];
  readonly #ended: Promise<unknown>;
  #end: string | undefined;
  #wake: () => void = () => undefined;

  /** Runs a script of this folder, which finds the order by `orderOf`. */
  constructor(script: string, order: object, nodeOptions: readonly string[] = []) {
    this.#script = script;
    this.#process = fork(fileURLToPath(new URL(`./${script}.js`, import.meta.url)), [JSON.stringify(order)], {
      execArgv: ['--disable-warning=TimeoutNegativeWarning', ...nodeOptions],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const limit = setTimeout(() => this.#process.kill('SIGKILL'), limitMs);
    this.#process.on('message', (message) => {
      this.#said.push(message);
      this.#wake();
    });
    this.#ended = once(this.#process, 'exit').then(([code, signal]) => {
      clearTimeout(limit);
      this.#end = String(signal ?? code);
      this.#wake();
    });
  }

  /** What it says next; rejects when it ends before. */
  async next<Message>(): Promise<Message> {
    while (this.#said.length === 0) {
      if (this.#end !== undefined) throw this.#failure();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#said.shift() as Message;
  }

  /** Rejects when it has ended by itself. */
  async ended(): Promise<never> {
    await this.#ended;
    throw this.#failure();
  }

  send(message: object | string): void {
    this.#process.send(message);
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  /** It ends when its parent has let go of it. */
  async close(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    await this.#ended;
  }

  #failure(): Error {
    return new Error(`${this.#script} of the bench ended with ${this.#end}`);
  }
}

/** The one answer of a process that measures one thing and ends. */
export async function apart<Answer>(script: string, order: object): Promise<Answer> {
  const child = new Child(script, order);
  try {
    return await child.next<Answer>();
  } finally {
    await child.close();
  }
}
