import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { gridPath, incidentId, take } from '../city-story.ts';
import { cityPath } from '../stream-world.ts';
import { openPageWorld, standing, violationsOf, type PageWorld } from './browser.ts';

describe('what the page cannot show it tells in words', () => {
  let world: PageWorld;
  beforeAll(async () => {
    world = await openPageWorld();
    for (const step of ['report', 'locate', 'route'] as const)
      await take(world.city.incidents, step, { incident: incidentId(1), grid: 1 });
    await world.city.settled();
  });
  afterEach(() => world.closePages());
  afterAll(() => world.close());

  test('without a network a drawer says that nothing can be reached, instead of seeming to load, and heals', async () => {
    const page = await world.open();
    await standing(page);
    await page.context().setOffline(true);
    await page.locator('.panel-stream [data-row]').first().click();
    const drawer = page.locator('.drawer', { hasText: '连不上服务' });
    await drawer.waitFor();
    expect(await page.locator('body').textContent()).not.toMatch(/fetch|network/i);
    await page.context().setOffline(false);
    await page.locator('.drawer .timeline li').first().waitFor();
  });

  test('a panel without an answer tells it in words too', async () => {
    const page = await world.open('/?as=table');
    await page.locator('tbody tr').first().waitFor();
    await page.context().route('**/v1/operations/overdue*', (route) => route.abort());
    await page.reload();
    await page.locator('.panel-people', { hasText: '连不上服务' }).waitFor();
    expect(await page.locator('.panel-people').textContent()).not.toMatch(/fetch/i);
  });

  test.each(['garbage', '2026-13-45T00:00:00Z', 'incidents:'])(
    'asOf=%s is told, and what is shown instead',
    async (asOf) => {
      const page = await world.open(`/?asOf=${asOf}`);
      const notice = page.locator('[data-address-notice]');
      await notice.waitFor();
      expect(await notice.textContent()).toContain(`“${asOf}”`);
      expect(await notice.textContent()).toContain('显示的是现在');
      await standing(page);
      expect(await violationsOf(page)).toEqual([]);
      await notice.getByRole('button', { name: '知道了' }).click();
      await notice.waitFor({ state: 'detached' });
    },
  );

  test('an area that nobody knows is told, and one leads back to the whole city', async () => {
    const page = await world.open('/?area=99/99/');
    const notice = page.locator('[data-address-notice]', { hasText: '没有区域“99/99/”' });
    await notice.waitFor();
    await notice.getByRole('button', { name: '显示全部区域' }).click();
    await page.waitForURL((url) => !url.searchParams.has('area'));
    await notice.waitFor({ state: 'detached' });
  });

  test('a path that is none is told as well', async () => {
    const page = await world.open('/?area=42/01');
    await page.locator('[data-address-notice]', { hasText: '“42/01”' }).waitFor();
  });

  test.each(['', '42/', cityPath, `${cityPath}A2/`, gridPath(1)])('area=%s is known', async (area) => {
    const page = await world.open(`/?area=${area}`);
    await standing(page);
    expect(await page.locator('[data-address-notice]').count()).toBe(0);
  });

  test('what is no incident is told as one that was not found', async () => {
    const page = await world.open('/?incident=garbage');
    await page.locator('.drawer', { hasText: '没有找到该事件' }).waitFor();
  });
});
