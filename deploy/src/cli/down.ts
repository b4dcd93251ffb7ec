import { existsSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { isRunning } from '../stack/process-table.ts';
import { followFile } from './follow-file.ts';
import type { StackFolder } from './stack-folder.ts';

const LOOK_MS = 100;

/** Asks the supervisor to end and shows what it says until it has. */
export async function down(folder: StackFolder): Promise<void> {
  const state = folder.running();
  if (state === undefined) {
    const died = folder.read() !== undefined;
    folder.clear();
    return console.log(died ? 'The supervisor had died, and everything with it.' : 'The stack is not up.');
  }
  const log = folder.supervisorLog;
  const shown = new AbortController();
  const following = followFile(log, existsSync(log) ? statSync(log).size : 0, shown.signal);
  process.kill(state.supervisor.pid, 'SIGTERM');
  while (isRunning(state.supervisor)) await setTimeout(LOOK_MS);
  shown.abort();
  await following;
}
