import type { ServerResponse } from 'node:http';
import { matches, type FeedFilter } from '../feed-filter.ts';
import { Arrivals } from './arrivals.ts';
import { covers, distance, encodeCursor, shownBy, type Positions } from './cursor.ts';
import { Edition } from './edition.ts';
import type { FeedLine, FeedSource } from './feed-source.ts';
import { frame, heartbeat, preamble } from './frame.ts';
import { RecentLines, type Line } from './recent-lines.ts';
import { resumeFrom, shownTo, type ResetReason } from './resume.ts';
import { StreamClient } from './stream-client.ts';
import type { StreamHubOptions } from './stream-hub-options.ts';

interface Group {
  readonly filter: FeedFilter;
  readonly live: Set<StreamClient>;
}

/** Most lines to a frame: a burst becomes several frames, so that no client has to parse megabytes at once. */
const linesPerFrame = 500;

/**
 * Brings the feed to every open screen, each line once, in the order of the log.
 *
 * A client is either *live*: what is published is framed once for all clients of the same filter and the same bytes are
 * written to each of them; or it is *behind* (it has just come, or did not read fast enough): it reads the stored feed
 * on its own until it stands where the live ones stand, and joins them.
 */
export class StreamHub {
  readonly #feed: FeedSource;
  readonly #cityPath: string;
  readonly #options: Required<Omit<StreamHubOptions, 'feed' | 'cityPath' | 'start'>>;
  readonly #lines: RecentLines;
  readonly #edition: Edition;
  readonly #clients = new Set<StreamClient>();
  readonly #groups = new Map<string, Group>();
  readonly #arrivals = new Arrivals(5_000);
  readonly #heartbeat: NodeJS.Timeout;
  #flushTimer: NodeJS.Timeout | undefined;
  #nextFlushAt = 0;
  #closed = false;

