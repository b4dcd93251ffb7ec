import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

export interface GuardedChildOptions {
  /** Where it prints to, both streams. */
  readonly output: number;
  readonly cwd?: string;
  /** Default: this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Removed when this process dies before it. */
  readonly temporaryFolder?: string | undefined;
}

/**
 * The shell becomes the program by `exec`, so its pid is the program's. Before that it leaves behind a guard that reads
 * a pipe this process holds open: a line means that the program has gone, the end of the pipe that this process has, by
 * whatever death, and then the guard kills the program.
 */
const guarded = `
folder=$1; shift
( { if ! read -r gone <&3; then kill -9 $$; sleep 1; [ -z "$folder" ] || rm -rf -- "$folder"; fi; } >/dev/null 2>&1 & )
exec 3<&-
exec "$@"
`;

/**
 * Starts a program that lives no longer than this process. It has a session of its own: Ctrl-C of a terminal goes to
 * us, and we decide in which order things end. A program that there is not ends with exit code 127.
 */
export function spawnGuarded(
  command: string,
  args: readonly string[],
  { output, cwd, env, temporaryFolder = '' }: GuardedChildOptions,
): ChildProcess {
  const child = spawn('/bin/sh', ['-c', guarded, 'sh', temporaryFolder, command, ...args], {
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
    cwd,
    env,
  });
  const guard = child.stdio[3] as Writable;
  guard.on('error', () => undefined);
  child.once('exit', () => void guard.end('gone\n'));
  return child;
}
