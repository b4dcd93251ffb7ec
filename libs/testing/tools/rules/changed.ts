import { spawnSync } from 'node:child_process';

/** How far back a run on the main line looks, in commits. */
const LANDING = 20;

/**
 * Files that differ from a commit, those not yet added too. Without one: from where the branch left the main line; on the
 * main line itself from twenty commits before. Undefined when the history does not reach that far back: then all counts
 * as changed.
 */
export function changedFiles(root: string, since?: string): Set<string> | undefined {
  const from = since === undefined ? base(root) : git(root, 'rev-parse', '--verify', `${since}^{commit}`);
  if (from === undefined) {
    if (since !== undefined) throw new Error(`git knows no commit ${since}.`);
    return undefined;
  }
  const lists = [
    git(root, 'diff', '--name-only', '--no-renames', from),
    git(root, 'ls-files', '--others', '--exclude-standard'),
  ];
  return new Set(lists.flatMap((list) => (list ?? '').split('\n')).filter(Boolean));
}

function base(root: string): string | undefined {
  const head = git(root, 'rev-parse', 'HEAD');
  const left = git(root, 'merge-base', 'HEAD', 'origin/main') ?? git(root, 'merge-base', 'HEAD', 'main');
  if (left !== undefined && left !== head) return left;
  return git(root, 'rev-parse', '--verify', `HEAD~${LANDING}`);
}

function git(root: string, ...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return status === 0 ? stdout.trim() : undefined;
}
