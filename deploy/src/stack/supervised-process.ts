import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { spawnGuarded } from '@linli/testing/engines';
import type { Healthcheck, RestartPolicy } from '../compose/compose-service.ts';
import { lastLines } from './last-lines.ts';
import { runHealthcheck } from './run-healthcheck.ts';

export interface ProcessSettings {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly healthcheck: Healthcheck | undefined;
  readonly restart: RestartPolicy;
  readonly stopGraceMs: number;
  /** Takes what the process prints, behind what stands there. */
  readonly log: string;
}

export type ProcessHealth =
  'stopped' | 'starting' | 'healthy' | 'unhealthy' | 'waiting to restart' | 'completed' | 'failed';

/** The process did not come to what was waited for; the message ends with the last lines it printed. */
export class ProcessFailed extends Error {
  override readonly name = 'ProcessFailed';
}

/** Docker's back-off between restarts, begun anew by a process that has run for a while. */
const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 60_000;
const STEADY_MS = 10_000;
/** A process that ends so often without having been healthy once is not going to be. */
const VAIN_STARTS = 3;

/**
 * A service's process under its restart policy and its health check. The terminal's Ctrl-C reaches the supervisor
 * alone, so that the end goes in order; a supervisor that is killed takes its processes with it.
 */
export class SupervisedProcess {
  #settings: ProcessSettings;
  readonly #onChange: () => void;
  readonly #watchers = new Set<() => void>();
  #child: ChildProcess | undefined;
  #health: ProcessHealth = 'stopped';
  #startedAt: number | undefined;
  #restarts = 0;
  #vainStarts = 0;
  #backOffMs = FIRST_BACK_OFF_MS;
  #wanted = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(settings: ProcessSettings, onChange: () => void = () => {}) {
    this.#settings = settings;
    this.#onChange = onChange;
    this.#wanted.abort();
  }

  /** Undefined while no process runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get health(): ProcessHealth {
    return this.#health;
  }

  /** Milliseconds since 1970 UTC. */
  get startedAt(): number | undefined {
    return this.#startedAt;
  }

  /** How often it has been started again by its restart policy. */
  get restarts(): number {
    return this.#restarts;
  }

  get settings(): ProcessSettings {
    return this.#settings;
  }

  /**
   * Starts the process and resolves once it is healthy, or once it runs where nothing tells its health. Rejects with
   * `ProcessFailed` when it ends for good or again and again without having been healthy, or becomes unhealthy.
   */
  async start(changed: Partial<Pick<ProcessSettings, 'command' | 'env'>> = {}): Promise<void> {
    if (!this.#wanted.signal.aborted) return this.#until('healthy');
    await this.#running;
    this.#settings = { ...this.#settings, ...changed };
    this.#wanted = new AbortController();
    this.#vainStarts = 0;
    this.#backOffMs = FIRST_BACK_OFF_MS;
    this.#running = this.#supervise(this.#wanted.signal);
    await this.#until('healthy');
  }

  /** Resolves when the process has ended with exit code 0; rejects as `start` does. */
  completed(): Promise<void> {
    return this.#until('completed');
  }

  /** SIGTERM, and SIGKILL when the grace period is over. It is not started again. */
  async stop(): Promise<void> {
    this.#wanted.abort();
    const child = this.#child;
    if (child !== undefined) {
      child.kill('SIGTERM');
      const grace = new AbortController();
      const forced = setTimeout(this.#settings.stopGraceMs, undefined, { signal: grace.signal }).then(
        () => child.kill('SIGKILL'),
        () => {},
      );
      await this.#running;
      grace.abort();
      await forced;
    }
    await this.#running;
    this.#become('stopped');
  }

  /** SIGKILL, from outside as far as the restart policy is concerned. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const gone = exitOf(child);
    child.kill('SIGKILL');
    await gone;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async #supervise(wanted: AbortSignal): Promise<void> {
    while (!wanted.aborted) {
      const code = await this.#runOnce(wanted);
      if (wanted.aborted) return;
      const { when, most } = this.#settings.restart;
      if (when === 'no' || (when === 'on-failure' && (code === 0 || this.#restarts >= most))) {
        this.#wanted.abort();
        return this.#become(code === 0 ? 'completed' : 'failed');
      }
      this.#become('waiting to restart');
      await setTimeout(this.#backOffMs, undefined, { signal: wanted }).catch(() => {});
      this.#backOffMs = Math.min(LONGEST_BACK_OFF_MS, this.#backOffMs * 2);
      if (!wanted.aborted) this.#restarts += 1;
    }
  }

  /** Runs the process to its end; resolves with its exit code, or the number of a shell for a signal. */
  async #runOnce(wanted: AbortSignal): Promise<number> {
    const { command, cwd, env, log, healthcheck } = this.#settings;
    const [program, ...args] = command as [string, ...string[]];
    mkdirSync(dirname(log), { recursive: true });
    const output = openSync(log, 'a');
    const child = spawnGuarded(program === 'node' ? process.execPath : program, args, { output, cwd, env });
    closeSync(output);
    const gone = exitOf(child);
    this.#child = child;
    this.#startedAt = Date.now();
    this.#become(healthcheck === undefined ? 'healthy' : 'starting');
    const running = new AbortController();
    const checking = healthcheck && this.#checkHealth(healthcheck, AbortSignal.any([running.signal, wanted]));
    const code = await gone;
    running.abort();
    await checking;
    this.#child = undefined;
    if (this.#health === 'starting') this.#vainStarts += 1;
    if (Date.now() - this.#startedAt >= STEADY_MS) this.#backOffMs = FIRST_BACK_OFF_MS;
    this.#startedAt = undefined;
    return code;
  }

  async #checkHealth(check: Healthcheck, signal: AbortSignal): Promise<void> {
    const { cwd, env } = this.#settings;
    const began = Date.now();
    let failures = 0;
    while (!signal.aborted) {
      const starting = this.#health === 'starting' && Date.now() - began < check.startPeriodMs;
      await setTimeout(starting ? check.startIntervalMs : check.intervalMs, undefined, { signal }).catch(
        () => {},
      );
      if (signal.aborted) return;
      const healthy = await runHealthcheck({ check, cwd, env, signal });
      if (signal.aborted) return;
      if (healthy) {
        failures = 0;
        this.#vainStarts = 0;
        this.#become('healthy');
      } else if (!starting || Date.now() - began >= check.startPeriodMs) {
        failures += 1;
        if (failures >= check.retries) this.#become('unhealthy');
      }
    }
  }

  #become(health: ProcessHealth): void {
    this.#health = health;
    this.#onChange();
    for (const watcher of this.#watchers) watcher();
  }

  #until(goal: 'healthy' | 'completed'): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const failure = this.#health === goal ? undefined : this.#whyNever(goal);
        if (this.#health !== goal && failure === undefined) return;
        this.#watchers.delete(look);
        if (failure === undefined) resolve();
        else reject(new ProcessFailed([failure, ...lastLines(this.#settings.log, 15)].join('\n')));
      };
      this.#watchers.add(look);
      look();
    });
  }

  #whyNever(goal: 'healthy' | 'completed'): string | undefined {
    const { name } = this.#settings;
    if (this.#health === 'failed') return `${name} ended with a failure:`;
    if (this.#health === 'stopped') return `${name} was stopped:`;
    if (this.#health === 'unhealthy') return `${name} is running but does not become ready:`;
    if (this.#health === 'completed' && goal === 'healthy') return `${name} has ended:`;
    return this.#vainStarts >= VAIN_STARTS
      ? `${name} ended ${this.#vainStarts} times before it was ready:`
      : undefined;
  }
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode ?? 128);
    child.once('exit', (code) => resolve(code ?? 128));
    child.once('error', () => resolve(126));
  });
}
