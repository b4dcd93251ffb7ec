import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnGuarded } from './guarded-child.ts';

/** How a server is run, and how it is known to be up. */
export interface ServerCommand {
  /** For messages: `Kafka`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Takes what the server prints, start after start. */
  readonly log: string;
  /** What it prints once it serves. */
  readonly readyLine: string;
  /** Removed with `stop`, and when this process dies. */
  readonly temporaryFolder?: string;
}

/** Milliseconds in which a server must be up; several start at once on two cores. */
/** A stopped process stands still within microseconds; one that does not is left to the test. */
const stopMs = 2_000;
const longestStart = 90_000;
/** Milliseconds a server is given to go by itself before it is killed. */
const longestStop = 15_000;

/** A server that lives no longer than this process. */
export class ServerProcess {
  readonly #command: ServerCommand;
  #child: ChildProcess | undefined;
  #gone: Promise<void> = Promise.resolve();

  constructor(command: ServerCommand) {
    this.#command = command;
  }

  /** Of the running server, else of the one that ran last. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.#command.name} has not been started.`);
    return pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the server says that it serves; throws with the end of its log when it exits or takes too long. */
  async start(): Promise<void> {
    const { name, command, args, log, readyLine, temporaryFolder } = this.#command;
    if (this.isRunning) throw new Error(`${name} runs already, as process ${this.pid}.`);
    const output = openSync(log, 'a');
    const printedBefore = readFileSync(log).length;
    const child = spawnGuarded(command, args, { output, temporaryFolder });
    closeSync(output);
    this.#child = child;
    // One that could not be started at all is reported by the wait below.
    this.#gone = once(child, 'exit').then(
      () => undefined,
      () => undefined,
    );

    const deadline = Date.now() + longestStart;
    const printed = () => readFileSync(log).subarray(printedBefore).toString();
    while (!printed().includes(readyLine)) {
      const failure = !this.isRunning ? 'exited' : Date.now() > deadline ? 'did not come up' : undefined;
      if (failure) {
        await this.kill();
        throw new Error(`${name} ${failure}. It printed:\n${printed().slice(-4_000)}`);
      }
      await sleep(25);
    }
  }

  async kill(): Promise<void> {
    if (this.isRunning) this.#child?.kill('SIGKILL');
    await this.#gone;
  }

  freeze(): void {
    const pid = this.#child?.pid;
    if (pid === undefined || !this.#child?.kill('SIGSTOP')) return;
    // The signal is on its way when `kill` returns: a busy thread could answer one more request.
    const until = Date.now() + stopMs;
    while (existsSync(`/proc/${pid}/task`) && !isStopped(pid) && Date.now() < until);
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Ends it; in good order where its data is kept. */
  async stop(): Promise<void> {
    const { temporaryFolder } = this.#command;
    if (this.isRunning && temporaryFolder === undefined) {
      this.thaw();
      this.#child?.kill('SIGTERM');
      await Promise.race([this.#gone, sleep(longestStop, undefined, { ref: false })]);
    }
    await this.kill();
    if (temporaryFolder !== undefined) rmSync(temporaryFolder, { recursive: true, force: true });
  }
}

/** Whether every thread of the process stands still. */
function isStopped(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) =>
      / [TtZ] /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1').replace(/^.*\)/s, '')),
    );
  } catch {
    // A thread has ended while it was looked at.
    return false;
  }
}
