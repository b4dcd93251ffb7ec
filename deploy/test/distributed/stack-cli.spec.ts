import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { PartStatus } from '../../src/cli/status.ts';
import { isRunning, processId } from '../../src/stack/process-table.ts';
import { repository } from '../repository.ts';
import { anyPorts, eventually, temporaryFolder } from './running-stack.ts';

const minutes = 60_000;
const folder = temporaryFolder();
const main = join(repository, 'deploy/dist/cli/main.js');

/** Runs a command of the stack to its end, as `npm run stack -- …` does. */
async function stack(args: readonly string[], env: Record<string, string> = anyPorts) {
  const run = promisify(execFile)(process.execPath, [main, '--folder', folder.path, ...args], {
    env: { ...process.env, ...env },
  });
  const { stdout, stderr } = await run.catch((failed: { stdout: string; stderr: string }) => failed);
  return { code: run.child.exitCode, said: stdout + stderr };
}

async function status(): Promise<{ phase: string; parts: readonly PartStatus[] }> {
  return JSON.parse((await stack(['status', '--json'])).said);
}

const part = async (name: string): Promise<PartStatus> => {
  const { parts } = await status();
  return parts.find((candidate) => candidate.name === name)!;
};

afterAll(async () => {
  await stack(['down']);
  folder.remove();
}, 2 * minutes);

