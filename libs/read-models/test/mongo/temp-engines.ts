import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { MongoEngine, MongoServerOptions, PrivateServer } from '@linli/testing/engines';

export async function acquireMongo(): Promise<MongoEngine> {
  return { origin: 'given', url: process.env['MONGODB_URL'] as string, stop: async () => undefined };
}
export async function startMongo(options: MongoServerOptions = {}): Promise<MongoEngine & PrivateServer> {
  const folder = options.folder ?? (await mkdtemp('/tmp/mongo-lab/private-'));
  let port = options.port;
  if (!port) {
    const s = createServer().listen(0, '127.0.0.1');
    await once(s, 'listening');
    port = (s.address() as AddressInfo).port;
    s.close();
  }
  let child: ChildProcess;
  const boot = async () => {
    child = spawn(
      '/tmp/mongo-lab/venv/bin/secantusd-py',
      [
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '--storage-path',
        folder,
        '--log-level',
        'INFO',
        '--sync-on-commit',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    for await (const line of createInterface({ input: child.stderr! })) if (line.includes('listening')) break;
    child.stderr!.resume();
    await pause(50);
  };
  await boot();
  return {
    origin: 'temp',
    url: `mongodb://127.0.0.1:${port}`,
    get pid() {
      return child.pid as number;
    },
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    start: boot,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
