import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort } from '../src/engines/index.ts';

const module = new URL('../src/engines/index.ts', import.meta.url).href;

/** A process that asks for many ports, tells them and listens on none for as long as this one lives. */
function asker() {
  const script = `
    import { freePort } from ${JSON.stringify(module)};
    const ports = [];
    for (let n = 0; n < 600; n++) ports.push(await freePort());
    console.log(JSON.stringify(ports));
    process.stdin.resume();`;
  return spawn(process.execPath, ['--conditions=@linli/source', '--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

// Three askers of 600 ports out of 12,000 would meet in some ninety of them.
test('processes that ask side by side are given different ports', async () => {
  const askers = [asker(), asker(), asker()];
  try {
    const given = await Promise.all(
      askers.map(async ({ stdout }) => JSON.parse(String(await once(stdout, 'data'))) as number[]),
    );
    const ports = given.flat();
    expect(ports).toHaveLength(1_800);
    expect(new Set(ports).size).toBe(1_800);
  } finally {
    for (const child of askers) child.kill('SIGKILL');
  }
});

test('a port that somebody listens on is passed over, though nobody has been given it', async () => {
  const server = createServer();
  let port = 20_000;
  for (; !server.listening; port += 1) {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening').catch(() => undefined);
  }
  port -= 1;
  // Twice, since the first attempt may go to giving up the claim of a process that is gone.
  const numbers = [port, port].map((wanted) => (wanted - 20_000 + 0.5) / 12_000);
  expect(await freePort(() => numbers.shift() ?? Math.random())).not.toBe(port);
  server.close();
});
