import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDockerfile } from '../../src/image/dockerfile.ts';
import { selectService } from '../../src/image/select-service.ts';
import { repository } from '../repository.ts';

const services = ['residents', 'party', 'sanitation', 'finance', 'incidents', 'operations'];
const stages = readDockerfile(join(repository, 'deploy/Dockerfile'));
const megabyte = 1024 * 1024;

interface Manifest {
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const read = <Content>(path: string): Content => JSON.parse(readFileSync(path, 'utf8')) as Content;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.each([...services, 'deploy'])('what is selected for the image of %s', (service) => {
  const folder = mkdtempSync(join(tmpdir(), 'linli-image-'));
  beforeAll(() => selectService(repository, service, folder));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has its start file and the libraries it is built on', () => {
    expect(existsSync(join(folder, 'service/dist/main.js'))).toBe(service !== 'deploy');
    expect(existsSync(join(folder, 'service/dist/access/main.js'))).toBe(service === 'deploy');
    expect(existsSync(join(folder, 'libs/contracts/dist/index.js'))).toBe(true);
  });

  test('has no other service, no test library and nothing for development', () => {
    const { packages } = read<{ packages: Record<string, Manifest> }>(join(folder, 'package-lock.json'));
    const names = Object.keys(packages).filter((name) => name.startsWith('node_modules/@linli/'));
    const others = [...services, 'city', 'testing', 'operations-web'].filter((other) => other !== service);
    for (const other of others) expect(names).not.toContain(`node_modules/@linli/${other}`);
    expect(existsSync(join(folder, 'services'))).toBe(false);
    for (const locked of Object.values(packages)) expect(locked.devDependencies).toBeUndefined();
    const tools = read<Record<'dependencies' | 'devDependencies', object>>(join(repository, 'package.json'));
    for (const tool of Object.keys({ ...tools.dependencies, ...tools.devDependencies })) {
      if (!tool.startsWith('@types/')) expect(packages[`node_modules/${tool}`]).toBeUndefined();
    }
  });
});

test('the image of operations holds the built page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'linli-image-'));
  try {
    selectService(repository, 'operations', folder);
    expect(existsSync(join(folder, 'service/web/dist/index.html'))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a service that there is not is refused by name', () => {
  expect(() => selectService(repository, 'weather', tmpdir())).toThrow(
    'there is no workspace @linli/weather',
  );
});

describe('the image of incidents, made by the steps of the Dockerfile', () => {
  const app = mkdtempSync(join(tmpdir(), 'linli-image-'));
  const node = dirname(realpathSync(process.execPath));
  const run = (command: string, env: Record<string, string> = {}): void => {
    execFileSync('sh', ['-c', command], {
      cwd: command.startsWith('node deploy/') ? repository : app,
      // With the registry of whoever runs the test.
      env: { ...process.env, PATH: `${node}:${process.env['PATH']}`, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  let service: ChildProcess | undefined;

  beforeAll(() => {
    const [build, packages] = stages;
    const runs = (stage: (typeof stages)[number] | undefined) =>
      stage?.instructions.filter(({ name }) => name === 'RUN').map(({ rest }) => rest) ?? [];
    // The first two install and build the repository, which has happened before any test runs.
    const [install, compile, select] = runs(build);
    expect([install, compile]).toEqual([
      'npm ci --no-audit --no-fund',
      'npx nx run-many -t build --outputStyle=static',
    ]);
    run(select!.replace(' /app', ` '${app}'`), { SERVICE: 'incidents' });
    for (const step of runs(packages)) run(step);
  });
  afterAll(() => {
    service?.kill('SIGKILL');
    rmSync(app, { recursive: true });
  });

  test('has the production packages and no tool that builds or tests', () => {
    const installed = readdirSync(join(app, 'node_modules'));
    expect(installed).toContain('fastify');
    for (const tool of [
      'jest',
      'typescript',
      'nx',
      'eslint',
      'prettier',
      'testcontainers',
      'dclint',
      'react',
    ]) {
      expect(installed).not.toContain(tool);
    }
    expect(readdirSync(join(app, 'node_modules/@linli')).sort()).toEqual([
      'contracts',
      'event-bus',
      'event-sourcing',
      'incidents',
      'patterns',
      'privacy',
      'read-models',
      'service-kit',
    ]);
  });

  test('names every package in its bill of materials', () => {
    const bill = read<{ components: { purl: string }[] }>(join(app, 'sbom.cdx.json'));
    const names = bill.components.map(({ purl }) =>
      decodeURIComponent(purl).replace(/^pkg:npm\/(.+)@[^@]+$/, '$1'),
    );
    expect(names).toEqual(expect.arrayContaining(['fastify', '@linli/service-kit', '@nestjs/core']));
    expect(names).not.toContain('jest');
  });

  test('is no bigger than 250 MB beside Node itself', () => {
    const size = Number(execFileSync('du', ['-sk', app]).toString().split('\t')[0]) * 1024;
    console.log(`image of incidents: ${(size / megabyte).toFixed(0)} MB beside the base image`);
    expect(size).toBeLessThan(250 * megabyte);
  });

  test('starts with a bare `node dist/main.js`, is alive by its own health check, and ends on SIGTERM', async () => {
    const env = {
      PATH: node,
      NODE_ENV: 'production',
      HTTP_PORT: String(await freePort()),
      AUTH_LOCAL_KEY_FILE: join(app, 'key.json'),
      EVENT_STORE_URL: `sqlite:${join(app, 'log.db')}`,
      READ_MODEL_URL: `sqlite:${join(app, 'views.db')}`,
    };
    service = spawn('node', ['dist/main.js'], { cwd: join(app, 'service'), env, stdio: 'ignore' });
    const ended = new Promise((resolve) => service!.once('exit', resolve));
    const check = stages.at(-1)!.instructions.find(({ name }) => name === 'HEALTHCHECK')!.rest;
    const [program, ...args] = JSON.parse(check.slice(check.indexOf('['))) as [string, ...string[]];
    const alive = async (): Promise<boolean> =>
      (await new Promise((resolve) => spawn(program, args, { env }).once('exit', resolve))) === 0;
    expect(await alive()).toBe(false);
    while (!(await alive())) expect(service.exitCode).toBeNull();
    service.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
