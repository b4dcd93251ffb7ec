import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ByteSink } from './byte-sink.ts';
import { LogFailed, type LogFailure } from './log-errors.ts';
import { LogReader, type LogStats, type ReadPiece, type ReadRequest } from './log-reader.ts';
import { failureOf } from './sqlite-failure.ts';

/** To the reader: a tick's reads in their order, or `close`. */
export type ReaderRequest = readonly ReadRequest[] | 'close';
export type ReadAnswer = ReadPiece | LogStats | { readonly failure: LogFailure };
/** From the reader: that it is open, the answers to reads in their order, or that another process has appended. */
export type ReaderAnswer =
  | { readonly opened: number }
  | { readonly failure: LogFailure }
  | { readonly answers: readonly ReadAnswer[]; readonly bytes: Uint8Array }
  | { readonly head: number };

const port = parentPort;
if (!port) throw new Error('runs as a worker thread only');
const { file, pollEvery } = workerData as { readonly file: string; readonly pollEvery: number };
const tell = (message: ReaderAnswer) => port.postMessage(message);

/** Answers are sent on when they hold so much, so that small reads behind a big one come with it, not after it. */
const bytesPerMessage = 1_000_000;

function open(): LogReader | undefined {
  try {
    return new LogReader(file);
  } catch (error) {
    tell({ failure: failureOf(file, error) });
    return undefined;
  }
}

function read(reader: LogReader, request: ReadRequest, sink: ByteSink): ReadAnswer {
  try {
    return request.op === 'stats' ? reader.stats() : reader.read(request, sink);
  } catch (error) {
    return { failure: error instanceof LogFailed ? error.failure : failureOf(file, error) };
  }
}

/** Answers one message. Its reads see the log at one moment, which is not before anything the asker was told of. */
function answer(reader: LogReader, requests: readonly ReadRequest[]): void {
  const sink = new ByteSink();
  let answers: ReadAnswer[] = [];
  const send = () => {
    if (answers.length === 0) return;
    const bytes = sink.take();
    port?.postMessage({ answers, bytes } satisfies ReaderAnswer, [bytes.buffer]);
    answers = [];
  };
  reader.enter();
  for (const request of requests) {
    answers.push(read(reader, request, sink));
    if (sink.length > bytesPerMessage) send();
  }
  reader.leave();
  send();
}

const reader = open();
if (reader) {
  const poll = pollEvery > 0 ? setInterval(watch, pollEvery, reader) : undefined;
  tell({ opened: reader.head() });
  port.on('message', (first: ReaderRequest) => {
    for (
      let requests: ReaderRequest | undefined = first;
      requests !== undefined;
      requests = receiveMessageOnPort(port)?.message
    ) {
      if (requests !== 'close') {
        answer(reader, requests);
        continue;
      }
      clearInterval(poll);
      reader.close();
      port.close();
      return;
    }
  });
} else port.close();

let seen = -1;
/** Another process appends to this log and cannot call us: look whether it has committed. */
function watch(reader: LogReader): void {
  try {
    const version = reader.dataVersion();
    if (version === seen) return;
    tell({ head: reader.head() });
    seen = version;
  } catch {
    // Whoever reads next is told what is wrong.
  }
}