  constructor({ feed, cityPath, start, ...options }: StreamHubOptions) {
    this.#feed = feed;
    this.#cityPath = cityPath;
    this.#options = {
      tickMs: 10,
      heartbeatMs: 15_000,
      retryMs: 1_000,
      maxBuffered: 256 * 1_024,
      stallMs: 30_000,
      maxBehind: 20_000,
      recent: 4_000,
      generation: () => undefined,
      parked: () => 0,
      onSize: () => {},
      ...options,
    };
    this.#lines = new RecentLines(this.#options.recent, start);
    this.#edition = new Edition(this.#options);
    this.#heartbeat = setInterval(() => this.#beat(), this.#options.heartbeatMs);
    this.#heartbeat.unref();
  }

  /** Open connections, for `linli_sse_clients`. */
  get size(): number {
    return this.#clients.size;
  }

  /** How far the feed has been published. */
  get published(): Positions {
    return this.#lines.published;
  }

  /** Cursor text of a place in this feed. */
  cursorAt(positions: Positions): string {
    return encodeCursor({ positions, marks: this.#feed.marks(), ...this.#edition.now() });
  }

  /** New lines, in order, and the place they reach up to. Written at once when idle, else with the next tick. */
  publish(reached: Positions, lines: readonly FeedLine[]): void {
    if (this.#closed) return;
    this.#lines.publish(
      reached,
      lines.map((line) => ({ ...line, json: JSON.stringify(line.item) })),
    );
    if (this.#flushTimer !== undefined || !this.#lines.hasPending) return;
    const wait = this.#nextFlushAt - performance.now();
    if (wait <= 0) this.#flush();
    else this.#flushTimer = setTimeout(() => this.#flush(), wait);
  }

  /** Progress without lines, when nobody listens. */
  skip(reached: Positions): void {
    this.#lines.skip(reached);
  }

  /** Tells every client how the city's views stand. */
  announce(): void {
    const bytes = this.#statusFrame();
    for (const client of this.#clients) if (!client.backlogged) client.write(bytes);
  }

  /** What the screens show is no longer what the view holds: all of them load their snapshot again. */
  resetAll(reason: ResetReason): void {
    if (this.#lines.hasPending) this.#flush();
    // Those who come back read the store: what has come in behind is not among the lines in memory.
    this.#lines.skip({});
    this.#edition.change();
    const bytes = frame('reset', JSON.stringify({ reason }), this.cursorAt(this.#lines.flushedTo));
    for (const client of this.#clients) client.write(bytes);
  }

  /**
   * Takes over a response whose headers have been sent. Without a cursor the stream begins now; with one it begins
   * behind it, or with `reset` when the cursor cannot be continued from.
   *
   * @param expiresAt when the client's token ends and the stream with it, milliseconds since 1970 UTC
   */
  open(response: ServerResponse, filter: FeedFilter, resume?: string | Positions, expiresAt?: number): void {
    if (this.#closed) {
      response.end();
      return;
    }
    const from = resumeFrom(resume, this.#lines, this.#feed.marks());
    const client = new StreamClient({
      response,
      filter,
      at: typeof from === 'string' ? this.#lines.flushedTo : from,
      maxBuffered: this.#options.maxBuffered,
      stallMs: this.#options.stallMs,
      expiresAt,
      onClose: (gone) => {
        this.#clients.delete(gone);
        this.#leave(gone);
        this.#options.onSize(this.#clients.size);
      },
    });
    this.#clients.add(client);
    this.#options.onSize(this.#clients.size);
    // Before any id, or a client that is cut right behind one would never hear of it.
    if (typeof from === 'string') this.#tellReset(client, from);
    else if (this.#edition.hasChangedSince(shownTo(resume))) this.#tellReset(client, 'history-changed');
    client.write(preamble(this.#options.retryMs, this.cursorAt(client.at)));
    client.write(this.#statusFrame());
    if (typeof from === 'string') this.#join(client);
    else this.#catchUp(client);
  }

  /** Ends every stream; clients reconnect, with their cursors, to whoever comes up next. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#flushTimer);
    if (this.#lines.hasPending) this.#flush();
    for (const client of [...this.#clients]) client.end();
    this.#arrivals.tell();
  }

  #statusFrame(): Buffer {
    return frame('status', JSON.stringify(this.#options.status()));
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    const begun = performance.now();
    const before = this.#lines.flushedTo;
    const lines = this.#lines.flush();
    for (const { filter, live } of this.#groups.values()) {
      if (live.size === 0) continue;
      const frames = this.#frames(lines, filter);
      if (frames.length === 0) continue;
      for (const client of live) {
        if (client.backlogged) this.#leaveBehind(client, before);
        else for (const bytes of frames) client.write(bytes);
      }
    }
    this.#arrivals.tell();
    // At most half of the time goes into writing: many clients make the ticks longer and the frames fuller.
    const end = performance.now();
    this.#nextFlushAt = Math.max(begun + this.#options.tickMs, end + (end - begun));
  }

  #frames(lines: readonly Line[], filter: FeedFilter): readonly Buffer[] {
    const chosen = lines.filter(({ item }) => matches(filter, item, this.#cityPath));
    const frames: Buffer[] = [];
    for (let from = 0; from < chosen.length; from += linesPerFrame) {
      const part = chosen.slice(from, from + linesPerFrame);
      const json = `[${part.map((line) => line.json).join(',')}]`;
      frames.push(frame('feed', json, this.#idOf(part.at(-1) as Line)));
    }
    return frames;
  }

  #leaveBehind(client: StreamClient, at: Positions): void {
    this.#leave(client);
    client.at = at;
    void client.drained(this.#options.stallMs).then((drained) => {
      if (drained) this.#catchUp(client);
      else client.cut();
    });
  }

  /** Brings a client that is behind to where the live ones are. At most one runs per client. */
  #catchUp(client: StreamClient): void {
    this.#readOn(client).catch(() => {
      // The store could not be read: the client comes back with its cursor, and finds it healed or is cut again.
      client.cut();
    });
  }

  async #readOn(client: StreamClient): Promise<void> {
    while (!client.gone && !this.#closed) {
      const until = this.#lines.flushedTo;
      if (!covers(until, client.at)) {
        // A snapshot is read from the store and can be a moment ahead of what has been flushed.
        if (await this.#arrivals.until(() => this.#closed || covers(this.#lines.flushedTo, client.at)))
          continue;
        this.#reset(client, 'unknown-cursor');
        return;
      }
      if (covers(client.at, this.#lines.base)) {
        for (const bytes of this.#frames(this.#lines.since(client.at), client.filter)) client.write(bytes);
        this.#join(client);
        return;
      }
      if (distance(client.at, until) > this.#options.maxBehind) {
        this.#reset(client, 'too-far-behind');
        return;
      }
      const { lines, reached } = await this.#feed.read(client.at, until, linesPerFrame, client.filter);
      client.at = reached;
      const last = lines.at(-1);
      if (last !== undefined) {
        client.write(frame('feed', JSON.stringify(lines.map(({ item }) => item)), this.#idOf(last)));
      }
      if (client.backlogged && !(await client.drained(this.#options.stallMs))) {
        client.cut();
        return;
      }
    }
  }

  #join(client: StreamClient): void {
    if (client.gone) return;
    const group = this.#groups.get(client.key) ?? { filter: client.filter, live: new Set() };
    this.#groups.set(client.key, group);
    group.live.add(client);
    client.live = true;
  }

  #leave(client: StreamClient): void {
    const group = this.#groups.get(client.key);
    group?.live.delete(client);
    client.live = false;
    if (group?.live.size === 0) this.#groups.delete(client.key);
  }

  #reset(client: StreamClient, reason: ResetReason): void {
    client.at = this.#lines.flushedTo;
    this.#tellReset(client, reason);
    this.#join(client);
  }

  #tellReset(client: StreamClient, reason: ResetReason): void {
    client.write(frame('reset', JSON.stringify({ reason }), this.cursorAt(client.at)));
  }

  #idOf({ item }: FeedLine): string {
    return shownBy(this.#edition.now(), item.cursor);
  }

  #beat(): void {
    const live = heartbeat(this.cursorAt(this.#lines.flushedTo));
    const behind = heartbeat();
    for (const client of this.#clients) {
      if (!client.backlogged) client.write(client.live ? live : behind);
    }
  }
}
