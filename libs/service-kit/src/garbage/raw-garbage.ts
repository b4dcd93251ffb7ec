import assert from 'node:assert/strict';
import { assertProblemDocument, sendRaw, type GarbageTarget } from './exchange.ts';

/** What no HTTP library sends, byte by byte, and what the answer must be; 0 is a connection closed without a word. */
export function rawGarbage(
  path: string,
): readonly (readonly [name: string, bytes: string | Buffer, status: number])[] {
  const host = 'host: x\r\n';
  const end = 'connection: close\r\n\r\n';
  return [
    ['bytes that are no HTTP', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]), 400],
    ['a request line of one word', 'HELLO\r\n\r\n', 400],
    ['a method that does not exist', `FROB ${path} HTTP/1.1\r\n${host}${end}`, 400],
    ['a lower-case method', `get ${path} HTTP/1.1\r\n${host}${end}`, 400],
    ['a version that does not exist', `GET ${path} HTTP/9.9\r\n${host}${end}`, 400],
    ['no Host', `GET ${path} HTTP/1.1\r\n${end}`, 400],
    ['a header without a colon', `GET ${path} HTTP/1.1\r\n${host}garbage\r\n${end}`, 400],
    ['a zero byte in a header', `GET ${path} HTTP/1.1\r\n${host}x-a: a\u0000b\r\n${end}`, 400],
    ['a space before the colon', `GET ${path} HTTP/1.1\r\n${host}x-a : b\r\n${end}`, 400],
    ['a header of 70 KB', `GET ${path} HTTP/1.1\r\n${host}x-a: ${'a'.repeat(70_000)}\r\n${end}`, 431],
    ['a request line of 70 KB', `GET /${'a'.repeat(70_000)} HTTP/1.1\r\n${host}${end}`, 431],
    ['a length that is no number', `POST ${path} HTTP/1.1\r\n${host}content-length: ten\r\n${end}`, 400],
    ['a negative length', `POST ${path} HTTP/1.1\r\n${host}content-length: -5\r\n${end}`, 400],
    [
      'two lengths',
      `POST ${path} HTTP/1.1\r\n${host}content-length: 2\r\ncontent-length: 3\r\n${end}{}`,
      400,
    ],
    [
      'a length beside chunks',
      `POST ${path} HTTP/1.1\r\n${host}content-length: 5\r\ntransfer-encoding: chunked\r\n${end}0\r\n\r\n`,
      400,
    ],
    [
      'a chunk whose size is no number',
      `POST ${path} HTTP/1.1\r\n${host}content-type: application/json\r\ntransfer-encoding: chunked\r\n${end}zz\r\n{}\r\n`,
      400,
    ],
    ['a tunnel', `CONNECT example.org:443 HTTP/1.1\r\n${host}${end}`, 405],
    [
      'an expectation nobody meets',
      `POST ${path} HTTP/1.1\r\n${host}expect: a miracle\r\ncontent-length: 0\r\n${end}`,
      417,
    ],
  ];
}

/** Sends the bytes and checks the answer's status and document. */
export async function throwRaw(
  target: GarbageTarget,
  name: string,
  bytes: string | Buffer,
  status: number,
): Promise<void> {
  const answer = await sendRaw(target, bytes);
  const [head = '', ...body] = answer.split('\r\n\r\n');
  assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `), `${name} was answered: ${answer.slice(0, 200)}`);
  assert.match(head, /content-type: application\/problem\+json/i, name);
  const text = body.join('\r\n\r\n');
  assertProblemDocument(/transfer-encoding: chunked/i.test(head) ? unchunked(text) : text, status, name);
}

function unchunked(text: string): string {
  return text
    .split('\r\n')
    .filter((_line, at) => at % 2 === 1)
    .join('');
}
