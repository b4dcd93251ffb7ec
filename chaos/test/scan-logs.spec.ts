import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logsOf, scanLogs } from '../src/scan-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'linli-logs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secret = { what: 'the secret kafka_admin_password', text: 'p4ssw0rd-of-nobody' };

async function scan(...lines: readonly string[]) {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  mkdirSync(join(folder, 'volumes', 'kafka-data', 'data'), { recursive: true });
  writeFileSync(join(folder, 'volumes', 'kafka-data', 'server.log'), 'started\n');
  // What a server keeps is no log of it.
  writeFileSync(join(folder, 'volumes', 'kafka-data', 'data', '000.log'), secret.text);
  writeFileSync(join(folder, 'logs', 'incidents.log'), `${lines.join('\n')}\n`);
  return scanLogs(folder, logsOf(folder), [secret]);
}

test.each([
  '(node:7) UnhandledPromiseRejectionWarning: Error',
  'This error originated either by throwing inside of an async function [UnhandledPromiseRejection]',
  '{"level":"fatal","msg":"a failure that nobody caught"}',
  'Node.js v24.21.0',
  '(node:7) MaxListenersExceededWarning: Possible EventEmitter memory leak detected.',
])('a failure that nobody caught is found: %s', async (line) => {
  const { findings } = await scan('listening', line, 'stopped');
  expect(findings).toEqual([{ file: 'logs/incidents.log', line: 2, what: 'a failure that nobody caught' }]);
});

test('a text that may not stand there is found anywhere in a line, and is not repeated', async () => {
  const { findings } = await scan(`{"url":"kafka://admin:${secret.text}@kafka"}`);
  expect(findings).toEqual([{ file: 'logs/incidents.log', line: 1, what: secret.what }]);
  expect(JSON.stringify(findings)).not.toContain(secret.text);
});

test('logs of a city in trouble, that handles it, are clean', async () => {
  const { findings, lines } = await scan(
    '{"level":"error","msg":"BrokerPool: Closed connection"}',
    '{"level":"warn","msg":"routing is failing: connect ECONNREFUSED"}',
  );
  expect(findings).toEqual([]);
  expect(lines).toBe(3);
});
