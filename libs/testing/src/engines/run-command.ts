import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a command to its end; its output, both streams. Throws with that output when it fails. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly timeout: number },
): Promise<string> {
  try {
    const { stdout, stderr } = await execute(command, args, { ...options, maxBuffer: 64 * 1024 * 1024 });
    return stdout + stderr;
  } catch (problem) {
    const { stdout = '', stderr = '', message } = problem as Error & { stdout?: string; stderr?: string };
    throw new Error(`${command} failed: ${`${stdout}${stderr}`.trim() || message}`, { cause: problem });
  }
}

/** Says what takes long, on stderr: stdout belongs to whoever calls. */
export function sayProgress(message: string): void {
  process.stderr.write(`${message}\n`);
}
