import { setTimeout } from 'node:timers/promises';
import { isRunning, type ProcessId } from '../stack/process-table.ts';
import type { StackFolder } from './stack-folder.ts';

const GRACE_MS = 30_000;
const LOOK_MS = 100;

/** Ends what a supervisor that died has left running: SIGTERM, and SIGKILL after a while. */
export async function endLeftovers(folder: StackFolder, say: (line: string) => void): Promise<void> {
  const left = (folder.read()?.parts ?? []).filter(
    ({ process }) => process !== undefined && isRunning(process),
  );
  if (left.length > 0)
    say(`stopping what a supervisor that died has left: ${left.map(({ name }) => name).join(', ')}`);
  await Promise.all(left.map(({ process }) => end(process as ProcessId)));
  folder.clear();
}

async function end(left: ProcessId): Promise<void> {
  process.kill(left.pid, 'SIGTERM');
  const until = Date.now() + GRACE_MS;
  while (isRunning(left) && Date.now() < until) await setTimeout(LOOK_MS);
  if (!isRunning(left)) return;
  process.kill(left.pid, 'SIGKILL');
  while (isRunning(left)) await setTimeout(LOOK_MS);
}
