import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Edit } from './next-release.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../../../..');
const contracts = 'libs/contracts';
const workspaces = ['event-sourcing', 'event-bus', 'read-models', 'patterns', 'privacy', 'service-kit']
  .map((name) => `libs/${name}`)
  .concat(contracts, 'services/incidents', 'services/operations');

/** Programs of another release, in a folder of their own. */
export interface ReleaseBuild {
  /** The program of a service. */
  main(service: 'incidents' | 'operations'): string;
  /** What the check of the published language said of this release. */
  readonly checked: string;
}

/**
 * Builds the repository's programs with some of their sources edited; the published language goes through its own release
 * and its own check. The builds share the packages of others and nothing else with what runs already. Rejects when an edit
 * does not fit the sources any more or the language may not be released so.
 */
export async function buildRelease(folder: string, edits: readonly Edit[]): Promise<ReleaseBuild> {
  for (const workspace of workspaces) {
    const to = join(folder, workspace);
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(join(repository, workspace))) {
      if (name === 'dist') continue;
      const isOwn = name === 'src' || (workspace === contracts && name !== 'node_modules');
      if (isOwn) cpSync(join(repository, workspace, name), join(to, name), { recursive: true });
      else symlinkSync(join(repository, workspace, name), join(to, name));
    }
  }
  linkPackages(folder);

  for (const [file, text] of editedSources(edits)) writeFileSync(join(folder, file), text);
  await runTool(folder, 'release.ts');
  const checked = await runTool(folder, 'check.ts');
  const compile = join(repository, 'scripts/compile.mjs');
  await run(process.execPath, [compile, ...workspaces.map((workspace) => join(folder, workspace))]);
  return { checked, main: (service) => join(folder, 'services', service, 'dist/main.js') };
}

function editedSources(edits: readonly Edit[]): Map<string, string> {
  const sources = new Map<string, string>();
  for (const { file, before, after } of edits) {
    const text = sources.get(file) ?? readFileSync(join(repository, file), 'utf8');
    const parts = text.split(before);
    if (parts.length !== 2) {
      throw new Error(
        `${file} holds ${parts.length - 1} times, and not once, what is to be edited: ${before}`,
      );
    }
    sources.set(file, parts.join(after));
  }
  return sources;
}

/** Everything from other people is the repository's own copy; our libraries are those of the build. */
function linkPackages(folder: string): void {
  const to = join(folder, 'node_modules');
  mkdirSync(join(to, '@linli'), { recursive: true });
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (name === '@linli' || name.startsWith('.')) continue;
    symlinkSync(join(repository, 'node_modules', name), join(to, name));
  }
  for (const workspace of workspaces) {
    symlinkSync(join(folder, workspace), join(to, '@linli', basename(workspace)));
  }
}

async function runTool(folder: string, tool: string): Promise<string> {
  const script = join(folder, contracts, 'tools', tool);
  const { stdout } = await run(process.execPath, ['--conditions=@linli/source', script], {
    cwd: dirname(script),
  });
  return stdout;
}
