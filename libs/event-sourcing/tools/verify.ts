import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { verifyLog, type VerifyReport } from '../src/sqlite/verify-log.ts';

const help = `npm run verify -- [folder or file…] [--help]

Proves every event of event logs against its digest, that none is missing, doubled or torn, and that the log is as long
as it had acknowledged, which the .head file beside it tells. This finds damage, by disks and by accident; it does not
find people: whoever may write the files can change events, and digests and .head with them.
A folder stands for all files log.db and *.log.db in it and below; without arguments that is .linli, where the city and
the stack keep their data.
Needs no service; may run beside one. Reads only.

Prints a line for each log, and for each damaged or missing event its file, stream and position.
Exit code 0: all intact. 1: damage found. 2: nothing to verify, or a file that cannot be opened. 3: no damage found, but
the end of a log is unknown, since its .head file is missing: a copy not made by npm run backup may lack events.`;

const numbers = new Intl.NumberFormat('en');

/** By its name: `incidents.log.db` of a city in one process, `log.db` in a service's own folder. */
function isLog(name: string): boolean {
  return name === 'log.db' || name.endsWith('.log.db');
}

function logsIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isLog(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Says on the error stream how far a long verification has come: every second, and only when it takes that long. */
function progressOf(file: string): (done: number, of: number) => void {
  let next = performance.now() + 1_000;
  return (done, of) => {
    if (performance.now() < next) return;
    next += 1_000;
    console.error(`… ${file}: ${numbers.format(done)} of ${numbers.format(of)} events`);
  };
}

function print(file: string, { events, damages, end }: VerifyReport): void {
  for (const { position, streamId, what } of damages) {
    const where = position === undefined ? '' : ` position ${position}, stream ${streamId ?? 'unknown'}:`;
    console.log(`DAMAGED ${file}:${where} ${what}`);
  }
  if (damages.length === 0 && end === 'unknown') {
    console.log(
      `UNPROVED ${file}: ${numbers.format(events)} intact events, but no ${file}.head tells whether there were more`,
    );
    return;
  }
  const verdict = damages.length === 0 ? 'intact ' : `${numbers.format(damages.length)} damages,`;
  console.log(`${verdict} ${file}: ${numbers.format(events)} intact events`);
}

/** The logs that an argument stands for; a log that is gone is one too, the file beside it may tell how long it was. */
function logsNamed(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })) return logsIn(path);
  return isLog(basename(path)) ? [path] : [];
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  let damaged = false;
  let failed = false;
  let unproved = false;
  for (const path of positionals.length > 0 ? positionals : ['.linli']) {
    const logs = logsNamed(path);
    if (logs.length === 0) {
      console.error(`${path}: no event logs here`);
      failed = true;
    }
    for (const log of logs) {
      const file = relative('.', log);
      try {
        const report = await verifyLog(log, { onProgress: progressOf(file) });
        print(file, report);
        if (report.damages.length > 0) damaged = true;
        else if (report.end === 'unknown') unproved = true;
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        failed = true;
      }
    }
  }
  if (damaged) return 1;
  if (failed) return 2;
  return unproved ? 3 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('Try --help.');
  process.exitCode = 2;
}
