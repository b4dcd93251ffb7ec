import { existsSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { isRunning } from '../stack/process-table.ts';
import { followFile } from './follow-file.ts';
import { endLeftovers } from './leftovers.ts';
import type { StackFolder } from './stack-folder.ts';

const LOOK_MS = 100;

/** Asks the supervisor to end and shows what it says until it has; clears up after one that died. */
export async function down(folder: StackFolder): Promise<void> {
  const state = folder.running();
  if (state === undefined) {
    if (folder.read() === undefined) return console.log('The stack is not up.');
    return endLeftovers(folder, console.log);
  }
  const log = folder.supervisorLog;
  const shown = new AbortController();
  const following = followFile(log, existsSync(log) ? statSync(log).size : 0, shown.signal);
  process.kill(state.supervisor.pid, 'SIGTERM');
  while (isRunning(state.supervisor)) await setTimeout(LOOK_MS);
  shown.abort();
  await following;
}
