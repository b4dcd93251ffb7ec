import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, processId, type ProcessId } from '../stack/process-table.ts';
import type { Stack } from '../stack/stack.ts';

/** One line of `status`. */
export interface PartState {
  readonly name: string;
  /** An engine has none of its own: it answers or it is down. */
  readonly health: string;
  readonly url: string;
  readonly process: ProcessId | undefined;
  readonly startedAt: number | undefined;
  readonly restarts: number;
}

export interface StackState {
  readonly supervisor: ProcessId;
  readonly phase: 'starting' | 'up' | 'stopping';
  readonly parts: readonly PartState[];
}

/**
 * The folder of the person's own stack: what the supervisor last knew, for the other commands to read. It is one file,
 * replaced whole, with every process told by number and start, so that no later process of a number is taken for it.
 */
export class StackFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
  }

  /** What the supervisor prints. */
  get supervisorLog(): string {
    return join(this.path, 'logs', 'supervisor.log');
  }

  logOf(part: string): string {
    return join(this.path, 'logs', `${part}.log`);
  }

  get secrets(): string {
    return join(this.path, 'secrets');
  }

  /** What was last written; undefined when no stack has been started here, or it has been stopped in order. */
  read(): StackState | undefined {
    return existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as StackState) : undefined;
  }

  /** The state of a stack whose supervisor is running. */
  running(): StackState | undefined {
    const state = this.read();
    return state !== undefined && isRunning(state.supervisor) ? state : undefined;
  }

  write(phase: StackState['phase'], stack: Stack | undefined): void {
    const supervisor = processId(process.pid) as ProcessId;
    const parts = stack === undefined ? [] : partsOf(stack);
    writeFileSync(`${this.#file}.new`, JSON.stringify({ supervisor, phase, parts } satisfies StackState));
    renameSync(`${this.#file}.new`, this.#file);
  }

  clear(): void {
    rmSync(this.#file, { force: true });
  }

  get #file(): string {
    return join(this.path, 'stack.json');
  }
}

function partsOf(stack: Stack): PartState[] {
  const engines = stack.engines.map(({ name, address, origin, pid, restarts }) => ({
    name,
    health: origin === 'given' ? 'given' : pid === undefined ? 'down' : 'up',
    url: address,
    process: pid === undefined ? undefined : processId(pid),
    startedAt: undefined,
    restarts,
  }));
  const services = stack.services.map(({ name, health, url, pid, startedAt, restarts }) => ({
    name,
    health,
    url,
    process: pid === undefined ? undefined : processId(pid),
    startedAt,
    restarts,
  }));
  return [...engines, ...services];
}
