import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createParser } from 'eventsource-parser';
import type { FeedItem, OperationsStatus } from '../src/api.ts';
import { matches, type FeedFilter } from '../src/feed-filter.ts';
import { encodeCursor, type Positions } from '../src/stream/cursor.ts';
import type { FeedLine, FeedSource } from '../src/stream/feed-source.ts';
import { StreamHub } from '../src/stream/stream-hub.ts';
import type { StreamHubOptions } from '../src/stream/stream-hub-options.ts';

export const cityPath = '42/01/05/011/010/';
export const everything: FeedFilter = { areas: [''] };

const status: OperationsStatus = {
  city: { name: '江欣苑', areaPath: cityPath },
  asOf: { position: 'incidents:0', moment: '2026-05-01T00:00:00.000Z', live: true },
  sources: [],
  clock: { now: '2026-05-01T00:00:00.000Z', rate: 1 },
  parked: 0,
};

/** A line as the feed has it; `padding` makes it as long as a test needs. */
export function line(position: number, over: Partial<FeedItem> = {}, padding = ''): FeedLine {
  const cursor = encodeCursor({
    positions: { incidents: position },
    marks: { incidents: 'log' },
    at: 'incidents',
  });
  const item: FeedItem = {
    cursor,
    position,
    recordedAt: '2026-05-01T00:00:00.000Z',
    type: 'IncidentReported',
    incidentId: '0198c0de-0000-7000-8000-000000000000',
    ticket: `00-0000-0000${padding}`,
    areaPath: cityPath,
    ...over,
  };
  return { source: 'incidents', position, item };
}

/** The stored feed, in memory; every read takes a turn of the event loop, as a real one does. */
export class StoredFeed implements FeedSource {
  readonly lines: FeedLine[] = [];
  reads = 0;

  marks(): Readonly<Record<string, string>> {
    return { incidents: 'log' };
  }

  async read(after: Positions, until: Positions, limit: number, filter: FeedFilter = everything) {
    this.reads += 1;
    await new Promise(setImmediate);
    const part = this.lines
      .filter(({ source, position }) => position > (after[source] ?? 0) && position <= (until[source] ?? 0))
      .slice(0, limit);
    const reached = part.length < limit ? { ...after, ...until } : { ...after };
    for (const { source, position } of part) reached[source] = Math.max(reached[source] ?? 0, position);
    return { lines: part.filter(({ item }) => matches(filter, item, cityPath)), reached };
  }
}

export interface World {
  readonly hub: StreamHub;
  readonly feed: StoredFeed;
  readonly server: Server;
  readonly url: string;
  /** Stores and publishes lines from the position after the last one. */
  append(lines: readonly FeedLine[]): void;
  /** Bytes that wait in this process for all of its clients. */
  buffered(): number;
  close(): Promise<void>;
}

/** A hub behind a real HTTP server; `Last-Event-ID` resumes, `?severity=` filters, `?expires=` is the end of the token. */
export async function openWorld(options: Partial<StreamHubOptions> = {}): Promise<World> {
  const feed = new StoredFeed();
  const hub = new StreamHub({
    feed,
    cityPath,
    start: { incidents: 0 },
    status: () => status,
    ...options,
  });
  const server = createServer((incoming, response) => {
    response.setHeader('connection', 'close');
    response.removeHeader('transfer-encoding');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const query = new URL(incoming.url ?? '/', 'http://city').searchParams;
    const severity = query.get('severity');
    const expires = query.get('expires');
    const filter = severity === null ? everything : { ...everything, severity };
    const resume = incoming.headers['last-event-id'] as string | undefined;
    hub.open(response, filter, resume, expires === null ? undefined : Number(expires));
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    hub,
    feed,
    server,
    url: `http://127.0.0.1:${port}/`,
    append(lines) {
      feed.lines.push(...lines);
      const position = lines.at(-1)?.position;
      if (position === undefined) return;
      if (hub.size === 0) hub.skip({ incidents: position });
      else hub.publish({ incidents: position }, lines);
    },
    buffered: () => [...sockets].reduce((sum, { writableLength }) => sum + writableLength, 0),
    async close() {
      hub.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A screen: follows the stream, remembers what it was told, and can be cut or stop reading at any moment. */
export class Screen {
  readonly items: FeedItem[] = [];
  readonly resets: string[] = [];
  statuses = 0;
  comments = 0;
  lastEventId: string | undefined;
  lastStatus: OperationsStatus | undefined;
  ended = false;
  /** The connection broke off instead of ending. */
  aborted = false;
  readonly opened: Promise<void>;
  readonly #request: ReturnType<typeof request>;
  #response: IncomingMessage | undefined;
  #watchers: (() => void)[] = [];

  constructor(url: string, lastEventId?: string, headers: Record<string, string> = {}) {
    this.lastEventId = lastEventId;
    const parser = createParser({
      onEvent: ({ event, data, id }) => {
        if (id !== undefined) this.lastEventId = id;
        if (event === 'feed') this.items.push(...(JSON.parse(data) as FeedItem[]));
        if (event === 'reset') this.resets.push((JSON.parse(data) as { reason: string }).reason);
        if (event === 'status') {
          this.statuses += 1;
          this.lastStatus = JSON.parse(data) as OperationsStatus;
        }
      },
      onComment: () => {
        this.comments += 1;
      },
    });
    this.#request = request(url, {
      headers: { ...headers, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
      agent: false,
    });
    this.opened = new Promise((resolve) => {
      this.#request.on('response', (response) => {
        this.#response = response;
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          parser.feed(text);
          this.#tell();
        });
        response.on('close', () => {
          this.ended = true;
          this.#tell();
        });
        response.on('error', () => {
          this.aborted = true;
        });
        resolve();
      });
    });
    this.#request.on('error', () => {
      this.ended = true;
      this.#tell();
    });
    this.#request.end();
  }

  get positions(): readonly number[] {
    return this.items.map(({ position }) => position);
  }

  /** Resolves when the condition holds; asked again after each piece of news. */
  async until(condition: (screen: Screen) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  stopReading(): void {
    this.#response?.pause();
  }

  readOn(): void {
    this.#response?.resume();
  }

  /** Gone without a word. */
  cut(): void {
    this.#request.destroy();
  }

  #tell(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const tell of watchers) tell();
  }
}
