import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface FrontDoor {
  readonly url: string;
  /** New connections go there from now on; open ones stay where they are. */
  lead(to: string): void;
  /** How many connections this backend has been given. */
  given(to: string): number;
  close(): Promise<void>;
}

/** What stands before several instances of a service: gives each connection to the one that is to have it. */
export async function openFrontDoor(first: string): Promise<FrontDoor> {
  let backend = first;
  const given = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer((inbound) => {
    given.set(backend, (given.get(backend) ?? 0) + 1);
    const { hostname, port } = new URL(backend);
    const outbound = connect(Number(port), hostname);
    for (const [socket, other] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.on('error', () => other.destroy());
      socket.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead(to) {
      backend = to;
    },
    given: (to) => given.get(to) ?? 0,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
