import type { ClientReadableStream } from '@grpc/grpc-js';
import { convertToCommandError, KurrentDBClient, type SingleNodeOptions } from '@kurrent/kurrentdb-client';
import streamsService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import type { StreamsClient } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import type {
  AppendReq,
  AppendResp,
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { ConnectionSettings } from './connection-url.ts';

/** What the server makes of an append. */
export type AppendReply =
  | { readonly outcome: 'written'; readonly revision: number; readonly position: number }
  /** With the stream's last revision, -1 when it does not exist. */
  | { readonly outcome: 'wrong revision'; readonly revision: number };

/** The client's own reads go through a native library; ours do not, so it is never loaded. */
const noBridge: KurrentDBClient['rustClient'] = {
  readStream: () => unused(),
  readAll: () => unused(),
};

function unused(): never {
  throw new Error('reads go over the connection itself');
}

/**
 * The client's connection with the calls the store makes: discovery, leaders, credentials, keep-alive and reconnecting
 * are the client's. The calls are made here because its own would round recorded times to seconds and stay dead when the
 * server was down at the first read (`docs/decisions/kurrentdb-log.md`).
 */
export class LogConnection extends KurrentDBClient {
  readonly #timeout: number;
  #closed = false;
  #channel: ReturnType<StreamsClient['getChannel']> | undefined;

  /** @param timeout milliseconds that an append waits for its answer, and the read of a stream for its next event */
  constructor({ cluster, channel, credentials }: ConnectionSettings, timeout: number) {
    // The client tells the three kinds of settings apart by their keys; its types want to know which one it is.
    super(noBridge, cluster as SingleNodeOptions, channel, credentials);
    this.#timeout = timeout;
  }

  /**
   * Sends one append and waits for the answer. Rejects with the client's errors; unless the error is a refusal it is not
   * known then whether the events were written.
   */
  append(messages: readonly AppendReq[]): Promise<AppendReply> {
    const send = (client: StreamsClient) =>
      new Promise<AppendResp>((resolve, reject) => {
        this.#use(client);
        const options = this.callArguments({ requiresLeader: true, deadline: this.#timeout });
        const call = client.append(...options, (error, reply) => {
          if (error) reject(convertToCommandError(error));
          else resolve(reply);
        });
        call.on('error', (error) => reject(convertToCommandError(error)));
        for (const message of messages) call.write(message);
        call.end();
      });
    return this.execute(streamsService.StreamsClient, 'append', send).then(replyOf);
  }

  /** The messages that answer a read, until there are none, or nothing comes for too long. */
  async *read(request: ReadReq): AsyncGenerator<ReadResp, void> {
    const call = await this.#call(request);
    let heard = performance.now();
    let silent = false;
    const watch = setInterval(() => {
      silent = performance.now() - heard > this.#timeout;
      if (silent) call.cancel();
    }, this.#timeout / 4);
    // Looking for a log's events among those of all logs may take the server long; its pings tell that it is there.
    if (request.getOptions()?.hasAll()) clearInterval(watch);
    try {
      for await (const message of call) {
        heard = performance.now();
        yield message as ReadResp;
      }
    } catch (error) {
      throw silent ? new Error('no answer for too long') : convertToCommandError(error as Error);
    } finally {
      clearInterval(watch);
      call.cancel();
    }
  }

  /** The messages of a subscription, for ever: until the signal is aborted, or an error. */
  async *subscribe(request: ReadReq, signal: AbortSignal): AsyncGenerator<ReadResp, void> {
    const call = await this.#call(request);
    const cancel = () => call.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      for await (const message of call) yield message as ReadResp;
    } catch (error) {
      if (!signal.aborted) throw convertToCommandError(error as Error);
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
    }
  }

  /** Ends every call and closes the connection; nothing is called on it any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.dispose();
    this.#channel?.close();
  }

  #use(client: StreamsClient): void {
    this.#channel = client.getChannel();
    if (!this.#closed) return;
    // One that was still being opened when the others were closed.
    this.#channel.close();
    throw new Error('the connection has been closed');
  }

  async #call(request: ReadReq): Promise<ClientReadableStream<ReadResp>> {
    const start = this.GRPCStreamCreator(streamsService.StreamsClient, 'read', (client: StreamsClient) => {
      this.#use(client);
      return client.read(request, ...this.callArguments({ requiresLeader: true }, { deadline: Infinity }));
    });
    const call = await start();
    // Cancelling makes a call fail, also when nobody waits for its messages any more.
    call.on('error', () => undefined);
    return call;
  }
}

function replyOf(reply: AppendResp): AppendReply {
  const success = reply.getSuccess();
  if (success)
    return {
      outcome: 'written',
      revision: Number(success.getCurrentRevision()),
      position: Number(success.getPosition()?.getCommitPosition()),
    };
  const wrong = reply.getWrongExpectedVersion();
  return {
    outcome: 'wrong revision',
    revision: wrong?.hasCurrentRevision() ? Number(wrong.getCurrentRevision()) : -1,
  };
}
