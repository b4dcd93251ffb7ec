import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What is to get lost once: a command on its way to the server, or its answer on the way back. */
export interface Loss {
  readonly command: string;
  readonly what: 'request' | 'answer';
  /** Done before anybody can connect again. */
  readonly meanwhile?: () => Promise<void>;
}

/** Stands before a server, and cuts the connection at one command of the protocol. */
export class LosingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #port: number;
  #loss: Loss | undefined;
  #meanwhile: Promise<void> = Promise.resolve();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
  }

  static async before(url: string): Promise<LosingProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new LosingProxy(server, Number(new URL(url).port));
    server.on('connection', (client) => void proxy.#join(client));
    return proxy;
  }

  /** The driver is to stay here: it would go to the server that the replica set names. */
  get url(): string {
    return `mongodb://127.0.0.1:${(this.#server.address() as AddressInfo).port}/?directConnection=true`;
  }

  /** Resolves when it has got lost. */
  lose(loss: Omit<Loss, 'meanwhile'> & { readonly meanwhile?: () => Promise<void> }): Promise<void> {
    return new Promise((resolve) => {
      this.#loss = {
        ...loss,
        meanwhile: async () => {
          await loss.meanwhile?.();
          resolve();
        },
      };
    });
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #join(client: Socket): Promise<void> {
    this.#keep(client);
    await this.#meanwhile;
    const server = connect(this.#port, '127.0.0.1');
    this.#keep(server);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    let loses: Loss | undefined;
    client.on('data', (chunk: Buffer) => {
      // A BSON string or number by the name of the command: its first element.
      if (this.#loss && chunk.includes(`${this.#loss.command}\0`)) {
        loses = this.#loss;
        this.#loss = undefined;
      }
      if (loses?.what === 'request') this.#cut(loses, client, server);
      else server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      if (loses) this.#cut(loses, client, server);
      else client.write(chunk);
    });
  }

  #cut({ meanwhile }: Loss, ...sockets: readonly Socket[]): void {
    this.#meanwhile = meanwhile?.() ?? Promise.resolve();
    for (const socket of sockets) socket.destroy();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
