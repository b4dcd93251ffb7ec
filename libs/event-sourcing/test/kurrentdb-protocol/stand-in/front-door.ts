import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * The port clients connect to, in front of a server's own: it can cut what goes through it, refuse whoever comes, and
 * keep bytes back, as networks do. Its port stays the same over all of that.
 */
export class FrontDoor {
  readonly port: number;
  readonly #listener: Server;
  readonly #behind: number;
  readonly #pairs = new Set<{ readonly client: Socket; readonly server: Socket }>();
  #refusing = false;
  #silent = false;

  private constructor(listener: Server, behind: number) {
    this.#listener = listener;
    this.#behind = behind;
    this.port = (listener.address() as AddressInfo).port;
    listener.on('connection', (client) => this.#let(client));
  }

  /** Opens a port of its own before the one given. */
  static async before(behind: number): Promise<FrontDoor> {
    const listener = createServer({ noDelay: true });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(0, '127.0.0.1', resolve);
    });
    return new FrontDoor(listener, behind);
  }

  /** How many connections go through it. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Cuts every connection at once; new ones may come. */
  cut(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
    this.#pairs.clear();
  }

  /** Nobody is let in and everybody is cut, as when the server is down, until `open`. */
  shut(): void {
    this.#refusing = true;
    this.cut();
  }

  /** Bytes go no further, either way, though every connection stands: a network that swallows. Until `open`. */
  swallow(): void {
    this.#silent = true;
    for (const { client, server } of this.#pairs) {
      client.pause();
      server.pause();
    }
  }

  open(): void {
    this.#refusing = false;
    this.#silent = false;
    for (const { client, server } of this.#pairs) {
      client.resume();
      server.resume();
    }
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  #let(client: Socket): void {
    if (this.#refusing) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port: this.#behind, host: '127.0.0.1', noDelay: true });
    const pair = { client, server };
    this.#pairs.add(pair);
    const gone = () => {
      client.destroy();
      server.destroy();
      this.#pairs.delete(pair);
    };
    for (const socket of [client, server]) socket.on('error', gone).on('close', gone);
    client.on('data', (bytes) => server.write(bytes)).on('end', () => server.end());
    server.on('data', (bytes) => client.write(bytes)).on('end', () => client.end());
    if (this.#silent) {
      client.pause();
      server.pause();
    }
  }
}
