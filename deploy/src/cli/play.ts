import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CannotRun } from './cannot-run.ts';
import type { StackFolder } from './stack-folder.ts';

/** Lets the real requests come in: the city's player, with the stack's address and the key of its local issuer. */
export async function play(folder: StackFolder, repository: string, pace: number): Promise<void> {
  const incidents = folder.running()?.parts.find(({ name }) => name === 'incidents');
  if (incidents === undefined)
    throw new CannotRun('The stack is not up, or has no incidents. Start it: npm run stack up');
  const player = spawn(
    process.execPath,
    [
      join(repository, 'services/city/dist/play-main.js'),
      ...['--origin', incidents.url],
      ...['--key-file', join(folder.secrets, 'local_issuer_key')],
      ...['--progress', join(folder.path, 'play.json')],
      ...['--pace', String(pace)],
    ],
    { stdio: 'inherit' },
  );
  // The terminal's Ctrl-C reaches the player by itself; a signal sent to this process alone is passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => player.kill('SIGTERM'));
  const [code] = (await once(player, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
