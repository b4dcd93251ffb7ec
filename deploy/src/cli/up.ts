import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CannotRun } from './cannot-run.ts';
import { followFile } from './follow-file.ts';
import type { StackFolder, StackState } from './stack-folder.ts';

const LOOK_MS = 100;

/** Starts a supervisor in the background and shows what it says until the stack is up. */
export async function up(folder: StackFolder, only: readonly string[] | undefined): Promise<void> {
  const running = folder.running();
  if (running !== undefined) {
    console.log(
      `The stack is ${running.phase === 'up' ? 'up already' : running.phase}. npm run stack status shows it.`,
    );
    return sayWhere(running);
  }
  const log = folder.supervisorLog;
  mkdirSync(dirname(log), { recursive: true });
  const from = existsSync(log) ? statSync(log).size : 0;
  const output = openSync(log, 'a');
  const args = [join(import.meta.dirname, 'main.js'), '--folder', folder.path, 'up', '--foreground'];
  const supervisor = spawn(process.execPath, [...args, ...(only ? ['--only', ...only] : [])], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  let ended = false;
  supervisor.once('exit', () => (ended = true));
  supervisor.unref();

  const shown = new AbortController();
  const following = followFile(log, from, shown.signal);
  let state: StackState | undefined;
  while (!ended && state?.phase !== 'up') {
    await setTimeout(LOOK_MS);
    state = folder.running();
  }
  shown.abort();
  await following;
  if (state?.phase !== 'up') throw new CannotRun(`The stack did not come up. Logs: ${dirname(log)}`);
  sayWhere(state);
}

function sayWhere({ parts }: StackState): void {
  const page = parts.find(({ name }) => name === 'operations');
  if (page) {
    console.log(
      `\n  The city is open: ${page.url}\n\nnpm run stack play lets real requests come in; npm run stack down stops everything.`,
    );
  }
}
