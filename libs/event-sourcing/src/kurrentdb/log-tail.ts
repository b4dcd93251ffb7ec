import { setTimeout as pause } from 'node:timers/promises';
import type { ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { EventFilter, LogPage } from '../event-store.ts';
import { HeadWatch } from '../following.ts';
import type { SentEvent } from './event-encoding.ts';
import { errorOf } from './failures.ts';
import type { KurrentJournal } from './journal.ts';
import type { LogEnd, LogReader } from './log-reader.ts';
import { backOff } from './patience.ts';

/** So much of the log's end is kept in memory for its followers; who is further behind asks the server. */
const recentEvents = 2_000;
const recentBytes = 16_000_000;
/** Milliseconds after the answer to an append within which its events come over the subscription, or are asked for. */
const longestLag = 1_000;

interface Recent {
  readonly position: number;
  readonly bytes: number;
  readonly sent: SentEvent;
}

/**
 * The end of the log as it grows: one subscription that serves every follower in the process. When it drops, it is
 * begun anew and looks up where the log ends by then; a follower decides by its position alone whether the tail has what
 * it needs or the server must be asked, so there is no seam at which an event could be lost or repeated.
 */
export class LogTail {
  /** Told of every position up to which the tail has everything. */
  readonly watch = new HeadWatch(0);
  readonly #reader: LogReader;
  readonly #journal: KurrentJournal | undefined;
  readonly #stopping = new AbortController();
  readonly #recent: Recent[] = [];
  #recentBytes = 0;
  #live = false;
  /** Every event of the log behind this position, up to what is covered, is among the recent ones. */
  #from = Infinity;
  #end: LogEnd = { head: 0, covered: 0 };
  #running: Promise<void> | undefined;

  constructor(reader: LogReader, journal: KurrentJournal | undefined) {
    this.#reader = reader;
    this.#journal = journal;
  }

  /** Resolves when the subscription stands and the end of the log is known; rejects with what the first attempt fails with. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#running = this.#keepFollowing(resolve, reject);
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Last position of the log now, 0 when it is empty. */
  async head(): Promise<number> {
    return (await this.#reader.end(this.#end)).head;
  }

  /**
   * The so many events that end at the position, once the tail has them; `undefined` when they do not come or are not kept.
   * Nothing stands between the events of one append.
   */
  async appended(position: number, count: number): Promise<SentEvent[] | undefined> {
    if (!this.#live) return undefined;
    await this.watch.past(position - 1, AbortSignal.timeout(longestLag)).catch(() => undefined);
    const behind = this.#firstBehind(position);
    if (behind < count || this.#recent[behind - 1]?.position !== position) return undefined;
    return this.#recent.slice(behind - count, behind).map(({ sent }) => sent);
  }

  /** A page of what comes after the position, if the tail has all of it. */
  page(after: number, filter: EventFilter | undefined, limit: number): LogPage | undefined {
    if (after < this.#from) return undefined;
    const { covered } = this.#end;
    const events = [];
    for (let index = this.#firstBehind(after); index < this.#recent.length; index++) {
      const { position, sent } = this.#recent[index] as Recent;
      if (!this.#reader.matches(sent, filter)) continue;
      events.push(this.#reader.decode(sent));
      if (events.length === limit) return { events, position, head: covered };
    }
    const position = Math.max(after, covered);
    return { events, position, head: position };
  }

  #firstBehind(after: number): number {
    let low = 0;
    let high = this.#recent.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#recent[middle] as Recent).position <= after) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #keepFollowing(started: () => void, failed: (error: unknown) => void): Promise<void> {
    const { signal } = this.#stopping;
    let begun = false;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await this.#followOnce(() => {
          if (begun) this.#journal?.info({ log: this.#reader.location }, 'the log is followed again');
          failures = 0;
          begun = this.#live = true;
          started();
        });
      } catch (error) {
        if (!begun) {
          failed(error);
          return;
        }
        const { message } = errorOf(this.#reader.location, error);
        if (failures === 0) this.#journal?.warn({ log: this.#reader.location }, `${message}; trying again`);
      }
      this.#live = false;
      await pause(backOff(Math.max(failures, 1)), undefined, { signal }).catch(() => undefined);
    }
  }

  async #followOnce(onStart: () => void): Promise<void> {
    for await (const message of this.#reader.subscribe(this.#stopping.signal)) {
      if (message.hasConfirmation()) {
        // From here on the subscription brings every event; what came before, this look at the log shows.
        this.#beginAt(await this.#reader.end(this.#end));
        onStart();
      } else this.#take(message);
    }
  }

  #beginAt(end: LogEnd): void {
    this.#recent.length = 0;
    this.#recentBytes = 0;
    this.#from = end.head;
    this.#reach(end);
  }

  #take(message: ReadResp): void {
    const checkpoint = message.getCheckpoint();
    if (checkpoint) {
      // One that names a record the server has looked at; others name where it would begin to look next.
      if (checkpoint.getCommitPosition() === checkpoint.getPreparePosition())
        this.#reach({ ...this.#end, covered: Number(checkpoint.getCommitPosition()) });
      return;
    }
    const sent = message.getEvent()?.getEvent();
    if (!sent || !this.#reader.matches(sent)) return;
    const position = this.#reader.position(sent);
    if (position <= this.#end.covered) return;
    this.#reader.notice(sent);
    const bytes = sent.getData_asU8().length + sent.getCustomMetadata_asU8().length;
    this.#recent.push({ position, bytes, sent });
    this.#recentBytes += bytes;
    while (this.#recent.length > recentEvents || this.#recentBytes > recentBytes) {
      const oldest = this.#recent.shift() as Recent;
      this.#recentBytes -= oldest.bytes;
      this.#from = oldest.position;
    }
    this.#reach({ head: position, covered: position });
  }

  #reach(end: LogEnd): void {
    if (end.covered < this.#end.covered) return;
    this.#end = end;
    this.watch.moveTo(end.covered);
  }
}
