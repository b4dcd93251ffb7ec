import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteFile, openRecorder, type Note, type Recorder } from '@linli/testing/history';
import { CommandClient, type PlannedCommand } from '../src/clients/command-client.ts';
import { HttpDoor } from '../src/http-door.ts';
import { createTokens } from '../src/tokens.ts';

const folder = mkdtempSync(join(tmpdir(), 'linli-clients-'));
let server: Server;
let door: HttpDoor;
let origin: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let files = 0;

beforeAll(async () => {
  const key = join(folder, 'key.json');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(key, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'one' }));
  door = new HttpDoor(await createTokens(key), 500);
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await door.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function openClient(): { readonly client: CommandClient; readonly recorder: Recorder } {
  files += 1;
  const recorder = openRecorder(folder, `clients-${files}`);
  return { client: new CommandClient({ name: 'clients', origin, door, recorder }), recorder };
}

async function notesOf({ file }: Recorder): Promise<Note[]> {
  const notes: Note[] = [];
  await noteFile(file).read((note) => notes.push(note));
  return notes;
}

const command: PlannedCommand = {
  key: 'key-of-the-command',
  path: '/v1/incidents/one/park',
  body: { reason: 'waiting_for_reporter' },
  actor: { role: 'dispatcher' },
  stream: 'incident-one',
  expected: 4,
  appends: ['IncidentParked'],
};

/** UUID version 5 of `wuhan/chaos-dispatcher/key-of-the-command`, worked out by another library. */
const recordedAs = '7e51dffb-a78e-528c-8ebe-19387d220f50';

function answering(status: number, body: unknown) {
  answer = (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
}

const recorded = { outcome: 'recorded', streamId: 'incident-one', revision: 5, position: 'incidents/3:42' };
const problem = (code: string, more = {}) => ({ type: `https://linli.cn/problems/${code}`, ...more });

test.each([
  [
    'a yes',
    201,
    recorded,
    { outcome: 'acknowledged', result: 'recorded', revision: 5, source: 'incidents/3', position: 42 },
  ],
  ['a rule that refuses', 422, problem('task-open'), { outcome: 'refused', reason: 'task-open' }],
  ['a conflict', 412, problem('precondition-failed', { revision: 6 }), { outcome: 'refused', conflict: 6 }],
  ['a full disk', 507, problem('store-full'), { outcome: 'refused', reason: 'store-full' }],
  ['a service that cannot answer now', 503, problem('timeout'), { outcome: 'unknown', reason: 'timeout' }],
  ['a service that failed', 500, 'no JSON', { outcome: 'unknown', reason: '500' }],
])('%s is noted as such, behind what was sent', async (_name, status, body, expected) => {
  answering(status, body);
  const { client, recorder } = openClient();
  await client.send(command);
  const [sent, answered] = await notesOf(recorder);
  expect(sent).toMatchObject({
    kind: 'sent',
    command: recordedAs,
    attempt: 1,
    stream: 'incident-one',
    expected: 4,
    appends: ['IncidentParked'],
  });
  expect(answered).toMatchObject({ kind: 'answered', command: recordedAs, attempt: 1, ...expected });
});

test('a command is sent under its key and on the revision it insists on, and noted before', async () => {
  const { client, recorder } = openClient();
  let noted: Note[] = [];
  let headers: IncomingMessage['headers'] = {};
  answer = (request, response) => {
    headers = request.headers;
    void notesOf(recorder).then((notes) => {
      noted = notes;
      response.end(JSON.stringify(recorded));
    });
  };
  await client.send(command);
  expect(headers).toMatchObject({ 'idempotency-key': command.key, 'if-match': '"4"' });
  expect(noted).toMatchObject([{ kind: 'sent', command: recordedAs }]);
});

test.each([
  ['cut', (_request: IncomingMessage, response: ServerResponse) => response.destroy()],
  ['silent', () => undefined],
])(
  'an answer that never comes, the connection being %s, is unknown, and a further attempt has its own number',
  async (_how, handler) => {
    answer = handler;
    const { client, recorder } = openClient();
    await client.send(command);
    answering(200, { ...recorded, outcome: 'repeated' });
    await client.send(command);
    expect(await notesOf(recorder)).toMatchObject([
      { kind: 'sent', attempt: 1 },
      { kind: 'answered', attempt: 1, outcome: 'unknown' },
      { kind: 'sent', attempt: 2 },
      { kind: 'answered', attempt: 2, outcome: 'acknowledged', result: 'repeated' },
    ]);
    expect(client.tally).toEqual({ acknowledged: 1, refused: 0, unknown: 1, full: 0 });
  },
);
