import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Milliseconds within which a Docker engine must answer a ping to be used. */
const longestPing = 2_000;

/** Whether a Docker engine answers, at `DOCKER_HOST` or where one listens by default. */
export async function hasDocker(): Promise<boolean> {
  const answers = await Promise.all(dockerHosts().map(ping));
  return answers.includes(true);
}

function dockerHosts(): string[] {
  const given = process.env['DOCKER_HOST'];
  if (given) return [given];
  const sockets = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')];
  const runtime = process.env['XDG_RUNTIME_DIR'];
  if (runtime) sockets.push(join(runtime, 'docker.sock'), join(runtime, '.docker/run/docker.sock'));
  return sockets.map((socket) => `unix://${socket}`);
}

function ping(host: string): Promise<boolean> {
  const where = host.startsWith('unix://')
    ? { socketPath: host.slice('unix://'.length) }
    : { host: new URL(host).hostname, port: new URL(host).port || 2375 };
  return new Promise((resolve) => {
    const asked = request({ ...where, path: '/_ping', timeout: longestPing }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
