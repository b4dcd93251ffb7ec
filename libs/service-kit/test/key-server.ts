import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';

export interface KeyServer {
  readonly url: string;
  /** What it answers with; undefined: 500. */
  keys: readonly JWK[] | undefined;
  readonly asked: number;
  stop(): Promise<void>;
  /** Again at the same address. */
  start(): Promise<void>;
}

/** The address of an issuer's keys, as a real server that can go away and come back. */
export async function startKeyServer(keys: readonly JWK[] | undefined): Promise<KeyServer> {
  let server: Server;
  let port = 0;
  const keyServer = {
    url: '',
    keys,
    asked: 0,
    async stop() {
      server.close();
      await once(server, 'close');
    },
    async start() {
      server = createServer((_request, response) => {
        keyServer.asked += 1;
        response.writeHead(keyServer.keys === undefined ? 500 : 200, {
          'content-type': 'application/json',
          connection: 'close',
        });
        response.end(JSON.stringify({ keys: keyServer.keys }));
      });
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      ({ port } = server.address() as AddressInfo);
      keyServer.url = `http://127.0.0.1:${port}/jwks.json`;
    },
  };
  await keyServer.start();
  return keyServer;
}
