import { STATUS_CODES, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_MEDIA_TYPE, Problem } from '../problems/problem.ts';
import { problemForStatus } from '../problems/problem-of.ts';

/** What Node's HTTP parser refuses never becomes a request; the answer is written on the socket. */
export function answerParserError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  writeProblem(socket, problemForStatus(statusOf(error.code), error));
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return 400;
}

function writeProblem(socket: Socket, problem: Problem): void {
  const status = problem.getStatus();
  const body = JSON.stringify(problem.getResponse());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
      `content-type: ${PROBLEM_MEDIA_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-content-type-options: nosniff\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** Methods and expectations that Node would answer by silence or with a bare status. */
export function answerOddRequests(server: Server): void {
  server.on('connect', (_request, socket) => {
    writeProblem(socket as Socket, problemForStatus(405));
  });
  server.on('checkExpectation', (request, response) => {
    const problem = new Problem({
      status: 417,
      code: 'expectation-failed',
      detail: 'Of all expectations only 100-continue is met.',
    });
    response.writeHead(417, { 'content-type': PROBLEM_MEDIA_TYPE, connection: 'close' });
    response.end(JSON.stringify(problem.getResponse()));
    request.resume();
  });
}
