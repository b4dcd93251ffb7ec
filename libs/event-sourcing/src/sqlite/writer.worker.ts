import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { LogWriter, type PackedAppends, type PackedResults } from './log-writer.ts';
import type { LogFailure } from './log-errors.ts';
import { failureOf } from './sqlite-failure.ts';

/** To the writer: the appends of a tick, or `close`. */
export type WriterRequest = PackedAppends | 'close';

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

/** Group commit: whatever has come in while the last commit waited for the disk goes into the next one. */
function serve(writer: LogWriter, incoming: MessagePort): void {
  incoming.on('message', (first: WriterRequest) => {
    const groups: PackedAppends[] = [];
    let request: WriterRequest | undefined = first;
    while (request && request !== 'close') {
      groups.push(request);
      request = receiveMessageOnPort(incoming)?.message;
    }
    const requests = groups.length;
    if (requests > 0) {
      try {
        for (const appends of groups) writer.add(appends);
        answer({ requests, results: writer.commit(), head: writer.head });
      } catch (error) {
        answer({ requests, failure: failureOf(file, error) });
      }
      writer.tidy();
    }
    if (request !== 'close') return;
    writer.close();
    incoming.close();
  });
}

const writer = open();
if (writer) {
  answer({ opened: writer.head });
  serve(writer, port);
} else port.close();