describe('npm run stack', () => {
  test('explains itself', async () => {
    const { code, said } = await stack(['--help']);
    expect(code).toBe(0);
    for (const command of ['up', 'down', 'status', 'logs', 'play', 'secrets'])
      expect(said).toContain(`  ${command} `);
  });

  test('says that it is not up, before it is', async () => {
    expect(await stack(['status'])).toEqual({ code: 1, said: 'The stack is down.\n' });
    expect(await stack(['down'])).toEqual({ code: 0, said: 'The stack is not up.\n' });
    expect((await stack(['play'])).said).toContain('Start it: npm run stack up');
  });

  test('says which port is in use and how to take another, and leaves nothing running', async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const { port } = busy.address() as AddressInfo;
    const { code, said } = await stack(['up'], { ...anyPorts, OPERATIONS_PORT: String(port) });
    await new Promise((resolve) => busy.close(resolve));
    expect(code).toBe(1);
    expect(said).toContain(`port ${port} of operations is in use. Choose another: OPERATIONS_PORT=`);
    expect((await status()).phase).toBe('down');
  });

  test(
    'starts everything in the background, tells the steps and where the page is',
    async () => {
      const { code, said } = await stack(['up']);
      expect(code).toBe(0);
      for (const step of [
        /kafka: maven/,
        /mongo: secantusdb/,
        /access: done/,
        /incidents: ready at http/,
        /The city is open: http/,
      ]) {
        expect(said).toMatch(step);
      }
      const { phase, parts } = await status();
      expect(phase).toBe('up');
      expect(Object.fromEntries(parts.map(({ name, health }) => [name, health]))).toEqual({
        ...{ kafka: 'up', mongo: 'up', access: 'completed' },
        ...{ residents: 'healthy', party: 'healthy', sanitation: 'healthy' },
        ...{ finance: 'healthy', incidents: 'healthy', operations: 'healthy' },
      });
    },
    5 * minutes,
  );

  test('says at a second start that it is up already', async () => {
    const { code, said } = await stack(['up']);
    expect(code).toBe(0);
    expect(said).toContain('The stack is up already.');
  });

  test('shows a table of what runs', async () => {
    const { code, said } = await stack(['status']);
    expect(code).toBe(0);
    expect(said).toMatch(/health +address +pid +up for +restarts +CPU +memory/);
    expect(said).toMatch(/incidents +healthy +http:\/\/127\.0\.0\.1:\d+ +\d+ +\d+ (s|min) +0 +\d+ % +\d+ MB/);
  });

  test('shows what a service has said, and goes on as it says more', async () => {
    const { said } = await stack(['logs', 'incidents', '--lines', '3']);
    expect(said.trim().split('\n')).toHaveLength(3);
    const follower = spawn(process.execPath, [
      main,
      '--folder',
      folder.path,
      'logs',
      'incidents',
      '-f',
      '-n',
      '1',
    ]);
    let shown = '';
    follower.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    await eventually(
      () => shown,
      (text) => text.includes('\n'),
    );
    await fetch(`${(await part('incidents')).url}/v1/followed-in-the-log`);
    await eventually(
      () => shown,
      (text) => text.split('\n').some((line) => line.includes('"status":404')),
    );
    follower.kill('SIGINT');
    expect((await once(follower, 'exit'))[0]).toBe(0);
  });

  test('names the parts there are when asked for the log of none of them', async () => {
    const { code, said } = await stack(['logs', 'weather']);
    expect(code).toBe(1);
    expect(said).toMatch(/There is no log of weather; there are kafka, mongo, .*supervisor/);
  });

  test(
    'brings back a service that is killed, and counts it',
    async () => {
      const { pid } = await part('party');
      process.kill(pid!, 'SIGKILL');
      await eventually(
        () => part('party'),
        (party) => party.health === 'healthy' && party.pid !== pid && party.restarts === 1,
      );
    },
    2 * minutes,
  );

  test(
    'lets the real requests in, and goes on from where it stopped',
    async () => {
      const play = async (): Promise<string> => {
        const player = spawn(process.execPath, [main, '--folder', folder.path, 'play', '--pace', '3600']);
        let said = '';
        player.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
        await eventually(
          () => said,
          (text) => /[1-9]\d* of \d+ commands of the play done/.test(text),
        );
        player.kill('SIGTERM');
        expect((await once(player, 'exit'))[0]).toBe(0);
        return said;
      };
      const first = await play();
      expect(first).toMatch(/Playing 10000 real requests as \d+ commands; 126 cannot be mapped whole/);
      expect(first).not.toContain('Refused');
      const played = Number(/(\d+) of \d+ commands of the play done\s*$/.exec(first)?.[1]);
      expect(await play()).toContain(`going on after ${played}`);
    },
    3 * minutes,
  );

  test(
    'stops everything, dependents first, and leaves no process behind',
    async () => {
      const { parts } = await status();
      const running = parts.flatMap(({ pid }) => (pid === null ? [] : [processId(pid)!]));
      const { code, said } = await stack(['down']);
      expect(code).toBe(0);
      const at = (line: string): number => said.indexOf(line);
      expect(at('operations: stopped')).toBeLessThan(at('kafka: stopped'));
      expect(said).toContain('stopped; the next start goes on from here');
      expect(running.filter(isRunning)).toEqual([]);
      expect(await stack(['status'])).toEqual({ code: 1, said: 'The stack is down.\n' });
    },
    2 * minutes,
  );

  test(
    'in the foreground, ends in order on SIGTERM; killed, it takes everything with it, and starts again',
    async () => {
      const foreground = (): ReturnType<typeof spawn> =>
        spawn(process.execPath, [main, '--folder', folder.path, 'up', '--foreground', '--only', 'party'], {
          env: { ...process.env, ...anyPorts },
          stdio: 'ignore',
        });
      const killed = foreground();
      await eventually(status, ({ phase }) => phase === 'up');
      const running = (await status()).parts.flatMap(({ pid }) => (pid === null ? [] : [processId(pid)!]));
      expect(running.length).toBeGreaterThanOrEqual(3);
      killed.kill('SIGKILL');
      await eventually(
        () => running.filter(isRunning),
        (left) => left.length === 0,
      );
      expect((await status()).phase).toBe('left by a supervisor that died');

      const ended = foreground();
      await eventually(status, ({ phase }) => phase === 'up');
      expect((await status()).parts.map(({ name }) => name)).toEqual(['kafka', 'mongo', 'access', 'party']);
      ended.kill('SIGTERM');
      expect((await once(ended, 'exit'))[0]).toBe(0);
      expect((await status()).phase).toBe('down');
    },
    5 * minutes,
  );
});
