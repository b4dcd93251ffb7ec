import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startProxy, type TcpProxy } from '../src/faults/index.ts';
import { reset } from '../src/faults/reset.ts';

let server: Server;
let proxy: TcpProxy;
/** The server's ends, in the order they came. */
let served: Socket[] = [];
const dialled: Socket[] = [];

beforeEach(async () => {
  served = [];
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    served.push(socket);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  proxy = await startProxy({ target: { host: '127.0.0.1', port } });
});

afterEach(async () => {
  await proxy.close();
  for (const socket of [...dialled.splice(0), ...served]) socket.destroy();
  server.close();
});

function begin(port = proxy.port): Socket {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined);
  dialled.push(socket);
  return socket;
}

async function dial(): Promise<Socket> {
  const socket = begin();
  await once(socket, 'connect');
  return socket;
}

async function echoed(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

async function echoedBytes(socket: Socket, sent: Buffer): Promise<Buffer> {
  const heard: Buffer[] = [];
  const complete = new Promise<void>((resolve) =>
    socket.on('data', (chunk: Buffer) => {
      heard.push(chunk);
      if (heard.reduce((sum, { length }) => sum + length, 0) >= sent.length) resolve();
    }),
  );
  socket.write(sent);
  await complete;
  return Buffer.concat(heard);
}

async function errorOf(socket: Socket): Promise<string | undefined> {
  const [problem] = (await once(socket, 'error').catch((thrown: unknown) => [thrown])) as [
    NodeJS.ErrnoException,
  ];
  return problem.code;
}

/** Resolves when a connection past the proxy has gone there and back so often. */
async function meanwhile(times = 50): Promise<void> {
  const other = begin((server.address() as AddressInfo).port);
  for (let round = 0; round < times; round++) await echoed(other, 'ping');
  other.destroy();
}

/** Collects what a socket hears. */
function listen(socket: Socket): { text: string } {
  const heard = { text: '' };
  socket.on('data', (chunk: Buffer) => (heard.text += chunk.toString()));
  return heard;
}

describe('without a fault', () => {
  test('what is sent arrives, both ways, in order and whole', async () => {
    const sent = Buffer.from(Array.from({ length: 500_000 }, (_, at) => String(at % 10)).join(''));
    expect((await echoedBytes(await dial(), sent)).equals(sent)).toBe(true);
  });

  test('a client that has said all still hears the rest of the answer', async () => {
    const socket = await dial();
    socket.end('last words');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toBe('last words');
    await once(socket, 'close');
  });

  test('a target that nobody listens on resets the client', async () => {
    server.close();
    await once(server, 'close');
    expect(await errorOf(begin())).toBe('ECONNRESET');
  });

  test('a reader that does not read makes the writer wait', async () => {
    const socket = await dial();
    await echoed(socket, 'hello');
    served[0]?.unpipe().pause();
    const chunk = Buffer.alloc(1024 * 1024);
    let accepted = 0;
    // What the system and the proxy hold together is a few megabytes, whatever is offered.
    while (socket.write(chunk) || (await drainsSoon(socket))) expect((accepted += 1)).toBeLessThan(64);
  });
});

/** Whether a writer gets on while another connection goes there and back two hundred times. */
function drainsSoon(socket: Socket): Promise<boolean> {
  return Promise.race([once(socket, 'drain').then(() => true), meanwhile(200).then(() => false)]);
}

test('a cut resets both ends of what is open, and new connections work', async () => {
  const socket = await dial();
  await echoed(socket, 'hello');
  const ends = Promise.all([errorOf(socket), errorOf(served[0] as Socket)]);
  proxy.cut();
  expect(await ends).toEqual(['ECONNRESET', 'ECONNRESET']);
  expect(await echoed(await dial(), 'again')).toBe('again');
});

test.each([
  ['before it is there', (socket: Socket) => socket],
  ['when it is open', async (socket: Socket) => once(socket, 'connect')],
  [
    'when its end is just being sent',
    async (socket: Socket) => {
      await once(socket, 'connect');
      socket.end();
    },
  ],
])('a connection that is reset %s is closed', async (_when, reach) => {
  const socket = begin();
  const closed = once(socket, 'close');
  await reach(socket);
  reset(socket);
  await closed;
});

test('what was cut and held back is counted, each connection and each byte once', async () => {
  const [one, other] = [await dial(), await dial()];
  await echoed(one, 'on time');
  await echoed(other, 'on time');
  expect(proxy.tally).toEqual({ cut: 0, heldBack: 0 });
  proxy.throttle(100);
  const heard = listen(one);
  one.write('late, in pieces');
  while (heard.text !== 'late, in pieces') await once(one, 'data');
  await proxy.heal();
  // There and back, less the first piece, which passes at once.
  expect(proxy.tally.heldBack).toBeGreaterThan(0);
  expect(proxy.tally.heldBack).toBeLessThanOrEqual(2 * 'late, in pieces'.length);
  const ends = Promise.all([errorOf(one), errorOf(other)]);
  proxy.cut();
  await ends;
  expect(proxy.tally.cut).toBe(2);
});

describe('while connections are refused', () => {
  test('nobody listens, and what is open goes on', async () => {
    const open = await dial();
    await echoed(open, 'hello');
    proxy.refuse();
    expect(await errorOf(begin())).toBe('ECONNREFUSED');
    expect(await echoed(open, 'still here')).toBe('still here');
  });

  test.each(['accept', 'heal'] as const)('%s lets new ones in at the same port', async (undo) => {
    proxy.refuse();
    await proxy[undo]();
    expect(await echoed(await dial(), 'welcome')).toBe('welcome');
  });
});

describe('while half open', () => {
  test('nothing passes on a connection that stays open, and what was held back arrives when it heals', async () => {
    const socket = await dial();
    await echoed(socket, 'before');
    const heard = listen(socket);
    proxy.halfOpen();
    socket.write('held');
    await meanwhile();
    expect(heard.text).toBe('');
    expect(socket.destroyed).toBe(false);
    await proxy.heal();
    while (heard.text !== 'held') await once(socket, 'data');
  });

  test('new connections are taken, and hear nothing', async () => {
    proxy.halfOpen();
    const socket = await dial();
    const heard = listen(socket);
    socket.write('hello?');
    await meanwhile();
    expect(heard.text).toBe('');
    await proxy.heal();
    while (heard.text !== 'hello?') await once(socket, 'data');
  });

  test('one side does not learn that the other has gone, until it heals', async () => {
    const socket = await dial();
    await echoed(socket, 'hello');
    const theirs = served[0] as Socket;
    const gone = once(theirs, 'close');
    proxy.halfOpen();
    socket.destroy();
    await once(socket, 'close');
    await meanwhile();
    expect(theirs.destroyed).toBe(false);
    await proxy.heal();
    await gone;
  });

  test('half-opening twice is healed once', async () => {
    const socket = await dial();
    await echoed(socket, 'before');
    proxy.halfOpen();
    socket.write('held');
    proxy.halfOpen();
    await proxy.heal();
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toBe('held');
  });
});

describe('a delay', () => {
  test('holds up what is sent, and no longer than until it is shortened', async () => {
    const socket = await dial();
    await echoed(socket, 'hello');
    const heard = listen(socket);
    proxy.delay(3_600_000);
    socket.write('an hour late');
    await meanwhile();
    expect(heard.text).toBe('');
    proxy.delay(20);
    while (heard.text !== 'an hour late') await once(socket, 'data');
  });

  test('is a latency: messages in flight take it together, not one after the other', async () => {
    const socket = await dial();
    await echoed(socket, 'hello');
    proxy.delay(1_000);
    const heard = listen(socket);
    for (let message = 0; message < 200; message++) {
      socket.write('message');
      await new Promise(setImmediate);
    }
    while (heard.text !== 'message'.repeat(200)) await once(socket, 'data');
  }, 30_000);
});

describe('a throttle', () => {
  test('changes no byte', async () => {
    proxy.throttle(200_000);
    const sent = Buffer.alloc(60_000, 'linli');
    expect((await echoedBytes(await dial(), sent)).equals(sent)).toBe(true);
  });

  test('holds back what is more than its share, until it heals', async () => {
    const socket = await dial();
    await echoed(socket, 'hello');
    const heard = listen(socket);
    proxy.throttle(1);
    socket.write('x'.repeat(10_000));
    await meanwhile();
    expect(heard.text.length).toBeLessThan(10_000);
    await proxy.heal();
    while (heard.text.length < 10_000) await once(socket, 'data');
  });
});
