import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sources } from './imports.ts';

export type Outcome = 'caught' | 'lives' | 'needed by the compiler';

/** What came of the rules of a file, by their place in it, for one state of everything that has a say in it. */
interface Remembered {
  readonly digest: string;
  readonly outcomes: Record<string, Outcome>;
}

/** What earlier runs found out, in `.cache/rules/results.json`: as long as nothing has changed it is not tried again. */
export class Results {
  readonly #path: string;
  readonly #remembered: Record<string, Remembered>;

  constructor(root: string) {
    this.#path = join(root, '.cache', 'rules', 'results.json');
    this.#remembered = existsSync(this.#path) ? JSON.parse(readFileSync(this.#path, 'utf8')) : {};
  }

  of(file: string, digest: string): Readonly<Record<string, Outcome>> {
    const found = this.#remembered[file];
    return found?.digest === digest ? found.outcomes : {};
  }

  keep(file: string, digest: string, outcomes: Readonly<Record<string, Outcome>>): void {
    this.#remembered[file] = { digest, outcomes: { ...this.of(file, digest), ...outcomes } };
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, JSON.stringify(this.#remembered, undefined, 1));
  }
}

/** Digest of a decider, its specs, all they import, and this tool. */
export function digestOf(file: string, specs: readonly string[], sources: Sources): string {
  const hash = createHash('sha256').update(toolText());
  const reached = new Set([file, ...specs].flatMap((start) => [...sources.reachedFrom(start)]));
  for (const source of [...reached].sort()) hash.update(`${source}\0${sources.of(source).text}\0`);
  return hash.digest('hex');
}

let tool: string | undefined;
function toolText(): string {
  const repository = join(import.meta.dirname, '../../../..');
  tool ??= ['libs/testing/tools/rules/**/*.{ts,mjs}', 'jest.*.mjs', '.swcrc', 'package-lock.json']
    .flatMap((pattern) => globSync(pattern, { cwd: repository }).sort())
    .map((path) => readFileSync(join(repository, path), 'utf8'))
    .join('\0');
  return tool;
}
