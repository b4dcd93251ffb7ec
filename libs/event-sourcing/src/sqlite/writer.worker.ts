import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { LogWriter, type PackedAppends, type PackedResults } from './log-writer.ts';
import { LogFailed, type LogFailure } from './log-errors.ts';
import { failureOf } from './sqlite-failure.ts';

/** To the writer: appends to make durable, or `close`. */
export type WriterRequest = PackedAppends | 'close';

/** From the writer: that it is open, then one answer to each group of appends it took together. */
export type WriterAnswer =
  | { readonly opened: number }
  | { readonly results: PackedResults; readonly head: number }
  | { readonly failure: LogFailure; readonly requests: number };

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

const writer = open();
if (writer) {
  answer({ opened: writer.head });
  port.on('message', (first: WriterRequest) => {
    // Whatever has come in while the last commit waited for the disk goes into this one: group commit.
    const groups: PackedAppends[] = [];
    let closing = false;
    for (
      let request: WriterRequest | undefined = first;
      request !== undefined;
      request = receiveMessageOnPort(port)?.message
    ) {
      if (request === 'close') closing = true;
      else groups.push(request);
    }
    if (groups.length > 0) {
      try {
        const results = writer.append(groups);
        answer({ results, head: writer.head });
      } catch (error) {
        const failure = error instanceof LogFailed ? error.failure : failureOf(file, error);
        answer({ failure, requests: groups.length });
      }
    }
    if (closing) {
      writer.close();
      port.close();
    }
  });
} else port.close();
