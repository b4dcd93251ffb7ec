import { spawn } from 'node:child_process';
import type { Healthcheck } from '../compose/compose-service.ts';

export interface HealthcheckRun {
  readonly check: Pick<Healthcheck, 'command' | 'timeoutMs'>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Runs the check once, as Docker does within the container: healthy is exit code 0 within the time it has. */
export function runHealthcheck({ check, cwd, env, signal }: HealthcheckRun): Promise<boolean> {
  const [program, ...args] = check.command as [string, ...string[]];
  return new Promise((resolve) => {
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd,
      env,
      stdio: 'ignore',
      timeout: check.timeoutMs,
      killSignal: 'SIGKILL',
      signal,
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
