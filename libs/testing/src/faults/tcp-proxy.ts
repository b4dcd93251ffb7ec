import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

export interface ProxyOptions {
  /** Where connections go. */
  readonly target: { readonly host: string; readonly port: number };
  /** Port to listen on; a free one when left out. */
  readonly port?: number;
}

/** A TCP proxy on the loopback that does to connections what networks do. */
export interface TcpProxy {
  readonly port: number;
  /** Destroys every connection; new ones are taken. */
  cut(): void;
  /** New connections are refused from now on, until `heal`. */
  refuse(): void;
  /** Everything arrives so many milliseconds later, in both directions. */
  delay(ms: number): void;
  /** Connections stay open and new ones are taken, but nothing passes. */
  halfOpen(): void;
  /** At most so many bytes a second pass, per connection and direction. */
  throttle(bytesPerSecond: number): void;
  /** Undoes all of it. What was held back by `halfOpen` goes on, as after a network has come back. */
  heal(): void;
  close(): Promise<void>;
}

interface Weather {
  refused: boolean;
  delayMs: number;
  bytesPerSecond: number;
  /** Resolves when bytes may pass. */
  passes: Promise<void>;
}

const clear = () => ({ refused: false, delayMs: 0, bytesPerSecond: Infinity, passes: Promise.resolve() });

export async function startProxy({ target, port = 0 }: ProxyOptions): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let weather: Weather = clear();
  let release: () => void = () => undefined;

  const server = createServer((inbound) => {
    if (weather.refused) {
      inbound.destroy();
      return;
    }
    const outbound = connect(target);
    const pair = [inbound, outbound] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const end of pair) end.destroy();
      });
    }
    inbound.pipe(passage(() => weather)).pipe(outbound);
    outbound.pipe(passage(() => weather)).pipe(inbound);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

  const cut = (): void => {
    for (const pair of [...pairs]) for (const socket of pair) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    refuse() {
      weather.refused = true;
    },
    delay(ms) {
      weather.delayMs = ms;
    },
    halfOpen() {
      weather.passes = new Promise((resolve) => (release = resolve));
    },
    throttle(bytesPerSecond) {
      weather.bytesPerSecond = bytesPerSecond;
    },
    heal() {
      weather = clear();
      release();
    },
    async close() {
      release();
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One direction of a connection. A chunk at a time, so the buffers of the sockets are all that is ever held. */
function passage(weather: () => Weather): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const pass = async () => {
        const { delayMs, bytesPerSecond } = weather();
        const ms = delayMs + (Number.isFinite(bytesPerSecond) ? (chunk.length / bytesPerSecond) * 1_000 : 0);
        if (ms > 0) await pause(ms);
        await weather().passes;
        return chunk;
      };
      pass().then((passed) => done(null, passed), done);
    },
  });
}
