import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { CopiedLog } from '../src/sqlite/copy-log.ts';

const numbers = new Intl.NumberFormat('en');

/** Runs a command that copies a log from one place to another: `--help`, two paths, and what went wrong in one line. */
export async function copyTool(
  help: string,
  done: string,
  copy: (from: string, to: string, until: number | undefined) => Promise<CopiedLog>,
  takesUntil = false,
): Promise<void> {
  try {
    const { values, positionals } = parseArgs({
      options: { help: { type: 'boolean' }, ...(takesUntil && { until: { type: 'string' } }) },
      allowPositionals: true,
    });
    if (values.help) {
      console.log(help);
      return;
    }
    const [from, to, ...rest] = positionals;
    if (from === undefined || to === undefined || rest.length > 0) throw new Error('two files are needed');
    const { until } = values;
    const copied = await copy(from, to, until === undefined ? undefined : Number(until));
    console.log(`${done} ${relative('.', copied.file)}: ${numbers.format(copied.events)} events, all proved`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('Nothing has been copied. Try --help.');
    process.exitCode = 1;
  }
}
