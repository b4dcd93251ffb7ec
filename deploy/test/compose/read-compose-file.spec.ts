import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { durationMs } from '../../src/compose/duration.ts';
import { interpolate } from '../../src/compose/interpolate.ts';
import { readComposeFile } from '../../src/compose/read-compose-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'linli-compose-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string, env: Record<string, string> = {}) {
  const path = join(folder, 'compose.yml');
  writeFileSync(path, text);
  return readComposeFile(path, env);
}

const withService = (lines: string): string =>
  `name: sample\nservices:\n  one:\n    image: linli/one:1.0.0\n${lines.replaceAll(/^/gm, '    ')}\n`;

describe('variables', () => {
  const env = { NAME: 'lamp', EMPTY: '' };
  test.each([
    ['$NAME', 'lamp'],
    ['a ${NAME} here', 'a lamp here'],
    ['${NOBODY:-dark}', 'dark'],
    ['${EMPTY:-dark}', 'dark'],
    ['${EMPTY-dark}', ''],
    ['$$NAME', '$NAME'],
    ['no variable', 'no variable'],
  ])('%s becomes %s', (text, expected) => {
    expect(interpolate({ deep: [text] }, env)).toEqual({ deep: [expected] });
  });

  test('one that is neither set nor has a default is an error, where Compose would put nothing', () => {
    expect(() => interpolate('${NOBODY}', env)).toThrow('NOBODY is not set');
  });
});

describe('durations', () => {
  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
  ])('%s is %d ms', (text, expected) => expect(durationMs(text)).toBe(expected));

  test.each(['30', 's', '30 s', '30s later', ''])('%j is none', (text) => {
    expect(() => durationMs(text)).toThrow('is not a duration');
  });
});

describe('what the reader does not understand is an error that says where', () => {
  test.each([
    ['a key at the top', 'name: x\nservices: {}\ninclude: [a.yml]\n', 'the key include is not understood'],
    ['a port without an address', withService("ports: ['3000:3000']"), 'services.one.ports: "3000:3000"'],
    ['a folder of the machine as a volume', withService("volumes: ['./data:/data']"), 'services.one.volumes'],
    [
      'a variable without a text',
      withService('environment: { PORT: 3000 }'),
      'environment.PORT is not a text',
    ],
    [
      'variables as a list',
      withService("environment: ['PORT=3000']"),
      'services.one.environment is not a mapping',
    ],
    ['a command as one text', withService('command: node main.js'), 'services.one.command is not a list'],
    [
      'a check by a shell',
      withService("healthcheck: { test: ['CMD-SHELL', 'true'] }"),
      'does not begin with CMD',
    ],
    ['a restart policy', withService('restart: sometimes'), 'sometimes is not a restart policy'],
    [
      'a build by something else',
      withService("build: { context: '.', target: x }"),
      'the key target is not understood',
    ],
    [
      'a secret from somewhere else',
      `${withService('secrets: []')}secrets: { key: { external: true } }\n`,
      'only files are understood',
    ],
  ])('%s', (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test.each([
    ['a service', withService('depends_on: { two: { condition: service_healthy } }'), 'the service two'],
    ['a secret', withService('secrets: [key]'), 'the secret key'],
    ['a volume', withService("volumes: ['data:/data']"), 'the volume data'],
  ])('%s that is named and not there', (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

test('anchors are merged, so that what all share stands once', () => {
  const file = read(
    'x-all: &all { restart: always }\nname: x\nservices:\n  one: { <<: *all, image: linli/one:1.0.0 }\n',
  );
  expect(file.services.get('one')?.restart.when).toBe('always');
});

test('what the file leaves out is as Compose has it', () => {
  const service = read(withService("healthcheck: { test: ['CMD', 'true'] }")).services.get('one');
  expect(service).toMatchObject({
    restart: { when: 'no' },
    stopGraceMs: 10_000,
    healthcheck: {
      intervalMs: 30_000,
      timeoutMs: 30_000,
      retries: 3,
      startPeriodMs: 0,
      startIntervalMs: 5_000,
    },
  });
});
