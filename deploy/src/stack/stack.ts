import type { KafkaEngine, MongoEngine, PrivateServer } from '@linli/testing/engines';
import type { TcpProxy } from '@linli/testing/faults';
import type { ProcessHealth } from './supervised-process.ts';

/** What may be run otherwise than the compose file has it: another build, another setting. */
export interface ServiceOverride {
  /** Program and arguments; `node` is the Node this runs on. */
  readonly command?: readonly string[];
  /** Put over the service's environment, as a process here has it. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface StackOptions {
  /** Default: `docker-compose.yml` of the repository. */
  readonly composeFile?: string;
  /** Takes everything that belongs to this stack: data, logs and secrets. */
  readonly folder: string;
  /** Variables for the compose file, `OPERATIONS_PORT` among them (0: any free port), and `KURRENTDB_URL`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly overrides?: Readonly<Record<string, ServiceOverride>>;
  /** Only these services and what they depend on. */
  readonly only?: readonly string[];
  /** Whether a proxy of its own stands between each service and each engine, for tests that disturb connections. */
  readonly proxies?: boolean;
  /** Told what is being done, a line at a time. */
  readonly say?: (line: string) => void;
  /** Told whenever a service's state has changed. */
  readonly onChange?: (stack: Stack) => void;
  /** Ends a start that is under way; what has been started is stopped. */
  readonly signal?: AbortSignal;
}

export interface StackService {
  readonly name: string;
  /** Undefined while no process runs. */
  readonly pid: number | undefined;
  /** `http://127.0.0.1:3103`; empty for a job. */
  readonly url: string;
  readonly health: ProcessHealth;
  /** Milliseconds since 1970 UTC; undefined while no process runs. */
  readonly startedAt: number | undefined;
  /** How often its restart policy has started it again. */
  readonly restarts: number;
  /** Where it writes what it has to say. */
  readonly log: string;
  /** SIGKILL; resolves when the process is gone. Its restart policy brings it back. */
  kill(): Promise<void>;
  /** SIGSTOP. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** SIGTERM, SIGKILL after its grace period; it stays down until `start`. */
  stop(): Promise<void>;
  /** What stands between it and the engine, where the stack was started with proxies; throws where it was not. */
  proxy(engine: 'kafka' | 'mongo'): TcpProxy;
  /** Resolves when it is healthy; another command and environment stay in force from then on. */
  start(override?: ServiceOverride): Promise<void>;
}

export interface StackEngine {
  readonly name: string;
  /** `127.0.0.1:41873`, or the URL of one that was given. */
  readonly address: string;
  /** `maven 4.4.0`. */
  readonly origin: string;
  /** Undefined where the engine is none of ours, or is down. */
  readonly pid: number | undefined;
  /** How often it has come back by itself. */
  readonly restarts: number;
}

/** A running stack. */
export interface Stack {
  readonly services: readonly StackService[];
  readonly engines: readonly StackEngine[];
  /** The service or job of this name; throws when the stack has none. */
  service(name: string): StackService;
  readonly kafka: KafkaEngine & PrivateServer;
  readonly mongo: MongoEngine & PrivateServer;
  /** Stops everything, dependents first. */
  down(): Promise<void>;
}
