import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SqliteEventStore } from '@linli/event-sourcing';
import type { KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import type { RelayState } from '../../src/kafka/relay/relay.ts';
import { until } from '../sample-logs.ts';
import type { RelayChildOptions } from './children/relay.ts';
import type { Tripwire } from './children/tripwire.ts';
import { newCity } from './relay-samples.ts';

/** A relay in a process of its own, which can be killed and frozen. */
export interface RelayProcess {
  /** As it last told; undefined before it has said anything. */
  state(): RelayState | undefined;
  /** Its roles so far, each change once. */
  roles(): readonly RelayState['role'][];
  until(condition: (state: RelayState) => boolean): Promise<void>;
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves once it has been stopped by SIGSTOP. */
  untilFrozen(): Promise<void>;
  /** How it ended, once it has: exit code or signal. */
  readonly ended: Promise<number | string>;
  /** In order; resolves once it is gone. */
  close(): Promise<number | string>;
}

/** A log of incidents and a place on the broker for it, with as many relay processes as a test starts. */
export interface RelayedLog {
  readonly log: SqliteEventStore;
  readonly connection: KafkaConnection;
  readonly partitions: number;
  start(tripwire?: Tripwire): RelayProcess;
  dispose(): Promise<void>;
}

/** The shortest session that a broker takes by default. */
const sessionTimeoutMs = 6_000;

export async function newRelayedLog(brokers: readonly string[]): Promise<RelayedLog> {
  const folder = mkdtempSync(join(tmpdir(), 'linli-relay-'));
  const log = await SqliteEventStore.open({ file: join(folder, 'incidents.log.db') });
  const connection = newCity(brokers);
  const partitions = 4;
  const processes: RelayProcess[] = [];
  return {
    ...{ log, connection, partitions },
    start(tripwire) {
      const process = startRelayProcess({
        ...{ file: log.file, connection, partitions, batchSize: 25, sessionTimeoutMs },
        ...(tripwire && { tripwire }),
      });
      processes.push(process);
      return process;
    },
    async dispose() {
      for (const process of processes) process.kill('SIGKILL');
      await Promise.all(processes.map(({ ended }) => ended));
      await log.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startRelayProcess(options: RelayChildOptions): RelayProcess {
  const child: ChildProcess = fork(
    fileURLToPath(new URL('./children/relay.ts', import.meta.url)),
    [JSON.stringify(options)],
    {
      execArgv: ['--conditions=@linli/source', '--disable-warning=TimeoutNegativeWarning'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  let state: RelayState | undefined;
  let over = false;
  const roles: RelayState['role'][] = [];
  child.on('message', (message) => {
    state = message as RelayState;
    if (state.role !== roles.at(-1)) roles.push(state.role);
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    over = true;
    return (signal ?? code) as number | string;
  });
  return {
    state: () => state,
    roles: () => roles,
    ended,
    async until(condition) {
      await until(() => {
        if (over) throw new Error('the relay process has ended');
        return state !== undefined && condition(state);
      });
    },
    untilFrozen: () =>
      until(() =>
        execFileSync('ps', ['-o', 'stat=', '-p', String(child.pid)])
          .toString()
          .startsWith('T'),
      ),
    kill: (signal) => void child.kill(signal),
    async close() {
      if (!over && child.connected) child.send('close');
      return ended;
    },
  };
}
