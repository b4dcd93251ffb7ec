import { randomUUID } from 'node:crypto';
import type { RecordedEvent } from '@linli/contracts';
import { revisionExpected, type AppendRequest } from '../append-request.ts';
import { RevisionConflict, StoreUnavailable, type AppendResult } from '../event-store.ts';
import { encoded, type SentEvent } from './event-encoding.ts';
import { isPassing } from './failures.ts';
import type { CommandPlace, KnownCommands, KnownStream } from './known-commands.ts';
import type { AppendReply, LogConnection } from './log-connection.ts';
import type { LogReader } from './log-reader.ts';
import { Limit } from './limit.ts';
import type { LogTail } from './log-tail.ts';
import { patiently } from './patience.ts';
import { appendMessages } from './requests.ts';

/**
 * So many appends are with the server at once; servers take a hundred calls over a connection. The others wait here, where
 * no deadline runs: a burst would otherwise time out as a whole. The server makes those that meet durable together.
 */
const appendsAtOnce = 64;

/**
 * Appends by our own rule. The server would take an append for a repetition by its event ids, sometimes; here the stream
 * itself tells whether the command stands in it. Every append names the exact revision up to which the stream was looked
 * through, so the server refuses it when anything came in between, and a second copy of an append can never be written:
 * not when an answer is lost and the append sent again, nor when its first copy arrives late.
 */
export class LogWriter {
  readonly #connection: LogConnection;
  readonly #reader: LogReader;
  readonly #tail: LogTail;
  readonly #known: KnownCommands;
  readonly #patience: number;
  readonly #lastOfStream = new Map<string, Promise<unknown>>();
  readonly #underWay = new Limit(appendsAtOnce);

  /** @param patience milliseconds that an append tries to get through to the server, or to learn what became of it */
  constructor(
    connection: LogConnection,
    reader: LogReader,
    tail: LogTail,
    known: KnownCommands,
    patience: number,
  ) {
    this.#connection = connection;
    this.#reader = reader;
    this.#tail = tail;
    this.#known = known;
    this.#patience = patience;
  }

  /** Rejects with the port's errors or the client's. */
  append(request: AppendRequest): Promise<AppendResult> {
    // One after the other in a stream: appends of one process would only refuse each other.
    const before = this.#lastOfStream.get(request.streamId) ?? Promise.resolve();
    const result = before.then(() => this.#underWay.run(() => this.#appendInTurn(request)));
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#lastOfStream.set(request.streamId, settled);
    void settled.then(() => {
      if (this.#lastOfStream.get(request.streamId) === settled) this.#lastOfStream.delete(request.streamId);
    });
    return result;
  }

  /** Waits for every append under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#lastOfStream.values());
  }

  async #appendInTurn(request: AppendRequest): Promise<AppendResult> {
    const { streamId } = request;
    // Ids of this append alone: by those of the events the server would take appends for repetitions that are none.
    const serverIds = request.events.map(() => randomUUID() as string);
    let answered = true;
    const attempt = async (): Promise<AppendResult> => {
      // What the last attempt has left behind is known only after another look.
      let known = answered ? this.#known.get(streamId) : undefined;
      let fresh = false;
      for (;;) {
        if (!known) {
          known = await this.#lookThrough(streamId);
          fresh = true;
        }
        const place = known.commands.get(request.commandId);
        if (place) return this.#answer(streamId, place, serverIds);
        if (!fits(request, known)) {
          if (fresh) throw new RevisionConflict(streamId, request.expectedRevision, known.revision);
          known = undefined;
          continue;
        }
        const first = known.revision + 1;
        answered = false;
        const reply = await this.#send(request, first - 1, serverIds);
        answered = true;
        // Where the stream was deleted meanwhile, the server writes behind what has been there.
        if (reply.outcome === 'written' && reply.revision === first + request.events.length - 1)
          return this.#recorded(request, first, reply.position);
        known = await this.#lookThrough(streamId, reply.revision);
        fresh = true;
      }
    };
    try {
      return await patiently(attempt, this.#patience, new AbortController().signal);
    } catch (error) {
      if (answered || !isPassing(error)) throw error;
      throw new StoreUnavailable(
        'broken',
        `${this.#reader.location}: the server cannot be reached, and it is not known whether it has taken the append; ` +
          'repeat the command under the same id to find out',
        { cause: error },
      );
    }
  }

  #send(
    { streamId, events }: AppendRequest,
    revision: number,
    serverIds: readonly string[],
  ): Promise<AppendReply> {
    const { names, latestRecordedAt } = this.#reader;
    const encodedEvents = events.map((event, index) =>
      encoded(event, serverIds[index] as string, names, latestRecordedAt),
    );
    return this.#connection.append(appendMessages(names.of(streamId), revision, encodedEvents));
  }

  /** The answer to an append that the server has written, with what its readers see of it. */
  async #recorded(
    { streamId, commandId, events }: AppendRequest,
    first: number,
    position: number,
  ): Promise<AppendResult> {
    this.#known.learn(
      streamId,
      first,
      events.map((_, index) => ({ revision: first + index, commandId })),
    );
    try {
      const limit = events.length;
      const sent =
        (await this.#tail.appended(position, limit)) ??
        (await this.#reader.stream({ stream: streamId, from: first, limit }));
      return this.#resultOf('recorded', sent);
    } catch (error) {
      // It is recorded; only its time and the positions of its first events cannot be told now.
      if (!isPassing(error)) throw error;
      return { outcome: 'recorded', revision: first + events.length - 1, position };
    }
  }

  /** Reads what has come to the stream since it was last looked through. */
  async #lookThrough(streamId: string, atLeast?: number): Promise<KnownStream> {
    const from = (this.#known.get(streamId)?.revision ?? -1) + 1;
    const sent = await this.#reader.stream({ stream: streamId, ...(from > 0 && { from }) });
    const events = sent.map((event) => placed(this.#reader.decode(event)));
    return this.#known.learn(streamId, from, events, atLeast) as KnownStream;
  }

  /** The answer to an append whose command stands in the stream. */
  async #answer(
    streamId: string,
    { first, last }: CommandPlace,
    serverIds: readonly string[],
  ): Promise<AppendResult> {
    const found = await this.#reader.stream({ stream: streamId, from: first, limit: last - first + 1 });
    const sent = found.filter((event) => Number(event.getStreamRevision()) <= last);
    if (sent.length === 0)
      throw new StoreUnavailable(
        'broken',
        `${this.#reader.location}: events ${first} to ${last} of stream ${streamId} have been removed from the server`,
      );
    // After an answer was lost, what stands in the stream may be what this very append has written.
    const own = sent.every((event, index) => event.getId()?.getString() === serverIds[index]);
    return this.#resultOf(own ? 'recorded' : 'repeated', sent);
  }

  #resultOf(outcome: AppendResult['outcome'], sent: readonly SentEvent[]): AppendResult {
    const events = sent.map((event) => this.#reader.decode(event));
    const { revision, position, recordedAt } = events.at(-1) as RecordedEvent;
    return { outcome, revision, position, positions: events.map((event) => event.position), recordedAt };
  }
}

function fits({ expectedRevision }: AppendRequest, { revision }: KnownStream): boolean {
  const expected = revisionExpected(expectedRevision);
  return expected === undefined || expected === revision;
}

/** What `KnownCommands` keeps of an event. */
export function placed({ revision, metadata }: RecordedEvent): { revision: number; commandId: string } {
  return { revision, commandId: metadata.commandId };
}
