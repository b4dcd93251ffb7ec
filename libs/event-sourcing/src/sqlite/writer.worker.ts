import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { LogWriter, type PackedAppends, type PackedResults } from './log-writer.ts';
import type { LogFailure } from './log-errors.ts';
import { failureOf } from './sqlite-failure.ts';

/** To the writer: appends, with `last` when the tick that they belong to has no more of them; or `close`. */
export type WriterRequest = { readonly appends: PackedAppends; readonly last: boolean } | 'close';

/** From the writer: that it is open, then an answer to all the requests that it took together. */
export type WriterAnswer =
  | { readonly opened: number }
  | { readonly requests: number; readonly results: PackedResults; readonly head: number }
  | { readonly requests: number; readonly failure: LogFailure };

const port = parentPort;
if (!port) throw new Error('runs as a worker thread only');
const { file } = workerData as { readonly file: string };
const answer = (message: WriterAnswer) => port.postMessage(message);

function open(): LogWriter | undefined {
  try {
    return new LogWriter(file);
  } catch (error) {
    answer({ failure: failureOf(file, error), requests: 0 });
    return undefined;
  }
}

/** Once so many requests are in a transaction it is committed though more are waiting: their callers wait long enough. */
const requestsPerCommit = 64;

/**
 * Group commit: a request is written as it comes, while the main thread is still at the next one; it is made durable
 * when its tick is complete and nothing else is waiting. Whatever comes in while the disk is at it shares the next one.
 */
function serve(writer: LogWriter, incoming: MessagePort): void {
  /** Requests in the transaction that is open. */
  let requests = 0;

  function take(appends: PackedAppends, isEnd: boolean): void {
    requests++;
    try {
      writer.add(appends);
      if (!isEnd) return;
      const results = writer.commit();
      answer({ requests, results, head: writer.head });
    } catch (error) {
      answer({ requests, failure: failureOf(file, error) });
    }
    requests = 0;
    writer.tidy();
  }

  incoming.on('message', (first: WriterRequest) => {
    let request: WriterRequest | undefined = first;
    while (request) {
      if (request === 'close') {
        writer.close();
        incoming.close();
        return;
      }
      const next: WriterRequest | undefined = receiveMessageOnPort(incoming)?.message;
      const isWaiting = next !== undefined && next !== 'close';
      take(request.appends, request.last && (!isWaiting || requests >= requestsPerCommit));
      request = next;
    }
  });
}

const writer = open();
if (writer) {
  answer({ opened: writer.head });
  serve(writer, port);
} else port.close();
