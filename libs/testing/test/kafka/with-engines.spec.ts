import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';

const tool = fileURLToPath(new URL('../../tools/with-engines.ts', import.meta.url));
let running: ChildProcess | undefined;

afterEach(() => void running?.kill('SIGKILL'));

interface Beside {
  readonly addresses: readonly string[];
  readonly exit: Promise<unknown[]>;
}

/** Runs a script beside the engines, Kafka left out where it would only take time; resolves once the script runs. */
async function runBeside(script: string, { withoutKafka = false } = {}): Promise<Beside> {
  const { KAFKA_BROKERS: _brokers, MONGODB_URL: _url, ...rest } = process.env;
  const env = withoutKafka ? { ...rest, JAVA_HOME: '/nowhere' } : rest;
  const say = 'console.log(JSON.stringify([process.env.KAFKA_BROKERS ?? null, process.env.MONGODB_URL]));';
  running = spawn(
    process.execPath,
    ['--conditions=@linli/source', tool, process.execPath, '-e', say + script],
    { stdio: ['ignore', 'pipe', 'inherit'], env },
  );
  const exit = once(running, 'exit');
  const lines = createInterface({ input: running.stdout as NodeJS.ReadableStream });
  const [brokers, url] = JSON.parse(((await once(lines, 'line')) as [string])[0]) as [string | null, string];
  expect(brokers === null).toBe(withoutKafka);
  return { addresses: [...(brokers === null ? [] : [brokers]), new URL(url).host], exit };
}

async function listens(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const socket = connect(Number(port), hostname);
  const listening = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return listening;
}

async function anyListens(addresses: readonly string[]): Promise<boolean> {
  return (await Promise.all(addresses.map(listens))).includes(true);
}

test('a command finds its engines by URL, and they are gone when it has ended, with its exit code', async () => {
  const { addresses, exit } = await runBeside(`
    const reach = (address) => new Promise((resolve, reject) => {
      const { hostname, port } = new URL('tcp://' + address);
      require('node:net').connect(port, hostname).on('connect', resolve).on('error', reject);
    });
    Promise.all([reach(process.env.KAFKA_BROKERS), reach(new URL(process.env.MONGODB_URL).host)])
      .then(() => process.exit(7));`);
  expect(await exit).toEqual([7, null]);
  expect(await anyListens(addresses)).toBe(false);
});

test('an engine that is not to be had is left out; a signal ends the command first, then the engines', async () => {
  const { addresses, exit } = await runBeside('setInterval(() => {}, 1000);', { withoutKafka: true });
  expect(await anyListens(addresses)).toBe(true);
  running?.kill('SIGTERM');
  expect(await exit).toEqual([143, null]);
  expect(await anyListens(addresses)).toBe(false);
});

test('the engines of a run that was killed are gone soon after', async () => {
  const { addresses, exit } = await runBeside(
    `const parent = process.ppid;
     setInterval(() => process.ppid === parent || process.exit(), 100);`,
    { withoutKafka: true },
  );
  running?.kill('SIGKILL');
  await exit;
  while (await anyListens(addresses)) await pause(50);
});
