import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FeedItem, OperationsStatus, Page } from '../src/api.ts';
import { found, gridPath, incidentId, record, take, wholeLife } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';

const api = '/v1/operations';

describe('whole answers as files', () => {
  let city: CityWorld;
  beforeAll(async () => {
    city = await openCityWorld();
    await found(city.residents, 12);
    const category = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
    const classes = [{ category, zh: '=暴露垃圾', en: 'Exposed, rubbish' }];
    const event = { type: 'CatalogueVersionActivated', data: { version: 1, classes, views: [] } } as const;
    await record(city.incidents, 'catalogue', [{ event }]);
    for (let number = 1; number <= 40; number++)
      for (const step of wholeLife)
        await take(city.incidents, step, { incident: incidentId(number), grid: (number % 12) + 1 });
    for (const step of ['report', 'locate', 'route', 'accept', 'miss'] as const)
      await take(city.incidents, step, { incident: incidentId(41), grid: 1, urgent: true });
    await city.settled();
  });
  afterAll(() => city.close());

  const file = async (path: string, token?: string) => {
    const answer = await city.get(`${api}/${path}`, token);
    const [header = '', ...rows] = answer.text.split('\r\n');
    expect(rows.pop()).toBe('');
    return { ...answer, header, rows };
  };
  const position = async () => (await city.get<OperationsStatus>(`${api}/status`)).body.asOf.position;
  const incidents = async () => /incidents:\d+/.exec(await position())?.[0] as string;

  test('the stream is told to its end, far more than one page, with right headings and the position it was taken at', async () => {
    const { status, headers, header, rows } = await file('feed.csv');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(header.startsWith('事件时间,动态,工单号,')).toBe(true);
    expect(header).not.toContain('上报时间');
    const at = await incidents();
    expect(headers.get('content-disposition')).toContain(`linli-feed-${at.replace(':', '-')}.csv`);
    // The catalogue's event is none of an incident.
    expect(rows).toHaveLength((await city.incidents.head()) - 1);
    expect(rows.length).toBeGreaterThan(500);
    expect(rows.every((row) => row.endsWith(`,${at}`))).toBe(true);
  });

  test('its rows are those of the feed, in order, with codes that keep their zeros and names that run nothing', async () => {
    const { rows } = await file('feed.csv?severity=urgent');
    const { items } = (await city.get<Page<FeedItem>>(`${api}/feed?severity=urgent&limit=500`)).body;
    const tickets = rows.map((row) => row.split(',')[2]);
    expect(tickets).toEqual(items.map(({ ticket }) => ticket));
    expect(rows[0]).toContain('超期,');
    for (const row of rows) {
      expect(row).toContain(",'=暴露垃圾,GB/T-47678.5/matter/06010,");
      expect(row).toMatch(/^2026-05-01T09:00:00\+08:00,/);
    }
  });

  test('begins with a byte order mark, by which a spreadsheet knows that it is UTF-8', async () => {
    const authorization = `Bearer ${await city.token(['viewer'])}`;
    const answer = await fetch(`${city.url}${api}/grids/counts.csv`, { headers: { authorization } });
    expect([...new Uint8Array(await answer.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  test('in English too', async () => {
    const { header, rows } = await file('feed.csv?lang=en&severity=urgent');
    expect(header).toMatch(/^Event time,Event,Ticket,/);
    expect(rows[0]).toContain(',"Exposed, rubbish",');
  });

  test('as of a moment of the past it is what it was then', async () => {
    const then = await incidents();
    const before = (await file(`feed.csv?asOf=${then}`)).text;
    await take(city.incidents, 'report', { incident: incidentId(42), grid: 1 });
    await city.settled();
    expect((await file(`feed.csv?asOf=${then}`)).text).toBe(before);
    expect((await file('feed.csv')).rows.length).toBeGreaterThan(before.split('\r\n').length - 2);
  });

  test('clocks and grids are files too, and only of the areas one may see', async () => {
    const clocks = await file('clocks.csv');
    expect(clocks.header).toContain('工单号,类别,类别编码,区域,单位,环节');
    expect(clocks.rows.some((row) => row.includes(',handling,1,work_hours,4,'))).toBe(true);
    const counts = await file('grids/counts.csv');
    expect(counts.header.startsWith('网格,区域,在办,超期,今日上报,截至位置')).toBe(true);
    expect(counts.rows).toHaveLength(12);
    const narrow = await city.token(['viewer'], [gridPath(1)]);
    const few = await file('grids/counts.csv', narrow);
    expect(few.rows.map((row) => row.split(',')[0])).toEqual(['G0001']);
    expect((await file('feed.csv', narrow)).rows.every((row) => row.includes(gridPath(1)))).toBe(true);
    expect((await city.get(`${api}/feed.csv?area=${gridPath(2)}`, narrow)).status).toBe(403);
  });

  test('what is wrong with the question is said before a file begins', async () => {
    for (const query of ['lang=fr', 'asOf=garbage', 'area=42', 'limit=3'])
      expect([query, (await city.get(`${api}/feed.csv?${query}`)).status]).toEqual([query, 400]);
  });
});
