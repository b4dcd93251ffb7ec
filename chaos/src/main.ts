import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkHistory, noteFiles } from '@linli/testing/history';
import { Command, InvalidArgumentError } from 'commander';
import { briskMinutes, notesFolder, runChaos } from './chaos-run.ts';
import { folds } from './folds.ts';
import { readRecord, type RunRecord } from './run-record.ts';
import { describeRun, failuresOf } from './summary.ts';

interface Options {
  readonly minutes: number;
  readonly seed?: number;
  readonly rate?: number;
  readonly folder?: string;
  readonly only?: readonly string[];
  readonly check?: string;
}

const number = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least) throw new InvalidArgumentError(`a number from ${least}`);
  return value;
};

const texts = (list: string) =>
  list
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');

/** Failed with broken promises or complaints. */
const exitBroken = 1;
/** Could not be run at all. */
const exitNotRun = 2;

/**
 * After the last fault everybody has to have caught up within this, and what is parked may hold nothing up for so long.
 * Generous: what is slow on two busy cores is not broken.
 */
const recoveryMs = 180_000;
const stuckMs = 60_000;

const usualRate = 10;
/** MongoDB's stand-in reads a whole collection for a page of the feed: what half an hour of ten brings is more than it can. */
const longRate = 5;

async function main(): Promise<number> {
  const program = new Command('chaos')
    .description('Runs the distributed city under faults and decides from notes which promises held.')
    .option('--minutes <n>', 'how long faults are made', number(0.1), 2)
    .option('--seed <n>', 'which faults, in which order; by chance when left out', number(0))
    .option(
      '--rate <n>',
      `commands a second; ${usualRate}, or ${longRate} for longer than ${briskMinutes} minutes, when left out`,
      number(0.1),
    )
    .option('--folder <folder>', 'takes the stack, its logs and the notes; a temporary one when left out')
    .option('--only <texts>', 'only faults with one of these in their names: "rebalance,kill -9"', texts)
    .option('--check <notes>', 'runs nothing: checks the notes of an earlier run again')
    .parse();
  const { minutes, check, ...options } = program.opts<Options>();
  if (check !== undefined) return conclude(readRecord(check), resolve(check));

  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  const folder =
    options.folder === undefined ? mkdtempSync(join(tmpdir(), 'linli-chaos-')) : resolve(options.folder);
  mkdirSync(folder, { recursive: true });
  const { only = [], rate = minutes > briskMinutes ? longRate : usualRate } = options;
  const repeat = `--minutes ${minutes} --seed ${seed} --rate ${rate}${only.length === 0 ? '' : ` --only "${only.join(',')}"`}`;
  console.log(`seed ${seed}: npm run chaos -- ${repeat}\nfolder ${folder}`);
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  process.once('SIGTERM', () => ending.abort());
  const began = performance.now();
  const say = (line: string) =>
    console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
  const record = await runChaos({ seed, minutes, perSecond: rate, only, folder, say, signal: ending.signal });
  return conclude(record, notesFolder(folder));
}

async function conclude(record: RunRecord, notes: string): Promise<number> {
  const report = await checkHistory(await noteFiles(notes), { ...folds, recoveryMs, stuckMs });
  console.log(`\n${describeRun(record, report, notes)}`);
  const failures = failuresOf(record, report);
  if (failures.length === 0) return 0;
  console.error([`\nNot a good run (seed ${record.seed}):`, ...failures].join('\n'));
  return exitBroken;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`the run could not be made: ${error instanceof Error ? error.message : String(error)}`);
  // Whoever watched may still be at it.
  process.exit(exitNotRun);
}
