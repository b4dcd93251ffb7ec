/** `npm run rules`: takes out each rule of every decider and shows that a test which names its row fails; `--help` says more. */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { changedFiles } from './changed.ts';
import { deciderFiles, specsThatSee } from './deciders.ts';
import { Sources } from './imports.ts';
import { tryRules, type TriedRule } from './try-rules.ts';

const usage = `npm run rules [-- [--changed [ref]] [path or row …]]

Takes out each rule (every refusal, every guard, every part of a condition that leads to a refusal, every look-up of a
policy) one by one in a copy of the sources and shows that a test fails whose name holds the row or clause it cites.
Prints each rule that lives, and "removed n, caught n"; ends with 1 when one lives.

  --changed [ref]   only deciders that differ from the commit, or whose imports or specs do; without one from where the
                    branch left main, on main from 20 commits before
  path              only deciders in this file or folder
  row               only rules that cite it: I-17, B-5.2

What was found out is kept in .cache/rules until a decider, one of its specs or what they import changes.
`;

const started = Date.now();
const say = (line: string): void =>
  console.log(`[${((Date.now() - started) / 1_000).toFixed(0).padStart(3)} s] ${line}`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean' }, changed: { type: 'boolean' } },
});
if (values.help) console.log(usage);
else
  process.exitCode = await main().catch((problem: Error) => {
    console.error(problem.message);
    return 2;
  });

async function main(): Promise<number> {
  const root = resolve(import.meta.dirname, '../../../..');
  const isRow = (name: string): boolean => /^[A-Z]-[0-9]+(\.[0-9]+)?$/.test(name);
  const rows = positionals.filter(isRow);
  const others = positionals.filter((name) => !isRow(name));
  const sources = new Sources(root);
  const [since] = values.changed ? others.filter((name) => !existsSync(name)) : [];
  const changed = values.changed ? changedFiles(root, since) : undefined;
  if (
    changed !== undefined &&
    ![...changed].some((file) => /^(services|libs\/patterns)\/.*\.ts$/.test(file))
  ) {
    say('No decider, nor what it imports, nor its specs have changed.');
    console.log('removed 0, caught 0');
    return 0;
  }
  const paths = others.filter((name) => name !== since).map((path) => relative(root, resolve(path)));
  const files = deciderFiles(sources)
    .filter(
      (file) => paths.length === 0 || paths.some((path) => file === path || file.startsWith(`${path}/`)),
    )
    .filter((file) => changed === undefined || concerns(file, changed, sources));
  const tried = await tryRules(
    sources,
    files,
    ({ rows: cited }) => rows.length === 0 || rows.some((row) => cited.has(row)),
    say,
  );
  return report(tried, positionals.length > 0);
}

function concerns(file: string, changed: ReadonlySet<string>, sources: Sources): boolean {
  const { near, far } = specsThatSee(file, sources);
  const own = [file, ...near, ...far].flatMap((start) => [...sources.reachedFrom(start)]);
  return own.some((source) => changed.has(source) && /^(services|libs\/patterns)\//.test(source));
}

function report(tried: readonly TriedRule[], selected: boolean): number {
  const lives = tried.filter(({ outcome }) => outcome === 'lives');
  for (const { file, line, rows, codes, what } of lives)
    console.log(
      `LIVES: ${file}:${line} ${rows.join(', ') || 'row of the pattern’s user'} ${codes.join(', ')}: without ${what} no test that names it fails`,
    );
  const removed = tried.filter(({ outcome }) => outcome !== 'needed by the compiler').length;
  const needed = tried.length - removed;
  if (needed > 0) say(`${needed} parts of conditions cannot be removed: without them it does not compile`);
  if (tried.length === 0 && selected) {
    console.error('There is no such rule.');
    return 1;
  }
  console.log(`removed ${removed}, caught ${removed - lives.length}`);
  return lives.length === 0 ? 0 : 1;
}
