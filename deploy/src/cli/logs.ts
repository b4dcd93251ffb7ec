import { existsSync, statSync } from 'node:fs';
import { lastLines } from '../stack/last-lines.ts';
import { CannotRun } from './cannot-run.ts';
import { followFile } from './follow-file.ts';
import type { StackFolder } from './stack-folder.ts';

/** Shows the last lines of a part's log, and on request those that come. */
export async function showLogs(
  folder: StackFolder,
  part: string,
  { follow, lines }: { readonly follow: boolean; readonly lines: number },
): Promise<void> {
  const log = folder.logOf(part);
  if (!existsSync(log)) {
    const known = folder.read()?.parts.map(({ name }) => name) ?? [];
    throw new CannotRun(
      known.length === 0
        ? `${part} has said nothing yet`
        : `There is no log of ${part}; there are ${[...known, 'supervisor'].join(', ')}`,
    );
  }
  const { size } = statSync(log);
  for (const line of lastLines(log, lines)) console.log(line);
  if (!follow) return;
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ending.abort());
  await followFile(log, size, ending.signal);
}
