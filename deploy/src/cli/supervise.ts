import { once } from 'node:events';
import { startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/stack.ts';
import { CannotRun } from './cannot-run.ts';
import type { StackFolder, StackState } from './stack-folder.ts';

const started = Date.now();

function say(line: string): void {
  console.log(`[${((Date.now() - started) / 1000).toFixed(0).padStart(3)} s] ${line}`);
}

/**
 * Runs the stack in this process until SIGTERM or SIGINT, and keeps its state in the folder for the other commands. A
 * second signal changes nothing: the end is under way, and bounded by the grace periods.
 */
export async function supervise(folder: StackFolder, only: readonly string[] | undefined): Promise<void> {
  if (folder.running() !== undefined) {
    throw new CannotRun('The stack is up already: npm run stack status. Stop it first: npm run stack down');
  }
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ending.abort());

  let phase: StackState['phase'] = 'starting';
  const save = (stack?: Stack): void => folder.write(phase, stack);
  save();
  try {
    const stack = await startStack({
      folder: folder.path,
      env: process.env,
      ...(only && { only }),
      say,
      onChange: save,
      signal: ending.signal,
    });
    phase = 'up';
    save(stack);
    const page = stack.services.find(({ name }) => name === 'operations');
    if (page) say(`the city is open: ${page.url}`);
    if (!ending.signal.aborted) await once(ending.signal, 'abort');
    phase = 'stopping';
    save(stack);
    say('stopping …');
    await stack.down();
    say('stopped; the next start goes on from here');
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    say('stopped before it was up');
  } finally {
    folder.clear();
  }
}
