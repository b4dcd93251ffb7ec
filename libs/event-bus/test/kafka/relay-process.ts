import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RelayState } from '../../src/kafka/relay.ts';
import { until } from '../sample-logs.ts';
import type { RelayChildOptions } from './children/relay.ts';

/** A relay in a process of its own, which can be killed and frozen. */
export interface RelayProcess {
  /** As it last told; undefined before it has said anything. */
  state(): RelayState | undefined;
  until(condition: (state: RelayState) => boolean): Promise<void>;
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** How it ended, once it has: exit code or signal. */
  readonly ended: Promise<number | string>;
  /** In order; resolves once it is gone. */
  close(): Promise<number | string>;
}

export function startRelayProcess(options: RelayChildOptions): RelayProcess {
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
  child.on('message', (message) => {
    state = message as RelayState;
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    over = true;
    return (signal ?? code) as number | string;
  });
  return {
    state: () => state,
    ended,
    async until(condition) {
      await until(() => {
        if (over) throw new Error('the relay process has ended');
        return state !== undefined && condition(state);
      });
    },
    kill: (signal) => void child.kill(signal),
    async close() {
      if (!over && child.connected) child.send('close');
      return ended;
    },
  };
}
