import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readDockerfile } from '../../src/image/dockerfile.ts';
import { repository } from '../repository.ts';

const stages = readDockerfile(join(repository, 'deploy/Dockerfile'));
const final = stages.at(-1)!;
const all = stages.flatMap(({ instructions }) => instructions);
const ofFinal = (name: string) => final.instructions.filter((instruction) => instruction.name === name);

describe('the image of a service', () => {
  test('is based on an exact version everywhere, on Debian', () => {
    for (const { from } of stages) expect(from).toMatch(/^node:\d+\.\d+\.\d+-[a-z]+-slim$/);
  });

  test('has the Node of the lockfile', () => {
    const version = /^node:([\d.]+)/.exec(final.from)?.[1];
    expect(process.versions.node).toBe(version);
  });

  test('runs as a numbered user who is not root, the last word on it', () => {
    expect(ofFinal('USER').map(({ rest }) => rest)).toEqual(['1000:1000']);
  });

  test('takes nothing from an address, and nothing but the packages stage from the build', () => {
    expect(all.filter(({ name }) => name === 'ADD')).toEqual([]);
    expect(all.some(({ name, rest }) => name === 'RUN' && /curl|wget|https?:/.test(rest))).toBe(false);
    expect(ofFinal('COPY').map(({ rest }) => rest)).toEqual(['--from=packages /app /app']);
    expect(ofFinal('RUN')).toEqual([]);
  });

  test('copies only what is there: files of the repository, or folders of a stage before', () => {
    const before = new Set<string>();
    for (const { name, instructions } of stages) {
      for (const { rest } of instructions.filter((instruction) => instruction.name === 'COPY')) {
        const [, from, sources] = /^(?:--from=(\S+) )?(.+) \S+$/.exec(rest)!;
        if (from !== undefined) expect(before.has(from)).toBe(true);
        else
          for (const source of sources!.split(' ')) expect(existsSync(join(repository, source))).toBe(true);
      }
      if (name !== undefined) before.add(name);
    }
  });

  test('holds no secret: neither in an argument nor in the environment', () => {
    const named = all.filter(({ name }) => name === 'ARG' || name === 'ENV').map(({ rest }) => rest);
    for (const setting of named) expect(setting).not.toMatch(/password|secret|token|key/i);
  });

  test('ends on SIGTERM, asks itself whether it is alive without a tool of its own, and starts Node directly', () => {
    expect(ofFinal('STOPSIGNAL')).toEqual([{ name: 'STOPSIGNAL', rest: 'SIGTERM' }]);
    expect(ofFinal('ENV')).toContainEqual({ name: 'ENV', rest: 'NODE_ENV=production' });
    expect(ofFinal('CMD')).toEqual([{ name: 'CMD', rest: '["node", "dist/main.js"]' }]);
    expect(ofFinal('HEALTHCHECK')[0]?.rest).toMatch(
      /^--interval=\S+ --timeout=\S+ .*CMD \["node", "-e", ".*\/health\/live/,
    );
  });
});
