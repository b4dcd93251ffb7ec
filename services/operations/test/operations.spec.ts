import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  ActivityStrip,
  AreaItem,
  ClockItem,
  FeedItem,
  GridCounts,
  GridGeometry,
  IncidentView,
  OperationsStatus,
  Page,
} from '../src/api.ts';
import { found, gridPath, incidentId, litter, stalls, take, wholeLife } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';
import { cityPath } from './stream-world.ts';

const api = '/v1/operations';
const told = { incident: incidentId(1), grid: 1 };
const other = { incident: incidentId(2), grid: 2, urgent: true };

describe('the operations centre', () => {
  let city: CityWorld;
  /** Position of the log after each of the first incident's steps. */
  const after: number[] = [];

  beforeAll(async () => {
    city = await openCityWorld();
    await found(city.residents, 12);
    for (const step of wholeLife) {
      after.push(await take(city.incidents, step, told));
      city.clock.advance(60_000);
    }
    for (const step of ['report', 'locate', 'route', 'accept', 'miss'] as const) {
      await take(city.incidents, step, other);
      city.clock.advance(60_000);
    }
    await city.settled();
  });
  afterAll(() => city.close());

  test('RM-I2: the feed has every event of every incident, newest first, with what is known of the incident', async () => {
    const { body } = await city.get<Page<FeedItem>>(`${api}/feed?limit=500`);
    const head = await city.incidents.head();
    expect(body.items.map(({ position }) => position)).toEqual(
      Array.from({ length: head }, (_, n) => head - n),
    );
    expect(body.items[0]).toMatchObject({
      type: 'DeadlineMissed',
      incidentId: other.incident,
      areaPath: gridPath(2),
      gridCode: 'G0002',
      category: litter,
      severity: 'urgent',
      channel: 'grid_worker',
      clock: { stage: 'handling', missed: true },
    });
    expect(body.asOf.live).toBe(true);
    expect(body.next).toBeUndefined();
  });

  test('RM-I2: pages of any size put together are the whole feed', async () => {
    const whole = (await city.get<Page<FeedItem>>(`${api}/feed?limit=500`)).body.items;
    for (const limit of [1, 3, 7, 50]) {
      const items: FeedItem[] = [];
      for (let next: string | undefined = ''; next !== undefined;) {
        const cursor: string = next === '' ? '' : `&cursor=${next}`;
        const page: Page<FeedItem> = (await city.get<Page<FeedItem>>(`${api}/feed?limit=${limit}${cursor}`))
          .body;
        expect(page.items.length).toBeLessThanOrEqual(limit);
        items.push(...page.items);
        next = page.next;
      }
      expect(items).toEqual(whole);
    }
  });

  test("RM-I2: a line's own cursor leads to the lines before it", async () => {
    const { items } = (await city.get<Page<FeedItem>>(`${api}/feed?limit=5`)).body;
    const before = (await city.get<Page<FeedItem>>(`${api}/feed?limit=2&cursor=${items[2]?.cursor}`)).body;
    expect(before.items).toEqual(items.slice(3, 5));
  });

  test('RM-I2: narrows by area, category and severity, judged at the event', async () => {
    const urgent = (await city.get<Page<FeedItem>>(`${api}/feed?severity=urgent&limit=500`)).body.items;
    expect(new Set(urgent.map(({ incidentId: id }) => id))).toEqual(new Set([other.incident]));
    const there = (await city.get<Page<FeedItem>>(`${api}/feed?area=${gridPath(1)}&limit=500`)).body.items;
    expect(there.length).toBeGreaterThan(5);
    expect(there.every(({ areaPath }) => areaPath === gridPath(1))).toBe(true);
    const stallLines = (await city.get<Page<FeedItem>>(`${api}/feed?category=09&limit=500`)).body.items;
    expect(stallLines).toEqual([]);
    const matter = (await city.get<Page<FeedItem>>(`${api}/feed?category=06&kind=component`)).body.items;
    expect(matter).toEqual([]);
  });

  test('RM-I1: an incident tells its stage, its clocks and its timeline', async () => {
    const { body } = await city.get<IncidentView>(`${api}/incidents/${told.incident}`);
    expect(body).toMatchObject({
      stage: 'closed',
      areaPath: gridPath(1),
      category: litter,
      severity: 'normal',
      channel: 'grid_worker',
      leadUnit: 'community:420105011010',
      supportUnits: ['sanitation:420105'],
      reportedAt: '2026-05-01T01:00:00.000Z',
    });
    expect(body.clocks.map(({ stage, state, missed }) => [stage, state, missed])).toEqual([
      ['triage', 'stopped', false],
      ['dispatch', 'stopped', false],
      ['handling', 'stopped', false],
      ['check', 'stopped', false],
    ]);
    const positions = body.timeline.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((one, next) => one - next));
    expect(positions).toHaveLength(after.at(-1) as number);
  });

  test('RM-I1: as of each step it stands where it stood then', async () => {
    const stages = [];
    for (const position of after) {
      const { body } = await city.get<IncidentView>(
        `${api}/incidents/${told.incident}?asOf=incidents:${position}`,
      );
      stages.push(body.stage);
      expect(body.timeline).toHaveLength(position);
    }
    expect(stages).toEqual(['classified', 'located', 'dispatched', 'accepted', 'completed', 'closed']);
  });

  test('RM-I4: live clocks are listed, soonest due first, and none of a closed incident', async () => {
    const { body } = await city.get<Page<ClockItem>>(`${api}/clocks`);
    expect(body.items).toEqual([
      expect.objectContaining({
        incidentId: other.incident,
        stage: 'handling',
        state: 'running',
        missed: true,
        unit: 'sanitation:420105',
        areaPath: gridPath(2),
        category: litter,
        due: '2026-05-01T06:40:00.000Z',
      }),
    ]);
    const elsewhere = await city.get<Page<ClockItem>>(`${api}/clocks?unit=lighting:420105`);
    expect(elsewhere.body.items).toEqual([]);
  });

  test('RM-I5: the overdue list and the map agree', async () => {
    const overdue = (await city.get<Page<ClockItem>>(`${api}/overdue`)).body.items;
    expect(overdue.map(({ incidentId: id }) => id)).toEqual([other.incident]);
    const counts = (await city.get<GridCounts>(`${api}/grids/counts`)).body.items;
    expect(counts).toEqual(
      [
        { code: 'G0001', areaPath: gridPath(1), open: 0, overdue: 0, today: 1 },
        { code: 'G0002', areaPath: gridPath(2), open: 1, overdue: 1, today: 1 },
      ].toSorted((one, next) => (one.areaPath < next.areaPath ? -1 : 1)),
    );
  });

  test('RM-I3: the shapes of the grids are answered once and then by their ETag', async () => {
    const first = await city.get<GridGeometry>(`${api}/grids`);
    expect(first.headers.get('content-type')).toContain('application/geo+json');
    expect(first.body.features).toHaveLength(12);
    expect(first.body.features.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    const etag = first.headers.get('etag') as string;
    const again = await city.get(`${api}/grids`, undefined, { 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
    const section = await city.get<GridGeometry>(`${api}/grids?area=${cityPath}A2/`);
    expect(section.body.features).toHaveLength(3);
    expect(section.headers.get('etag')).not.toBe(etag);
  });

  test('the strip of a day counts what was reported and missed by ten minutes', async () => {
    const { body } = await city.get<ActivityStrip>(`${api}/activity?day=2026-05-01`);
    expect(body.items).toHaveLength(144);
    expect(body.items[0]?.from).toBe('2026-04-30T16:00:00.000Z');
    const busy = body.items.filter(({ reported, missed }) => reported + missed > 0);
    expect(busy).toEqual([
      { from: '2026-05-01T01:00:00.000Z', reported: 2, missed: 0 },
      { from: '2026-05-01T01:10:00.000Z', reported: 0, missed: 1 },
    ]);
    const grid = await city.get<ActivityStrip>(`${api}/activity?day=2026-05-01&area=${gridPath(1)}`);
    expect(grid.body.items.reduce((sum, { reported }) => sum + reported, 0)).toBe(1);
    expect((await city.get<ActivityStrip>(`${api}/activity?day=2026-05-02`)).body.items[5]?.reported).toBe(0);
  });

  test('the area tree can be walked, filtered and searched', async () => {
    const below = (await city.get<Page<AreaItem>>(`${api}/areas?under=${cityPath}`)).body.items;
    expect(below.map(({ name }) => name)).toEqual(['第1片区', '第2片区', '第3片区', '第4片区']);
    const named = (await city.get<Page<AreaItem>>(`${api}/areas?q=${encodeURIComponent('欣苑')}`)).body.items;
    expect(named).toEqual([
      { areaPath: cityPath, code: '420105011010', level: 'community', name: '江欣苑社区' },
    ]);
    const grids = (await city.get<Page<AreaItem>>(`${api}/areas?level=grid&limit=5`)).body;
    expect(grids.items).toHaveLength(5);
    const rest = (await city.get<Page<AreaItem>>(`${api}/areas?level=grid&limit=50&cursor=${grids.next}`))
      .body;
    expect(new Set([...grids.items, ...rest.items].map(({ code }) => code)).size).toBe(12);
  });

  test('status tells where the logs are, how far the views have come, and the clock', async () => {
    const { body } = await city.get<OperationsStatus>(`${api}/status`);
    const heads = { incidents: await city.incidents.head(), residents: await city.residents.head() };
    expect(body).toMatchObject({
      city: { name: '江欣苑', areaPath: cityPath },
      asOf: { position: `incidents:${heads.incidents},residents:${heads.residents}`, live: true },
      clock: { now: city.clock.now().toISOString(), rate: 1 },
      parked: 0,
    });
    expect(body.sources.map(({ source, head, position, lagMs }) => [source, head, position, lagMs])).toEqual([
      ['incidents', heads.incidents, heads.incidents, 0],
      ['residents', heads.residents, heads.residents, 0],
      ['party', 0, 0, 0],
    ]);
  });

  test('as of a moment before the first event everything is empty', async () => {
    const when = 'asOf=2020-01-01T00:00:00Z';
    for (const path of ['feed', 'clocks', 'overdue', 'grids/counts', 'areas']) {
      const { status, body } = await city.get<{ items: unknown[]; asOf: unknown }>(`${api}/${path}?${when}`);
      expect([path, status, body.items]).toEqual([path, 200, []]);
    }
    expect((await city.get<GridGeometry>(`${api}/grids?${when}`)).body.features).toEqual([]);
    expect((await city.get(`${api}/incidents/${told.incident}?${when}`)).status).toBe(404);
    expect((await city.get<{ version: number }>(`${api}/catalogue?${when}`)).body.version).toBe(0);
    const strip = await city.get<ActivityStrip>(`${api}/activity?day=2026-05-01&${when}`);
    expect(strip.body.items.every(({ reported }) => reported === 0)).toBe(true);
  });

  test('after= brings an answer that includes the position, or says that it is still to come', async () => {
    const position = await take(city.incidents, 'reclassify', other);
    const { body } = await city.get<IncidentView>(
      `${api}/incidents/${other.incident}?after=incidents:${position}`,
    );
    expect(body.category).toEqual(stalls);
    // Lines keep the category that held when they were written.
    expect(body.timeline.map(({ category }) => category?.code)).toEqual([
      ...Array.from({ length: body.timeline.length - 1 }, () => litter.code),
      stalls.code,
    ]);
    const behind = await city.get<{ code: string }>(`${api}/feed?after=incidents:999999`);
    expect([behind.status, behind.body.code]).toEqual([503, 'not-yet-absorbed']);
    expect(behind.headers.get('retry-after')).toBe('1');
  });

  test.each([
    'feed?limit=0',
    'feed?limit=501',
    'feed?cursor=nonsense',
    'feed?asOf=yesterday',
    'feed?after=incidents',
    'feed?area=42/01',
    'feed?unknown=1',
    'clocks?cursor=bm9uc2Vuc2U',
    'activity?day=2026-02-30',
    'incidents/1',
    'areas?q=%00',
    'areas?q=%E2%80%AE',
    'areas?q=%20',
  ])('%s is answered with a problem document', async (path) => {
    const { status, headers } = await city.get(`${api}/${path}`);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  test('an unknown incident is a 404', async () => {
    const { status, body } = await city.get<{ code: string }>(`${api}/incidents/${incidentId(99)}`);
    expect([status, body.code]).toEqual([404, 'unknown-incident']);
  });
});
