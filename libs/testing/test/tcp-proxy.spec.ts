import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startProxy, type TcpProxy } from '../src/faults/index.ts';

let echo: Server;
let proxy: TcpProxy;
const opened: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;
  proxy = await startProxy({ target: { host: '127.0.0.1', port } });
});

afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await proxy.close();
  echo.close();
});

async function dial(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  opened.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function echoed(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

test('what is sent arrives, both ways', async () => {
  expect(await echoed(await dial(), 'hello')).toBe('hello');
});

test('a cut ends what is open, and new connections work', async () => {
  const socket = await dial();
  await echoed(socket, 'hello');
  proxy.cut();
  await once(socket, 'close');
  expect(await echoed(await dial(), 'again')).toBe('again');
});

test('a half-open connection stays open and says nothing; what was held back arrives when it heals', async () => {
  const socket = await dial();
  await echoed(socket, 'before');
  proxy.halfOpen();
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.write('lost?');
  const other = await dial();
  expect(other.destroyed).toBe(false);
  expect(heard).toBe('');
  proxy.heal();
  while (heard !== 'lost?') await once(socket, 'data');
  expect(socket.destroyed).toBe(false);
});

test('refused connections end at once, until it heals', async () => {
  proxy.refuse();
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'close');
  proxy.heal();
  expect(await echoed(await dial(), 'welcome')).toBe('welcome');
});

test('a delay and a throttle change no byte', async () => {
  const socket = await dial();
  proxy.delay(20);
  proxy.throttle(2_000_000);
  const sent = Buffer.alloc(300_000, 'linli');
  const heard: Buffer[] = [];
  let size = 0;
  socket.write(sent);
  while (size < sent.length) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    heard.push(chunk);
    size += chunk.length;
  }
  expect(Buffer.concat(heard).equals(sent)).toBe(true);
});
