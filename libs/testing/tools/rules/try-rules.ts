import { neededByCompiler } from './compiler.ts';
import { specsThatSee } from './deciders.ts';
import type { Sources } from './imports.ts';
import { instrument, outIs } from './instrument.ts';
import type { Removal } from './mutant.ts';
import { removalsOf } from './removals.ts';
import { digestOf, Results, type Outcome } from './results.ts';
import { tryRemovals, type Candidate } from './trial.ts';
import { WorkingCopy } from './working-copy.ts';

/** A rule of a decider, and what came of taking it out. */
export interface TriedRule {
  readonly file: string;
  /** First is 1. */
  readonly line: number;
  readonly rows: readonly string[];
  readonly codes: readonly string[];
  readonly what: string;
  readonly outcome: Outcome;
}

interface Rule {
  readonly file: string;
  /** Its place among the rules of its file. */
  readonly index: number;
  /** Its number in the run. */
  readonly number: number;
  readonly removal: Removal;
}

/** A test's name holds a row or a clause as a whole: `C-4.3` does not stand in `C-4.31`. */
export function naming(rows: ReadonlySet<string>): string {
  const ids =
    rows.size === 0
      ? ['[RPISF]-[0-9]{2}', '[BC]-[0-9]+\\.[0-9]+']
      : [...rows].map((row) => row.replace('.', '\\.'));
  return `(?<![\\w-])(?:${ids.join('|')})(?!\\.?[0-9])`;
}

/**
 * Takes out the rules of the files one by one, in a copy, and tells for each whether a test that names its row fails.
 * @param wanted which rules of the files are tried; all when left out
 * @throws Error when the specs cannot be run in the copy
 */
export async function tryRules(
  sources: Sources,
  files: readonly string[],
  wanted: (removal: Removal) => boolean,
  say: (line: string) => void,
): Promise<TriedRule[]> {
  const results = new Results(sources.root);
  const rules = files
    .flatMap((file) => removalsOf(file, sources).map((removal, index) => ({ file, index, removal })))
    .map((rule, number) => ({ ...rule, number }));
  const seenBy = new Map(files.map((file) => [file, specsThatSee(file, sources)]));
  const digests = new Map(
    [...seenBy].map(([file, { near, far }]) => [file, digestOf(file, [...near, ...far], sources)]),
  );
  const known = (rule: Rule): Outcome | undefined =>
    results.of(rule.file, digests.get(rule.file) ?? '')[rule.index];
  const chosen = rules.filter(({ removal }) => wanted(removal));
  const open = chosen.filter((rule) => known(rule) === undefined);
  const outcomes = new Map(chosen.map((rule) => [rule.number, known(rule)]));
  if (open.length < chosen.length)
    say(`${chosen.length - open.length} of ${chosen.length} rules are known from before`);
  if (open.length > 0) await tryOpen();
  return chosen.map((rule) => reported(rule, outcomes.get(rule.number) ?? 'lives'));

  function specsOf(rule: Rule): Record<'beside it' | 'farther off', readonly string[]> {
    const { near, far } = seenBy.get(rule.file) ?? { near: [], far: [] };
    // Where none stands beside it the others need not wait for a second round.
    return near.length > 0
      ? { 'beside it': near, 'farther off': far }
      : { 'beside it': far, 'farther off': [] };
  }

  async function tryOpen(): Promise<void> {
    const copy = new WorkingCopy(sources.root, instrumented(sources, rules));
    const candidate = (rule: Rule, specs: readonly string[]): Candidate => ({
      rule: rule.number,
      specs,
      // A pattern's own specs try it with rows of nobody: any of their tests may catch.
      named: specs.every((spec) => spec.startsWith('libs/patterns/')) ? '' : naming(rule.removal.rows),
    });
    const attempt = async (which: 'beside it' | 'farther off'): Promise<void> => {
      const left = open.filter(({ number }) => outcomes.get(number) === undefined);
      const { caught, broken } = await tryRemovals(
        copy,
        left.map((rule) => candidate(rule, specsOf(rule)[which])),
      );
      for (const test of broken) say(`fails with every rule in place, and so proves nothing: ${test}`);
      for (const number of caught.keys()) outcomes.set(number, 'caught');
      say(`taken out one by one: ${left.length}, caught by a spec ${which}: ${caught.size}`);
    };
    await attempt('beside it');
    const left = open.filter(({ number }) => outcomes.get(number) === undefined);
    const needed = neededByCompiler(
      sources.root,
      left.map(({ removal }) => removal),
    );
    for (const { number, removal } of left)
      if (needed.has(removal)) outcomes.set(number, 'needed by the compiler');
    if (needed.size < left.length) await attempt('farther off');
    for (const { number } of left) if (outcomes.get(number) === undefined) outcomes.set(number, 'lives');
    copy.remove();
    for (const file of files) {
      const own = open.filter((rule) => rule.file === file);
      const found = own.map(({ index, number }) => [index, outcomes.get(number)]);
      if (own.length > 0) results.keep(file, digests.get(file) ?? '', Object.fromEntries(found));
    }
  }
}

function instrumented(sources: Sources, rules: readonly Rule[]): Map<string, string> {
  const byFile = Map.groupBy(rules, ({ file }) => file);
  return new Map(
    [...byFile].map(([file, own]) => [
      file,
      instrument(
        sources.of(file).text,
        own.map(({ number, removal }) => removal.wrap(outIs(number))),
      ),
    ]),
  );
}

function reported({ file, removal }: Rule, outcome: Outcome): TriedRule {
  const { at, rows, codes, what } = removal;
  const { line } = at.getSourceFile().getLineAndCharacterOfPosition(at.getStart());
  return { file, line: line + 1, rows: [...rows], codes, what, outcome };
}
