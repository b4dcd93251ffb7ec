import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../peers/emmett', import.meta.url));

/**
 * Single-event appends and handled commands a second of emmett on the PostgreSQL at `url`, 64 callers each. It is
 * installed on first use and runs in a process of its own: the project neither ships it nor depends on it.
 */
export function peerEmmett(url: string): { readonly appends: number; readonly commands: number } {
  const quiet: ExecFileSyncOptionsWithStringEncoding = {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  };
  if (!existsSync(join(folder, 'node_modules'))) {
    execFileSync('npm', ['install', '--no-save', '--no-package-lock', '--loglevel=error'], quiet);
  }
  const answer = execFileSync(process.execPath, ['peer.ts'], {
    ...quiet,
    env: { ...process.env, PEER_POSTGRES_URL: url },
  });
  return JSON.parse(answer.trim().split('\n').at(-1) as string);
}
