import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { incidentId, take } from '../city-story.ts';
import { holds, linesOf, openPageWorld, standing, type PageWorld } from './browser.ts';

const hour = 3_600_000;
/** Where the clock of the test city begins: 09:00 in Shanghai. */
const nine = Date.parse('2026-05-01T01:00:00.000Z');
const at = (moment: number) => new Date(moment).toISOString();

describe('the time machine', () => {
  let world: PageWorld;
  const positions: number[] = [];
  /** 09:00 first incident; 10:00 it is dispatched and a second comes in; 11:00 the first is overdue; then 12:00. */
  beforeAll(async () => {
    world = await openPageWorld();
    const { incidents, clock } = world.city;
    const first = { incident: incidentId(1), grid: 1 };
    const second = { incident: incidentId(2), grid: 2 };
    await take(incidents, 'report', first);
    positions.push(await take(incidents, 'locate', first));
    clock.advance(hour);
    await take(incidents, 'route', first);
    await take(incidents, 'report', second);
    positions.push(await take(incidents, 'locate', second));
    clock.advance(hour);
    await take(incidents, 'accept', first);
    positions.push(await take(incidents, 'miss', first));
    clock.advance(hour);
    await world.city.settled();
  });
  afterEach(() => world.closePages());
  afterAll(() => world.close());

  const totals = async (page: Page) => {
    const text = (await page.locator('.map-reading').textContent()) ?? '';
    return [...text.matchAll(/\d+/g)].slice(0, 3).map(Number);
  };
  /** What every panel shows: the newest line, the map's totals, and how many clocks are overdue and running. */
  const wall = async (page: Page) => ({
    newest: (await linesOf(page))[0],
    totals: await totals(page),
    overdue: await page.locator('.people .overdue [data-row]').count(),
    running: await page.locator('.people .due-next [data-row]').count(),
  });
  const shows = (page: Page, position: number) =>
    holds(
      page,
      `document.querySelector('[data-line]')?.dataset.line === '${position}' && document.querySelector('[data-position]')?.textContent === '${position}' && document.querySelector('.panel-body[aria-busy=true]') === null`,
    );
  const asOf = (page: Page) => new URL(page.url()).searchParams.get('asOf');

  test('RM-I4 C-5.7: at 09:30 every panel shows 09:30, at 10:30 10:30, and live is as before', async () => {
    const page = await world.open(`/?lines=all&asOf=${at(nine + hour / 2)}`);
    await shows(page, positions[0] as number);
    expect(await wall(page)).toEqual({ newest: positions[0], totals: [1, 0, 1], overdue: 0, running: 1 });
    await page.goto(
      `${world.city.url.replace('localhost', '127.0.0.1')}/?lines=all&asOf=${at(nine + 1.5 * hour)}`,
    );
    await shows(page, positions[1] as number);
    expect(await wall(page)).toEqual({ newest: positions[1], totals: [2, 0, 2], overdue: 0, running: 2 });
    await page.keyboard.press('Escape');
    await page.locator('[data-connection=open]').waitFor();
    await shows(page, positions[2] as number);
    expect(await wall(page)).toMatchObject({ newest: positions[2], totals: [2, 1, 2], overdue: 1 });
  });

  test('one control moves all panels, and each question is asked as of its moment', async () => {
    const page = await world.open();
    await standing(page);
    const asked: Request[] = [];
    page.on('request', (request) => void asked.push(request));
    await page.getByRole('slider').focus();
    await page.keyboard.press('PageDown');
    await page.locator('.top-bar[data-mode=past]').waitFor();
    const moment = asOf(page) as string;
    await holds(page, `document.querySelector('.panel-body[aria-busy=true]') === null`);
    const questions = asked
      .map((request) => new URL(request.url()))
      .filter(({ pathname }) => /\/(feed|grids\/counts|clocks|overdue)$/.test(pathname))
      .filter(({ searchParams }) => searchParams.has('asOf') || searchParams.get('limit') !== '200');
    const panels = new Set(
      questions
        .filter(({ searchParams }) => searchParams.get('asOf') === moment)
        .map(({ pathname }) => pathname),
    );
    expect([...panels].sort()).toEqual(
      ['clocks', 'feed', 'grids/counts', 'overdue'].map((panel) => `/v1/operations/${panel}`),
    );
  });

  test('nobody takes the past for now: the bar says the moment, the stream stands still', async () => {
    const page = await world.open(`/?lines=all&asOf=${at(nine + hour / 2)}`);
    await shows(page, positions[0] as number);
    expect(await page.locator('.past-moment').textContent()).toMatch(/2026年5月1日.*09:30:00/);
    const streams: string[] = [];
    page.on('request', (request) => void (request.url().includes('/stream') && streams.push(request.url())));
    const third = { incident: incidentId(3), grid: 3 };
    await take(world.city.incidents, 'report', third);
    positions[2] = await take(world.city.incidents, 'locate', third);
    await world.city.settled();
    expect(await wall(page)).toMatchObject({ newest: positions[0], totals: [1, 0, 1] });
    expect(streams).toEqual([]);
  });

  test('steps from event to event, back and on', async () => {
    const page = await world.open(`/?lines=all&asOf=${at(nine + 1.5 * hour)}`);
    await shows(page, positions[1] as number);
    await page.getByRole('button', { name: '上一事件' }).click();
    await page.waitForURL((url) => url.searchParams.get('asOf') === at(nine + hour));
    await page.getByRole('button', { name: '上一事件' }).click();
    await page.waitForURL((url) => url.searchParams.get('asOf') === at(nine));
    await page.getByRole('button', { name: '下一事件' }).click();
    await page.waitForURL((url) => url.searchParams.get('asOf') === at(nine + hour));
  });

  test('plays until somebody stops it', async () => {
    const start = at(nine + hour / 2);
    const page = await world.open(`/?lines=all&asOf=${start}`);
    await shows(page, positions[0] as number);
    await page.keyboard.press('t');
    await page.waitForURL((url) => (url.searchParams.get('asOf') ?? '') > start);
    await page.keyboard.press('t');
    await page.getByRole('button', { name: '播放', exact: true }).waitFor();
  });

  test('playing waits for the stream as for every other panel, so that none is ever a step behind', async () => {
    const page = await world.open(`/?lines=all&asOf=${at(nine + hour / 2)}`);
    await shows(page, positions[0] as number);
    const answered = new Set<string | null>();
    page.on('response', (response) => {
      const { pathname, searchParams } = new URL(response.url());
      if (pathname.endsWith('/feed')) answered.add(searchParams.get('asOf'));
    });
    // Slower than a step: unless playing waits, every question is given up before it is answered.
    await page.route('**/v1/operations/feed?*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await route.continue().catch(() => undefined);
    });
    const seen = new Set<string | null>();
    await page.keyboard.press('t');
    while (seen.size < 3) {
      await page.waitForURL((url) => !seen.has(url.searchParams.get('asOf')));
      for (const step of seen) if (step !== at(nine + hour / 2)) expect([...answered]).toContain(step);
      seen.add(asOf(page));
    }
    await page.keyboard.press('t');
  });

  test('the count beside the strip says of which ten minutes it is', async () => {
    const page = await world.open(`/?asOf=${at(nine + hour + 300_000)}`);
    await page.locator('[data-bucket]', { hasText: '10:00—10:10 上报 1 件，超期 0 件' }).waitFor();
  });

  test('an event of the timeline is a door to the whole city at its moment', async () => {
    const page = await world.open(`/?incident=${incidentId(1)}`);
    await page.locator('.timeline li').first().getByRole('button').click();
    await page.waitForURL((url) => url.searchParams.get('asOf') === at(nine));
    expect(new URL(page.url()).searchParams.get('incident')).toBe(incidentId(1));
  });

  test('an incident that was not reported yet is said to be so', async () => {
    const page = await world.open(`/?incident=${incidentId(2)}&asOf=${at(nine + hour / 2)}`);
    await page.locator('.drawer', { hasText: '还没有上报' }).waitFor();
  });

  test('a position in the address is as good as a moment', async () => {
    const page = await world.open(`/?lines=all&asOf=incidents:${positions[0]}`);
    await shows(page, positions[0] as number);
    expect(await totals(page)).toEqual([1, 0, 1]);
  });

  test('where nothing has happened since, the step on says so and stays', async () => {
    world.city.clock.advance(hour);
    const page = await world.open(`/?lines=all&asOf=${at(nine + 3.5 * hour)}`);
    await page.getByRole('button', { name: '下一事件' }).click();
    await page.getByText('此后还没有事件').waitFor({ state: 'attached' });
    expect(asOf(page)).toBe(at(nine + 3.5 * hour));
  });
});
