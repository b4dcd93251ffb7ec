import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { gridPath, incidentId, take } from '../city-story.ts';
import { openPageWorld, standing, type PageWorld } from './browser.ts';

interface Box {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

describe('the page on every screen', () => {
  let world: PageWorld;
  beforeAll(async () => {
    world = await openPageWorld();
    for (const step of ['report', 'locate', 'route', 'accept', 'miss'] as const)
      await take(world.city.incidents, step, { incident: incidentId(1), grid: 1 });
    await world.city.settled();
  });
  afterEach(() => world.closePages());
  afterAll(() => world.close());

  const boxes = (page: Page) =>
    page.evaluate(`[...document.querySelectorAll('.panel')].filter((panel) => panel.checkVisibility()).map((panel) => {
      const { left, top, right, bottom } = panel.getBoundingClientRect();
      return { name: panel.dataset.panel, left, top, right, bottom };
    })`) as Promise<Box[]>;
  const overlap = (one: Box, other: Box) =>
    one.left < other.right - 0.5 &&
    other.left < one.right - 0.5 &&
    one.top < other.bottom - 0.5 &&
    other.top < one.bottom - 0.5;
  const sideways = (page: Page) => page.evaluate('document.documentElement.scrollWidth > innerWidth');

  test.each([
    [1280, 720],
    [1920, 1080],
    [3840, 2160],
  ])('at %d × %d all panels stand beside each other without scrolling', async (width, height) => {
    const page = await world.open('/', { width, height });
    await standing(page);
    const panels = await boxes(page);
    expect(panels.map(({ name }) => name).sort()).toEqual(['map', 'people', 'stream', 'time']);
    for (const panel of panels) {
      expect(
        panel.left >= 0 && panel.top >= 0 && panel.right <= width + 0.5 && panel.bottom <= height + 0.5,
      ).toBe(true);
      for (const other of panels) if (other !== panel) expect(overlap(panel, other)).toBe(false);
    }
    expect(await sideways(page)).toBe(false);
    const bar = await page.locator('.top-bar').boundingBox();
    expect(bar?.height).toBeLessThan(height * 0.08);
  });

  test('on a wall the type grows with it: figures of 48 px and more', async () => {
    const page = await world.open('/', { width: 3840, height: 2160 });
    const size = (selector: string) =>
      page.evaluate(`parseFloat(getComputedStyle(document.querySelector('${selector}')).fontSize)`);
    await page.locator('.people .figure').first().waitFor();
    expect(await size('.people .figure')).toBeGreaterThanOrEqual(48);
    expect(await size('.people .row')).toBeGreaterThanOrEqual(20);
  });

  test('below 1280 px the columns stack and nothing is cut off sideways', async () => {
    const page = await world.open('/', { width: 900, height: 1200 });
    await standing(page);
    expect((await boxes(page)).length).toBe(4);
    expect(await sideways(page)).toBe(false);
  });

  test('at 390 px there is one panel per view and a bar at the bottom to choose it', async () => {
    const page = await world.open('/', { width: 390, height: 844 });
    await page.locator('.bottom-bar').waitFor();
    expect((await boxes(page)).map(({ name }) => name)).toEqual(['stream']);
    for (const [words, name] of [
      ['网格地图', 'map'],
      ['需要处理', 'people'],
      ['历史回放', 'time'],
    ] as const) {
      await page.getByRole('navigation', { name: '视图' }).getByRole('link', { name: words }).click();
      await page.locator(`.desk[data-shown=${name}]`).waitFor();
      expect((await boxes(page)).map((box) => box.name)).toEqual([name]);
      expect(await sideways(page)).toBe(false);
    }
  });

  test('RM-I3: the map names the grid under the pointer and a click narrows the page to it', async () => {
    const page = await world.open();
    await standing(page);
    const map = (await page.locator('.grid-map').boundingBox()) as {
      x: number;
      y: number;
      width: number;
      height: number;
    };
    const reading = page.locator('.map-reading strong');
    // The pointer keeps moving, as a hand does, until the map has come to rest below it.
    for (let step = 0; !/G\d{4}/.test((await reading.textContent()) ?? ''); step++)
      await page.mouse.move(map.x + map.width / 2 + (step % 5), map.y + map.height / 2 + (step % 3));
    const code = (await reading.textContent())?.match(/G\d{4}/)?.[0] ?? '';
    await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
    await page.waitForURL((url) => url.searchParams.get('area') === gridPath(Number(code.slice(1))));
  });

  test('one panel alone has an address', async () => {
    const page = await world.open('/?panel=map');
    await standing(page);
    expect((await boxes(page)).map(({ name }) => name)).toEqual(['map', 'time']);
  });

  test('nothing of the page is inline or from elsewhere: it works under the strictest policy', async () => {
    const page = await world.open('/');
    const policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:";
    await page.route(
      (url) => url.pathname === '/',
      async (route) => {
        const answer = await route.fetch();
        await route.fulfill({
          response: answer,
          headers: { ...answer.headers(), 'content-security-policy': policy },
        });
      },
    );
    const elsewhere: string[] = [];
    page.on(
      'request',
      (request) =>
        void (
          new URL(request.url()).hostname !== '127.0.0.1' &&
          /^http/.test(request.url()) &&
          elsewhere.push(request.url())
        ),
    );
    await page.reload();
    await standing(page);
    expect(await page.evaluate('globalThis.violations')).toEqual([]);
    expect(elsewhere).toEqual([]);
  });

  test('without a session it says that somebody has to sign in, and what to do', async () => {
    const page = await world.open('/', { signedIn: false });
    await page.getByRole('heading', { name: '需要登录' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('viewer');
  });
});
