import { once } from 'node:events';
import { createServer } from 'node:net';
import { cachePath, lock } from './cache-folder.ts';

/**
 * A port of 127.0.0.1 that nobody listens on now, and that no living process of this repository has been given: specs run
 * side by side, and a server begins to listen long after its port was chosen.
 *
 * Taken from below the range the system gives to outgoing connections. In that range a client that keeps trying a dead
 * server can be given the server's own port, connect to itself, and so keep the server from coming back.
 * @param random numbers in [0, 1)
 */
export async function freePort(random: () => number = Math.random): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 20_000 + Math.floor(random() * 12_000);
    if ((await lock(cachePath('ports', String(port)))) && (await isFree(port))) return port;
  }
  throw new Error('No free port found between 20000 and 32000.');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
