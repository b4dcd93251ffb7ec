import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteFile, openRecorder, Random, type Note, type Recorder } from '@linli/testing/history';
import { placeOf } from '../src/observers/cursor.ts';
import { Screen } from '../src/observers/screen.ts';
import { createTokens, type Tokens } from '../src/tokens.ts';

const folder = mkdtempSync(join(tmpdir(), 'linli-screens-'));
let server: Server;
let origin: string;
let tokens: Tokens;
let connected: (request: IncomingMessage, response: ServerResponse) => void;
let recorder: Recorder | undefined;
let screen: Screen | undefined;
let count = 0;

beforeAll(async () => {
  const key = join(folder, 'key.json');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(key, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'one' }));
  tokens = await createTokens(key);
  server = createServer((request, response) => connected(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await screen?.close();
  recorder?.close();
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function makeScreen(): Screen {
  count += 1;
  recorder = openRecorder(folder, `screen-${count}`);
  const made = new Screen({
    name: 'screen',
    origin,
    tokens,
    recorder,
    random: new Random(1),
    fedBy: 'board.1',
  });
  made.holdStill();
  screen = made;
  return made;
}

function cursor(positions: Record<string, number>, at?: string): string {
  const parts = Object.entries(positions).map(
    ([source, position]) => `${source}=${position}=mark${source === at ? '=' : ''}`,
  );
  return Buffer.from(['1', ...parts].join(' ')).toString('base64url');
}

function line(source: string, position: number): string {
  const id = cursor({ [source]: position }, source);
  const item = {
    cursor: id,
    position,
    type: 'IncidentReported',
    incidentId: `江-${position}`,
    ticket: '01-2345',
  };
  return `event: feed\nid: ${id}\ndata: ${JSON.stringify([item])}\n\n`;
}

async function notes(): Promise<Note[]> {
  const found: Note[] = [];
  await noteFile(recorder?.file ?? '').read((note) => found.push(note));
  return found;
}

/** Asks again whenever something may have come, until as many notes are there; the test's time limit bounds it. */
async function notesOnceThereAre(many: number): Promise<Note[]> {
  for (;;) {
    const found = await notes();
    if (found.length >= many) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a cursor tells the place in each source and the source of its line', () => {
  expect(placeOf(cursor({ 'incidents/0': 12, 'incidents/3': 40 }, 'incidents/3'))).toEqual({
    positions: { 'incidents/0': 12, 'incidents/3': 40 },
    at: 'incidents/3',
  });
  expect(placeOf(cursor({ incidents: 7 }))).toEqual({ positions: { incidents: 7 } });
  expect(() => placeOf(Buffer.from('2 incidents=7').toString('base64url'))).toThrow('version 2');
});

test('a screen notes where it begins and every line, wherever the bytes are cut', async () => {
  const stream = Buffer.from(
    `retry: 1000\nid: ${cursor({ 'incidents/3': 5 })}\n\n${line('incidents/3', 6)}: still here\n\n${line('incidents/3', 9)}`,
  );
  connected = (_request, response) => {
    response.writeHead(200);
    let sent = 0;
    const more = () => {
      if (sent === stream.length) return;
      response.write(stream.subarray(sent, (sent += 1)), () => setImmediate(more));
    };
    more();
  };
  const opened = makeScreen();
  await opened.open();
  expect(await notesOnceThereAre(4)).toMatchObject([
    { kind: 'observer', of: 'stream', audience: 'screen', fedBy: 'board.1' },
    { kind: 'opened', run: 0, after: { 'incidents/3': 5 } },
    { kind: 'event', run: 0, source: 'incidents/3', position: 6, stream: 'incident-江-6' },
    { kind: 'event', run: 0, source: 'incidents/3', position: 9, stream: 'incident-江-9' },
  ]);
  expect(opened.lines).toBe(2);
});

test('a screen that is cut comes back behind the last id it was given, a heartbeat its among them', async () => {
  const asked: (string | undefined)[] = [];
  const beat = cursor({ 'incidents/3': 8 });
  connected = (request, response) => {
    asked.push(request.headers['last-event-id'] as string | undefined);
    response.writeHead(200);
    if (asked.length > 1) {
      // Whatever the server says it begins at: the screen knows where it was.
      response.write(`id: ${cursor({ 'incidents/3': 11 })}\n\n${line('incidents/3', 12)}`);
      return;
    }
    response.write(
      `id: ${cursor({ 'incidents/3': 5 })}\n\n${line('incidents/3', 6)}: still here\nid: ${beat}\n\n`,
    );
    setImmediate(() => response.socket?.resetAndDestroy());
  };
  await makeScreen().open();
  const found = await notesOnceThereAre(4);
  const runs = found.filter(({ kind }) => kind === 'opened');
  expect(runs[0]).toMatchObject({ run: 0, after: { 'incidents/3': 5 } });
  expect(runs[1]).toMatchObject({ run: 1, after: placeOf(asked[1] as string).positions });
});

test('a screen that is cut within a line comes back for it', async () => {
  const asked: (string | undefined)[] = [];
  connected = (request, response) => {
    asked.push(request.headers['last-event-id'] as string | undefined);
    response.writeHead(200);
    if (asked.length > 1) {
      response.write(line('incidents/3', 6));
      return;
    }
    // The id has come, the data has not.
    const broken = line('incidents/3', 6).split('data:', 1)[0] as string;
    response.write(`id: ${cursor({ 'incidents/3': 5 })}\n\n${broken}`, () => response.socket?.destroySoon());
  };
  await makeScreen().open();
  const found = await notesOnceThereAre(4);
  expect(asked[1]).toBe(cursor({ 'incidents/3': 5 }));
  expect(found.filter(({ kind }) => kind === 'event')).toMatchObject([{ run: 1, position: 6 }]);
});

test('a screen notes that it was told to load its snapshot again', async () => {
  const after = cursor({ 'incidents/3': 20 });
  connected = (_request, response) => {
    response.writeHead(200);
    response.write(`id: ${cursor({ 'incidents/3': 5 })}\n\n`);
    response.write(`event: reset\nid: ${after}\ndata: {"reason":"history-changed"}\n\n`);
  };
  await makeScreen().open();
  expect((await notesOnceThereAre(3))[2]).toMatchObject({
    kind: 'reset',
    run: 0,
    reason: 'history-changed',
    after: { 'incidents/3': 20 },
  });
});
