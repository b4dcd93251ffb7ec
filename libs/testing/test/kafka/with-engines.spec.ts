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
  readonly broker: string | null;
  readonly exit: Promise<unknown[]>;
}

/** Runs a script beside the engines; resolves once the script runs. */
async function runBeside(script: string, more: NodeJS.ProcessEnv = {}): Promise<Beside> {
  const { KAFKA_BROKERS: _brokers, ...env } = process.env;
  const say = 'console.log(JSON.stringify(process.env.KAFKA_BROKERS ?? null));';
  running = spawn(
    process.execPath,
    ['--conditions=@linli/source', tool, process.execPath, '-e', say + script],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...env, ...more } },
  );
  const exit = once(running, 'exit');
  const lines = createInterface({ input: running.stdout as NodeJS.ReadableStream });
  return { broker: JSON.parse(((await once(lines, 'line')) as [string])[0]) as string | null, exit };
}

async function listens(address: string | null): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const socket = connect(Number(port), hostname);
  const listening = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return listening;
}

test('a command finds its engines by URL, and they are gone when it has ended, with its exit code', async () => {
  const { broker, exit } = await runBeside(`
    const { hostname, port } = new URL('tcp://' + process.env.KAFKA_BROKERS);
    require('node:net').connect(port, hostname).on('connect', () => process.exit(7));`);
  expect(await exit).toEqual([7, null]);
  expect(await listens(broker)).toBe(false);
});

test('an engine that is not to be had is left out', async () => {
  const { broker, exit } = await runBeside('', { JAVA_HOME: '/nowhere' });
  expect(await exit).toEqual([0, null]);
  expect(broker).toBeNull();
});

test('a signal ends the command first, then the engines', async () => {
  const { broker, exit } = await runBeside('setInterval(() => {}, 1000);');
  expect(await listens(broker)).toBe(true);
  running?.kill('SIGTERM');
  expect(await exit).toEqual([143, null]);
  expect(await listens(broker)).toBe(false);
});

test('the engines of a run that was killed are gone soon after', async () => {
  const { broker, exit } = await runBeside(
    `const parent = process.ppid;
     setInterval(() => process.ppid === parent || process.exit(), 100);`,
  );
  running?.kill('SIGKILL');
  await exit;
  while (await listens(broker)) await pause(50);
});
