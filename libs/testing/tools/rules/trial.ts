import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WorkingCopy } from './working-copy.ts';

/** A rule that is tried: its number in the instrumented sources, and the tests that may catch its removal. */
export interface Candidate {
  readonly rule: number;
  /** Spec files, relative to the copy's root. */
  readonly specs: readonly string[];
  /** What the full name of a test must hold for its failure to count, as a regular expression. */
  readonly named: string;
}

export interface Catch {
  readonly spec: string;
  readonly test: string;
}

/** What one line of the record says. */
interface Line {
  readonly loaded?: true;
  readonly tried?: number;
  readonly passed?: number;
  readonly caught?: number;
  readonly broken?: string;
  readonly why?: string;
  readonly name?: string;
  readonly spec: string;
}

export interface TrialEnd {
  readonly caught: ReadonlyMap<number, Catch>;
  /** Tests that fail with every rule in place, and so prove nothing. */
  readonly broken: readonly string[];
}

/** A test that says nothing for so long, in milliseconds, goes round in circles without the rule: it has failed. */
const PATIENCE = 120_000;

/** Takes out each rule in turn while its specs run, until a test that names it fails. */
export async function tryRemovals(copy: WorkingCopy, candidates: readonly Candidate[]): Promise<TrialEnd> {
  const caught = new Map<number, Catch>();
  const broken = new Set<string>();
  for (;;) {
    const left = candidates.filter(({ rule, specs }) => !caught.has(rule) && specs.length > 0);
    if (left.length === 0) break;
    const { lines, hung } = await runSpecs(copy, left);
    for (const { caught: rule, name, spec, broken: test, why } of lines) {
      if (rule !== undefined && name !== undefined) caught.set(rule, { spec, test: name });
      if (test !== undefined) broken.add(`${spec}: ${test}: ${why?.split('\n')[0]}`);
    }
    for (const { tried: rule, name, spec } of hung)
      if (rule !== undefined && name !== undefined)
        caught.set(rule, { spec, test: `${name} (does not end)` });
    if (hung.length === 0) break;
  }
  return { caught, broken: [...broken] };
}

async function runSpecs(
  copy: WorkingCopy,
  candidates: readonly Candidate[],
): Promise<{ lines: Line[]; hung: Line[] }> {
  const { root, folder } = copy;
  const record = join(folder, 'record.jsonl');
  const trial = join(folder, 'trial.json');
  const config = join(folder, 'jest.config.mjs');
  const specs = [...new Set(candidates.flatMap((candidate) => candidate.specs))];
  writeFileSync(record, '');
  const rules = candidates.map((candidate) => ({
    ...candidate,
    specs: candidate.specs.map((spec) => join(root, spec)),
  }));
  writeFileSync(trial, JSON.stringify({ record, rules }));
  writeFileSync(config, jestConfig(copy, trial));
  const output = await run(
    config,
    specs.map((spec) => join(root, spec)),
    record,
  );
  const lines = readLines(record, root);
  const started = lines.filter(({ tried }) => tried !== undefined);
  const ended = new Set(lines.flatMap(({ caught, passed, spec }) => `${caught ?? passed} ${spec}`));
  const hung =
    output === undefined ? started.filter(({ tried, spec }) => !ended.has(`${tried} ${spec}`)) : [];
  if (output === undefined && hung.length === 0)
    throw new Error(`The specs stood still: ${specs.join(', ')}`);
  const loaded = new Set(lines.map(({ spec }) => spec));
  const dead = specs.filter((spec) => !loaded.has(spec));
  if (output !== undefined && dead.length > 0)
    throw new Error(`These cannot be run: ${dead.join(', ')}\n${output}`);
  return { lines, hung };
}

/** The tests run as everywhere, but in the copy and with rules taken out. */
function jestConfig({ root, folder }: WorkingCopy, trial: string): string {
  const preset = pathToFileURL(join(import.meta.dirname, '../../../../jest.preset.mjs'));
  const own = {
    rootDir: root,
    testEnvironment: join(import.meta.dirname, 'without-rules.environment.mjs'),
    testMatch: ['**/*.spec.ts'],
    cacheDirectory: join(folder, 'jest'),
    testTimeout: 20_000,
  };
  return `import preset from ${JSON.stringify(preset)};
const testEnvironmentOptions = { ...preset.testEnvironmentOptions, trial: ${JSON.stringify(trial)} };
export default { ...preset, ...${JSON.stringify(own)}, testEnvironmentOptions };`;
}

/** Ends with what Jest printed, or with nothing when it stood still and was ended. */
async function run(config: string, specs: readonly string[], record: string): Promise<string | undefined> {
  const jest = join(import.meta.dirname, '../../../../node_modules/jest/bin/jest.js');
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      jest,
      `--config=${config}`,
      '--maxWorkers=2',
      '--silent',
      '--runTestsByPath',
      ...specs,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: 'test' }, detached: true },
  );
  let output = '';
  let size = 0;
  let still = false;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  let since = Date.now();
  const watch = setInterval(() => {
    const now = readFileSync(record).byteLength;
    if (now !== size) [size, since] = [now, Date.now()];
    if (Date.now() - since < PATIENCE || child.pid === undefined) return;
    still = true;
    process.kill(-child.pid, 'SIGKILL');
  }, 1_000);
  const end = (): void => void (child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'));
  const interrupt = (): never => process.exit(130);
  process.once('exit', end).once('SIGINT', interrupt);
  await new Promise((resolve) => child.once('close', resolve));
  process.off('exit', end).off('SIGINT', interrupt);
  clearInterval(watch);
  return still ? undefined : output;
}

function readLines(record: string, root: string): Line[] {
  return readFileSync(record, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const read: Line = JSON.parse(line);
      return { ...read, spec: read.spec.slice(root.length + 1) };
    });
}
