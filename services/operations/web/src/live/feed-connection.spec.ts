import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { FeedItem } from '@linli/operations/api';
import { openFeed, type ConnectionState } from './feed-connection.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const line = (position: number): FeedItem => ({
  cursor: `incidents:${position}`,
  position,
  recordedAt: '2026-05-01T01:00:00.000Z',
  type: 'IncidentReported',
  incidentId: 'i',
  ticket: 'JX-1',
});
const frame = (...positions: number[]) =>
  `event: feed\nid: incidents:${positions.at(-1)}\ndata: ${JSON.stringify(positions.map(line))}\n\n`;
const stream = (response: ServerResponse, text: string) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(text);
};

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** A real server whose answers are given one after the other, and a screen that follows it. */
async function following(answers: readonly Answer[], over: { renew?: boolean; silenceMs?: number } = {}) {
  const asked: (string | undefined)[] = [];
  const server: Server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request.headers['last-event-id']?.toString());
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const seen: number[] = [];
  const states: ConnectionState['kind'][] = [];
  let resets = 0;
  const waiting = new Set<() => void>();
  const changed = () => waiting.forEach((check) => check());
  const feed = openFeed({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    from: 'incidents:1',
    fetch,
    onFeed: (items) => (seen.push(...items.map((item) => item.position)), changed()),
    onStatus: () => changed(),
    onReset: () => (resets++, changed()),
    onState: (state) => (states.push(state.kind), changed()),
    renewSession: async () => over.renew ?? false,
    now: Date.now,
    random: () => 0,
    firstDelayMs: 1,
    longestDelayMs: 4,
    ...(over.silenceMs === undefined ? {} : { silenceMs: over.silenceMs }),
  });
  closers.push(() => {
    feed.close();
    server.closeAllConnections();
    server.close();
  });
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!condition()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { asked, seen, states, until, resets: () => resets };
}

describe('following the feed', () => {
  test('a cut connection is taken up after the last line seen, without gap or repeat', async () => {
    const feed = await following([
      (_, response) => {
        stream(response, frame(2, 3) + 'event: feed\nid: incidents:4\ndata: [half');
        setImmediate(() => response.destroy());
      },
      (_, response) => stream(response, frame(4, 5)),
    ]);
    await feed.until(() => feed.seen.length === 4);
    expect(feed.seen).toEqual([2, 3, 4, 5]);
    expect(feed.asked).toEqual(['incidents:1', 'incidents:3']);
    expect(feed.states).toEqual(['connecting', 'open', 'cut', 'open']);
  });

  test('a server that refuses is asked again until it answers', async () => {
    const refuse: Answer = (_, response) => response.writeHead(503).end();
    const feed = await following([refuse, refuse, refuse, (_, response) => stream(response, frame(2))]);
    await feed.until(() => feed.seen.length === 1);
    expect(feed.asked).toHaveLength(4);
  });

  test('a connection without heartbeat counts as cut', async () => {
    const next: Answer = ({ headers }, response) =>
      stream(response, frame(Number(String(headers['last-event-id']).split(':')[1]) + 1));
    const feed = await following([next], { silenceMs: 60 });
    await feed.until(() => feed.seen.includes(3));
    expect(feed.seen.slice(0, 2)).toEqual([2, 3]);
    expect(feed.states).toContain('cut');
  });

  test('a reset ends the connection and asks for a new snapshot', async () => {
    const feed = await following([
      (_, response) => stream(response, 'event: reset\ndata: {"reason":"too_far_behind"}\n\n' + frame(9)),
    ]);
    await feed.until(() => feed.resets() === 1);
    expect(feed.seen).toEqual([]);
    expect(feed.asked).toHaveLength(1);
  });

  test('a session that ran out is renewed', async () => {
    const feed = await following(
      [(_, response) => response.writeHead(401).end(), (_, response) => stream(response, frame(2))],
      { renew: true },
    );
    await feed.until(() => feed.seen.length === 1);
    expect(feed.states).not.toContain('signed-out');
  });

  test('a stream that ends with its session goes on with the next, without gap or repeat', async () => {
    const feed = await following(
      [
        (_, response) => {
          stream(response, frame(2, 3));
          response.end();
        },
        (_, response) => response.writeHead(401).end(),
        (_, response) => stream(response, frame(4)),
      ],
      { renew: true },
    );
    await feed.until(() => feed.seen.includes(4));
    expect(feed.seen).toEqual([2, 3, 4]);
    expect(feed.asked).toEqual(['incidents:1', 'incidents:3', 'incidents:3']);
    expect(feed.states).toEqual(['connecting', 'open', 'cut', 'open']);
  });

  test('a renewed session that is refused all the same is not asked for without a pause', async () => {
    const feed = await following([(_, response) => response.writeHead(401).end()], { renew: true });
    await feed.until(() => feed.states.filter((state) => state === 'cut').length === 3);
    expect(feed.asked.length).toBeLessThanOrEqual(5);
  });

  test('where no session is to be had it says so', async () => {
    const feed = await following([(_, response) => response.writeHead(401).end()]);
    await feed.until(() => feed.states.includes('signed-out'));
    expect(feed.seen).toEqual([]);
  });
});
