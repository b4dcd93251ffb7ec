import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';

export interface KeyServer {
  readonly url: string;
  /** What it answers with; undefined: 500. */
  keys: readonly JWK[] | undefined;
  readonly asked: number;
  /** It answers no sooner. */
  waitsFor: Promise<void>;
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
    waitsFor: Promise.resolve(),
    async stop() {
      server.close();
      await once(server, 'close');
    },
    async start() {
      server = createServer(async (_request, response) => {
        keyServer.asked += 1;
        await keyServer.waitsFor;
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
