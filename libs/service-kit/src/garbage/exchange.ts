import assert from 'node:assert/strict';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';

/** Where the garbage is thrown. */
export interface GarbageTarget {
  /** Address the application listens at: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** A token with every role everywhere, so that garbage gets past the guard. */
  readonly token: string;
}

export interface Attempt {
  readonly method: string;
  /** Path and query as they go on the wire. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly allow: string | undefined;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const PATIENCE_MS = 30_000;
const LONGEST_SHOWN = 300;
const LONGEST_READ = 100_000;
/** Stands for a connection closed instead of an answer. */
const CUT: Reply = { status: 413, contentType: 'application/problem+json', allow: undefined, text: '' };

/** Sends one request as it is, without mending anything. An event stream is cut once it has begun. */
export function send(target: GarbageTarget, attempt: Attempt): Promise<Reply> {
  const { hostname, port } = new URL(target.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        agent,
        method: attempt.method,
        path: attempt.path,
        headers: attempt.headers as Record<string, string | string[]>,
        timeout: PATIENCE_MS,
      },
      (response) => {
        const contentType = response.headers['content-type'] ?? '';
        const reply = (text: string): Reply => ({
          status: response.statusCode ?? 0,
          contentType,
          allow: response.headers.allow,
          text,
        });
        if (contentType.startsWith('text/event-stream')) {
          resolve(reply(''));
          request.destroy();
          return;
        }
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(reply(Buffer.concat(chunks).toString())));
        response.on('error', reject);
      },
    );
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error: NodeJS.ErrnoException) => {
      // Refused while it was still being written: the server need not wait for two megabytes to say no.
      const cut = error.code === 'ECONNRESET' || error.code === 'EPIPE';
      if (cut && (attempt.body?.length ?? 0) > LONGEST_READ) resolve(CUT);
      else reject(error);
    });
    request.end(attempt.body);
  });
}

/** Writes bytes on a socket and gives what comes back until the server closes; empty when it closed without a word. */
export function sendRaw(target: GarbageTarget, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(target.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const chunks: Buffer[] = [];
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer in time')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The server may close while we still write: what it had said counts.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return;
      reject(error);
    });
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

/** The answer to garbage: a problem document that blames the client, or, where it was harmless, an ordinary answer. */
export function assertAnswered(attempt: Attempt, reply: Reply): void {
  const what = `${attempt.method} ${shorten(attempt.path)} ${shorten(String(attempt.body ?? ''))}`;
  const said = `${reply.status} ${shorten(reply.text)}`;
  if (reply.status >= 200 && reply.status < 400) return;
  assert.ok(reply.status < 500 || reply.status === 503, `${what} was answered ${said}`);
  if (attempt.method === 'HEAD' || reply === CUT) return;
  assert.match(reply.contentType, /^application\/problem\+json/, `${what} was answered ${said}`);
  assertProblemDocument(reply.text, reply.status, what);
}

export function assertProblemDocument(text: string, status: number, what: string): void {
  let document: Record<string, unknown>;
  try {
    document = JSON.parse(text) as Record<string, unknown>;
  } catch {
    assert.fail(`${what} was answered ${status} with what is no JSON: ${shorten(text)}`);
  }
  assert.equal(document['status'], status, `${what}: the document says another status`);
  assert.equal(typeof document['title'], 'string', `${what}: no title`);
  assert.match(String(document['type']), /^https:\/\/.+\/[a-z0-9-]+$/, `${what}: no type`);
  assert.doesNotMatch(text, /node_modules|at .+\.[jt]s:\d+|SqliteError|SQLITE_/, `${what}: shows its inside`);
}

function shorten(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}… (${text.length})` : text;
}
