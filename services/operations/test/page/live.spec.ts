import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { incidentId, take, wholeLife, type Step } from '../city-story.ts';
import { holds, linesOf, openPageWorld, standing, type PageWorld } from './browser.ts';
import { openCutProxy } from './cut-proxy.ts';

describe('the page, live', () => {
  let world: PageWorld;
  let number = 0;
  beforeAll(async () => {
    world = await openPageWorld();
    await happen(['report', 'locate', 'route']);
    await world.city.settled();
  });
  afterEach(() => world.closePages());
  afterAll(() => world.close());

  /** A new incident goes some steps; the position of its last event. */
  async function happen(steps: readonly Step[], urgent = false): Promise<number> {
    number += 1;
    let position = 0;
    for (const step of steps)
      position = await take(world.city.incidents, step, {
        incident: incidentId(number),
        grid: number,
        urgent,
      });
    return position;
  }
  const line = (page: Page, position: number) => page.locator(`[data-line="${position}"]`);
  const heldCount = (page: Page) => page.locator('.stream-news').textContent();

  test('RM-I2: the stream moves: what is recorded stands on the screen, newest on top, in words', async () => {
    const page = await world.open('/?lines=all');
    await standing(page);
    const position = await happen(wholeLife);
    await line(page, position).waitFor();
    expect((await linesOf(page))[0]).toBe(position);
    const row = await line(page, position).textContent();
    expect(row).toContain('结案');
    expect(row).toContain(`G${String(number).padStart(4, '0')}`);
    expect(await page.locator('[data-position]').textContent()).toBe(String(position));
  });

  test('a cut connection is said once, heals by itself, and leaves neither gap nor repeat', async () => {
    const proxy = await openCutProxy(world.city.url);
    try {
      const page = await world.open('/?lines=all', {}, proxy.url);
      await standing(page);
      const first = await happen(['report', 'locate']);
      await line(page, first).waitFor();
      proxy.cut();
      await page.locator('[data-connection=cut]').waitFor();
      const last = await happen(['report', 'locate', 'route']);
      proxy.heal();
      await page.locator('[data-connection=open]').waitFor();
      await line(page, last).waitFor();
      const seen = await linesOf(page);
      expect(seen).toEqual(seen.map((_, index) => last - index));
      expect(seen).toContain(first);
    } finally {
      await proxy.close();
    }
  });

  test('a paused stream stands still and counts what is new; going on shows it', async () => {
    const page = await world.open('/?lines=all');
    await standing(page);
    const before = await happen(['report']);
    await line(page, before).waitFor();
    await page.keyboard.press('p');
    const after = await happen(['report']);
    await page.locator('.stream-news').waitFor();
    await holds(page, `document.querySelector('.stream-news').textContent.includes('3')`);
    expect((await linesOf(page))[0]).toBe(before);
    await page.keyboard.press('p');
    await line(page, after).waitFor();
    expect(await page.locator('.stream-news').count()).toBe(0);
  });

  test('a row chosen with the keyboard does not move away under the reader', async () => {
    const page = await world.open('/?lines=all');
    await standing(page);
    await page.keyboard.press('j');
    const [top] = await linesOf(page);
    await happen(['report']);
    await page.locator('.stream-news').waitFor();
    expect((await linesOf(page))[0]).toBe(top);
    expect(await heldCount(page)).toContain('新');
  });

  test('the grid map counts again when an incident is reported, without a reload', async () => {
    const page = await world.open('/?as=table');
    await page.locator('[data-connection=open]').waitFor();
    await happen(['report', 'locate']);
    const code = `G${String(number).padStart(4, '0')}`;
    await holds(
      page,
      `[...document.querySelectorAll('tbody tr')].some((row) => row.cells[0].textContent === '${code}' && row.cells[2].textContent === '1')`,
    );
    expect(await page.locator('tbody tr').count()).toBe(868);
  });

  test('a clock that runs is listed with its limit in its own kind, and one that is overdue above it', async () => {
    const page = await world.open();
    await standing(page);
    await happen(['report', 'locate', 'route', 'accept', 'miss']);
    const overdue = page.locator('.people .overdue [data-row]');
    await overdue.first().waitFor();
    expect(await overdue.first().textContent()).toContain('超');
    expect(await page.locator('.people .due-next [data-row]').first().textContent()).toContain('4 工作时');
  });

  test('RM-I1: a row opens the drawer of its incident with clocks and timeline, Esc closes it', async () => {
    const page = await world.open('/?lines=all');
    await standing(page);
    const position = await happen(['report', 'locate', 'route']);
    await line(page, position).locator('a').click();
    await page.locator('.drawer .timeline li').first().waitFor();
    expect(page.url()).toContain(`incident=${incidentId(number)}`);
    expect(await page.locator('.drawer .timeline').textContent()).toContain('任务派遣');
    await page.keyboard.press('Escape');
    await page.locator('.drawer').waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('incident=');
  });

  test('an open drawer follows its incident', async () => {
    await happen(['report', 'locate', 'route']);
    await world.city.settled();
    const page = await world.open(`/?incident=${incidentId(number)}`);
    await standing(page);
    await page.locator('.drawer .timeline li').first().waitFor();
    await take(world.city.incidents, 'accept', { incident: incidentId(number), grid: number });
    await page.locator('.drawer .timeline', { hasText: '任务签收' }).waitFor();
  });

  test('only new urgent incidents are announced, several in one sentence', async () => {
    const page = await world.open();
    await standing(page);
    await happen(['report']);
    await happen(['report'], true);
    await happen(['report'], true);
    await holds(page, `document.querySelector('[data-urgent-news]').textContent !== ''`);
    expect(await page.locator('[data-urgent-news]').textContent()).toMatch(/^2 /);
  });

  test('a panel that cannot be answered says so, the others go on, and it comes back on retry', async () => {
    const page = await world.open('/?as=table');
    await page.locator('tbody tr').first().waitFor();
    await page
      .context()
      .route('**/v1/operations/overdue*', (route) =>
        route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"title":"维护中"}' }),
      );
    await page.reload();
    await page.locator('.panel-people', { hasText: '维护中' }).waitFor();
    await page.locator('tbody tr').first().waitFor();
    await page.context().unroute('**/v1/operations/overdue*');
    await page.locator('.panel-people').getByRole('button', { name: '重试' }).click();
    await page.locator('.people').waitFor();
  });

  test('old data stays in sight while the connection is cut, and its age is told', async () => {
    const proxy = await openCutProxy(world.city.url);
    try {
      const page = await world.open('/', {}, proxy.url);
      await standing(page);
      const shown = await linesOf(page);
      proxy.cut();
      await page.locator('.panel-stream .panel-age.stale').waitFor();
      expect(await linesOf(page)).toEqual(shown);
    } finally {
      await proxy.close();
    }
  });
});
