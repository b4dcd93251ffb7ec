import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FeedItem, Page } from '../src/api.ts';
import { found, gridPath, incidentId, take, wholeLife } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';
import { cityPath, Screen } from './stream-world.ts';

const api = '/v1/operations';

describe('GET /v1/operations/stream', () => {
  let city: CityWorld;
  let cookie: string;
  let number = 0;
  beforeAll(async () => {
    city = await openCityWorld({ durable: true });
    await found(city.residents, 8);
    cookie = `linli_session=${await city.token(['viewer'])}`;
    await life();
    await city.settled();
  });
  afterAll(() => city.close());

  const screen = (query = '', lastEventId?: string) =>
    new Screen(`${city.url}${api}/stream${query}`, lastEventId, { cookie });
  const whole = async () => (await city.get<Page<FeedItem>>(`${api}/feed?limit=500`)).body.items.toReversed();

  /** One more incident from report to closing; the position of its last event. */
  async function life(): Promise<number> {
    number += 1;
    const told = { incident: incidentId(number), grid: (number % 8) + 1 };
    let position = 0;
    for (const step of wholeLife) position = await take(city.incidents, step, told);
    return position;
  }

  test('is answered as server-sent events that no proxy may hold back or change', async () => {
    const answer = await fetch(`${city.url}${api}/stream`, { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    const reader = answer.body?.getReader();
    const first = new TextDecoder().decode((await reader?.read())?.value as Uint8Array);
    expect(first).toMatch(/^retry: \d+\nid: [\w-]+\n\nevent: status\ndata: \{/);
    await reader?.cancel();
  });

  test('a HEAD request is answered and ended', async () => {
    const answer = await fetch(`${city.url}${api}/stream`, { method: 'HEAD', headers: { cookie } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
  });

  test('from the snapshot on, every event comes once, and equal to what the feed answers', async () => {
    const snapshot = await whole();
    const live = screen('', snapshot.at(-1)?.cursor);
    await live.until(({ statuses }) => statuses > 0);
    const last = await life();
    await live.until(({ items }) => items.at(-1)?.position === last);
    live.cut();
    expect([...snapshot, ...live.items]).toEqual(await whole());
  });

  test('positions of an answer are a place to begin at as well', async () => {
    const { body } = await city.get<Page<FeedItem>>(`${api}/feed?limit=1`);
    const last = await life();
    const live = screen(`?after=${body.asOf.position},residents:3`);
    await live.until(({ items }) => items.at(-1)?.position === last);
    live.cut();
    expect(live.positions[0]).toBe((body.items[0] as FeedItem).position + 1);
  });

  test('P11: a real client cut at random messages resumes by Last-Event-ID without gap or repeat', async () => {
    const begin = (await whole()).at(-1) as FeedItem;
    const seen: FeedItem[] = [];
    let last = Number.POSITIVE_INFINITY;
    const traffic = (async () => {
      for (let n = 0; n < 40; n += 1) last = await life();
      return last;
    })();
    let finished = false;
    void traffic.then(() => (finished = true));
    let cursor = begin.cursor;
    let random = 7;
    while (!finished || seen.at(-1)?.position !== last) {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      const many = 1 + (random % 60);
      const live = screen('', cursor);
      await live.until(
        ({ items, ended }) => items.length >= many || ended || (finished && items.at(-1)?.position === last),
      );
      live.cut();
      expect(live.resets).toEqual([]);
      seen.push(...live.items);
      cursor = live.items.at(-1)?.cursor ?? cursor;
    }
    expect(seen).toEqual(await since(begin.position));
    expect(seen.map(({ position }) => position)).toEqual(
      Array.from({ length: last - begin.position }, (_, n) => begin.position + 1 + n),
    );
  }, 120_000);

  test('narrowed to an area and a severity it brings those lines alone, resumed as well as live', async () => {
    const area = gridPath(3);
    const live = screen(`?area=${area}`);
    await live.until(({ statuses }) => statuses > 0);
    const begin = await city.incidents.head();
    await take(city.incidents, 'report', { incident: incidentId(901), grid: 3 });
    await take(city.incidents, 'locate', { incident: incidentId(902), grid: 4 });
    await take(city.incidents, 'locate', { incident: incidentId(901), grid: 3 });
    await live.until(({ items }) => items.length > 0);
    live.cut();
    expect(live.items.map(({ type, incidentId: id }) => [type, id])).toEqual([
      ['IncidentLocated', incidentId(901)],
    ]);
    const resumed = screen(`?area=${area}&after=incidents:${begin}`);
    await resumed.until(({ items }) => items.length > 0);
    resumed.cut();
    expect(resumed.items).toEqual(live.items);
    const urgent = screen(`?severity=urgent&category=06&after=incidents:${begin}`);
    await urgent.until(({ statuses }) => statuses > 0);
    await take(city.incidents, 'report', { incident: incidentId(903), grid: 3, urgent: true });
    await urgent.until(({ items }) => items.length > 0);
    urgent.cut();
    expect(new Set(urgent.items.map(({ incidentId: id }) => id))).toEqual(new Set([incidentId(903)]));
  });

  test('a cursor of another city is answered with reset', async () => {
    const foreign = Buffer.from('1 incidents=2=elsewhere').toString('base64url');
    const live = screen('', foreign);
    await live.until(({ resets }) => resets.length > 0);
    live.cut();
    expect(live.resets).toEqual(['foreign-cursor']);
  });

  test.each([
    ['bearer', (token: string) => ({ authorization: `Bearer ${token}` })],
    ['cookie', (token: string) => ({ cookie: `linli_session=${token}` })],
  ] as const)('a stream by %s ends with its token, and the next goes on behind it', async (_how, by) => {
    const headers = by(await city.token(['viewer'], [''], 1));
    const begin = await city.incidents.head();
    const live = new Screen(`${city.url}${api}/stream?after=incidents:${begin}`, undefined, headers);
    await live.until(({ statuses }) => statuses > 0);
    const before = await life();
    await live.until(({ items, ended }) => ended || items.at(-1)?.position === before);
    expect(live.items.at(-1)?.position).toBe(before);
    await live.until(({ ended }) => ended);
    expect([live.aborted, live.resets]).toEqual([false, []]);
    expect((await fetch(`${city.url}${api}/stream`, { headers })).status).toBe(401);
    const last = await life();
    const next = screen('', live.lastEventId);
    await next.until(({ items }) => items.at(-1)?.position === last);
    next.cut();
    expect([...live.items, ...next.items]).toEqual(await since(begin));
  });

  test('open streams are counted in the metrics', async () => {
    const open = [screen(), screen()];
    await Promise.all(open.map((live) => live.until(({ statuses }) => statuses > 0)));
    const metrics = await (await fetch(`${city.url}/metrics`)).text();
    expect(Number(/^linli_sse_clients\S* (\d+)/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(2);
    expect(metrics).toMatch(/linli_projection_lag_events\{[^}]*projection="operations.incident-board"/);
    for (const live of open) live.cut();
  });

  test('everybody sees the same city path in the status', async () => {
    const live = screen();
    await live.until(({ lastStatus }) => lastStatus !== undefined);
    live.cut();
    expect(live.lastStatus?.city.areaPath).toBe(cityPath);
  });

  async function since(position: number): Promise<readonly FeedItem[]> {
    const items: FeedItem[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const page: Page<FeedItem> = (await city.get<Page<FeedItem>>(`${api}/feed?limit=500${cursor}`)).body;
      items.push(...page.items.filter((item) => item.position > position));
      next = page.items.some((item) => item.position <= position) ? undefined : page.next;
    }
    return items.reverse();
  }
});

test('when the service stops, its streams end cleanly and in time', async () => {
  const city = await openCityWorld();
  const cookie = `linli_session=${await city.token(['viewer'])}`;
  const screens = [1, 2, 3].map(() => new Screen(`${city.url}${api}/stream`, undefined, { cookie }));
  await Promise.all(screens.map((live) => live.until(({ statuses }) => statuses > 0)));
  await city.close();
  await Promise.all(screens.map((live) => live.until(({ ended }) => ended)));
  expect(screens.map(({ aborted }) => aborted)).toEqual([false, false, false]);
});
