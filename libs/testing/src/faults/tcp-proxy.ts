import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../engines/free-port.ts';
import { Passage, type ProxyTally } from './passage.ts';
import { reset } from './reset.ts';
import { Weather } from './weather.ts';

export interface ProxyOptions {
  /** Where connections go. */
  readonly target: { readonly host: string; readonly port: number };
  /** Port to listen on; a free one when left out. */
  readonly port?: number;
}

/** A TCP proxy on the loopback that does to connections what networks do. Faults add up until `heal`. */
export interface TcpProxy {
  readonly port: number;
  readonly tally: Readonly<ProxyTally>;
  /** Resets every connection, on both sides; new ones are taken. */
  cut(): void;
  /** Nobody listens any more: new connections are refused. Open ones go on. */
  refuse(): void;
  /** Undoes `refuse`; resolves when somebody listens again. */
  accept(): Promise<void>;
  /** Everything arrives so many milliseconds later, in each direction. */
  delay(ms: number): void;
  /**
   * Connections stay open and new ones are taken, but nothing passes, not even that one side has gone: what a cable
   * that is pulled out does.
   */
  halfOpen(): void;
  /** At most so many bytes pass in a second, per connection and direction. */
  throttle(bytesPerSecond: number): void;
  /** Undoes all of it. What was held back goes on, as after a network has come back. Resolves when it listens. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy; resolves when it listens. It holds back 256 KiB a direction at most, then makes the sender wait. */
export async function startProxy({ target, port: wanted }: ProxyOptions): Promise<TcpProxy> {
  const port = wanted ?? (await freePort());
  const weather = new Weather();
  const sockets = new Set<Socket>();
  const inbounds = new Set<Socket>();
  const tally: ProxyTally = { cut: 0, heldBack: 0 };
  let listener: Server | undefined;

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
  };
  const take = (inbound: Socket): void => {
    const outbound = connect({ ...target, allowHalfOpen: true });
    keep(inbound);
    keep(outbound);
    inbounds.add(inbound);
    inbound.once('close', () => inbounds.delete(inbound));
    void new Passage(inbound, outbound, weather, tally);
    void new Passage(outbound, inbound, weather, tally);
  };
  const refuse = (): void => {
    listener?.close();
    listener = undefined;
  };
  const accept = async (): Promise<void> => {
    if (listener) return;
    listener = createServer({ allowHalfOpen: true }, take);
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
  };
  const cut = (): void => {
    tally.cut += inbounds.size;
    for (const socket of sockets) reset(socket);
  };

  await accept();
  return {
    port,
    tally,
    cut,
    refuse,
    accept,
    delay: (ms) => weather.change({ delayMs: ms }),
    halfOpen: () => weather.change({ silent: true }),
    throttle: (bytesPerSecond) => weather.change({ bytesPerSecond }),
    heal() {
      weather.clear();
      return accept();
    },
    async close() {
      refuse();
      const closed = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      cut();
      weather.clear();
      await Promise.all(closed);
    },
  };
}
