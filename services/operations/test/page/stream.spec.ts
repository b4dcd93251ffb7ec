import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { incidentId, take, type Step } from '../city-story.ts';
import { holds, linesOf, openPageWorld, standing, violationsOf, type PageWorld } from './browser.ts';

describe('the stream of the page', () => {
  let world: PageWorld;
  let number = 0;
  let oldest = 0;
  beforeAll(async () => {
    world = await openPageWorld();
    oldest = await happen(['report']);
    for (let made = 0; made < 120; made++) await happen(['report', 'locate', 'route', 'accept']);
    await world.city.settled();
  });
  afterEach(() => world.closePages());
  afterAll(() => world.close());

  async function happen(steps: readonly Step[]): Promise<number> {
    number += 1;
    let position = 0;
    for (const step of steps)
      position = await take(world.city.incidents, step, {
        incident: incidentId(number),
        grid: (number % 868) + 1,
      });
    return position;
  }
  /** Whether a line is not only drawn but lies within the panel's sight. */
  const inSight = (page: Page, line: number) =>
    page.evaluate(`(() => {
      const box = document.querySelector('.panel-stream .rows').getBoundingClientRect();
      const row = document.querySelector('[data-line="${line}"]')?.getBoundingClientRect();
      return row !== undefined && row.bottom > box.top && row.top < box.bottom;
    })()`);
  const rowsInSight = `(() => {
    const box = document.querySelector('.panel-stream .rows').getBoundingClientRect();
    return [...document.querySelectorAll('.panel-stream [data-line]')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > box.top && top < box.bottom;
    }).length;
  })()`;
  const focused = (page: Page) =>
    page.evaluate(
      `Number(document.activeElement?.closest('[data-line]')?.dataset.line ?? 0)`,
    ) as Promise<number>;
  const pressed = (page: Page) => page.locator('[data-pause-stream]').getAttribute('aria-pressed');

  test('is scrolled with the wheel, through rows that are loaded as one reaches the end, to the very first', async () => {
    const page = await world.open('/?lines=all');
    await standing(page);
    await page.locator('.panel-stream .rows').hover();
    await page.mouse.wheel(0, 3_000);
    await holds(page, `document.querySelector('.panel-stream .rows').scrollTop > 2000`);
    await holds(page, `${rowsInSight} > 8`);
    const first = page.locator(`[data-line="1"]`);
    while ((await first.count()) === 0) {
      await page.mouse.wheel(0, 4_000);
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
    }
    await page.mouse.wheel(0, 4_000);
    await page.locator('.stream-end', { hasText: '已到最早一条' }).waitFor();
    expect(await inSight(page, 1)).toBe(true);
    expect(oldest).toBeGreaterThanOrEqual(1);
  });

  test('j and k go over all rows, far more than are drawn, one after the other', async () => {
    const page = await world.open('/?lines=all');
    await standing(page);
    const [newest] = (await linesOf(page)) as [number];
    /** A key goes to the row beside, or nowhere while that is being loaded: then it is pressed again. */
    const goTo = async (key: 'j' | 'k', row: number) => {
      for (let stands = await focused(page); stands !== row;) {
        await page.keyboard.press(key);
        const before = stands;
        stands = await focused(page);
        expect([before, row]).toContain(stands);
      }
    };
    for (let row = newest; row >= newest - 259; row--) await goTo('j', row);
    expect(await focused(page)).toBe(newest - 259);
    expect(await inSight(page, newest - 259)).toBe(true);
    for (let row = newest - 258; row <= newest - 159; row++) await goTo('k', row);
    expect(await focused(page)).toBe(newest - 159);
    expect((await linesOf(page)).length).toBeLessThan(60);
  });

  test('Esc on a row lets the stream go on, and the button always says whether it does', async () => {
    const page = await world.open();
    await standing(page);
    await page.keyboard.press('j');
    await holds(page, `document.querySelector('[data-pause-stream]').ariaPressed === 'true'`);
    await page.keyboard.press('Escape');
    await holds(page, `document.querySelector('[data-pause-stream]').ariaPressed === 'false'`);
    await happen(['report']);
    await page.locator('.panel-stream [data-line]', { hasText: '刚刚' }).first().waitFor();
    expect(await page.locator('.stream-news').count()).toBe(0);
  });

  test('Esc out of a drawer that was opened from a row lets it go on too', async () => {
    const page = await world.open();
    await standing(page);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.drawer .timeline li').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.drawer').waitFor({ state: 'detached' });
    await holds(page, `document.querySelector('[data-pause-stream]').ariaPressed === 'false'`);
    const before = await focused(page);
    const reported = await happen(['report']);
    await page.locator('.panel-stream [data-line]', { hasText: '刚刚' }).first().waitFor();
    expect((await linesOf(page))[0]).toBeGreaterThan(before);
    expect(reported).toBeGreaterThan(before);
    expect(await pressed(page)).toBe('false');
  });

  test('shows what a person needs, with the machinery folded under it; one key shows all', async () => {
    const page = await world.open();
    await standing(page);
    const rows = page.locator('.panel-stream [data-line]');
    const words = async () => (await rows.allTextContents()).join(' ');
    expect(await words()).toMatch(/事件上报.*任务派遣|任务派遣.*事件上报/);
    for (const machinery of ['计时开始', '计时结束', '事件分拨', '确定主责单位', '确定协办单位'])
      expect(await words()).not.toContain(machinery);
    const folded = rows.filter({ has: page.locator('[data-fold]') }).first();
    const fold = folded.locator('[data-fold]');
    const line = Number(await folded.getAttribute('data-line'));
    await fold.click();
    await page.locator('.panel-stream .row.under').first().waitFor();
    expect(await words()).toMatch(/计时开始|计时结束/);
    expect(await violationsOf(page)).toEqual([]);
    await page.locator(`[data-line="${line}"] [data-fold]`).click();
    await page.locator('.panel-stream .row.under').first().waitFor({ state: 'detached' });

    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    await page.waitForURL((url) => url.searchParams.get('lines') === 'all');
    await rows.filter({ hasText: '计时开始' }).first().waitFor();
    await page.keyboard.press('a');
    await page.waitForURL((url) => !url.searchParams.has('lines'));
  });

  test('older lines that cannot be had are told, and asked for again at a press', async () => {
    const page = await world.open('/?lines=all');
    await standing(page);
    await page.context().setOffline(true);
    await page.locator('.panel-stream .rows').hover();
    const again = page.locator('.stream-end button');
    while ((await again.count()) === 0) {
      await page.mouse.wheel(0, 6_000);
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
    }
    const lowest = Math.min(...(await linesOf(page)));
    await page.context().setOffline(false);
    await again.click();
    await holds(
      page,
      `Math.min(...[...document.querySelectorAll('[data-line]')].map((row) => Number(row.dataset.line))) < ${lowest}`,
    );
  });
});
