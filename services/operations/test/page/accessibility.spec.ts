import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { incidentId, take, type Step } from '../city-story.ts';
import { openPageWorld, standing, violationsOf, type PageWorld } from './browser.ts';

describe('the page for everybody', () => {
  let world: PageWorld;
  beforeAll(async () => {
    world = await openPageWorld();
    const lives: readonly (readonly Step[])[] = [
      ['report', 'locate', 'route', 'accept', 'miss'],
      ['report', 'locate', 'route', 'accept', 'park'],
      ['report', 'locate', 'route'],
    ];
    for (const [index, steps] of lives.entries())
      for (const step of steps)
        await take(world.city.incidents, step, {
          incident: incidentId(index + 1),
          grid: index + 1,
          urgent: index === 2,
        });
    await world.city.settled();
  });
  afterEach(() => world.closePages());
  afterAll(() => world.close());

  const nothing = async () => undefined;
  const views: readonly (readonly [string, string, (page: Page) => Promise<unknown>])[] = [
    ['live', '/', nothing],
    ['with an incident open', `/?incident=${incidentId(1)}`, (page) => page.locator('.timeline').waitFor()],
    ['in the past', '/?asOf=2026-05-01T01:00:00.000Z', nothing],
    ['with the map as a table', '/?as=table', (page) => page.locator('tbody tr').first().waitFor()],
    [
      'narrowed to an area',
      '/?area=42/01/05/011/010/A2/',
      (page) => page.locator('.areas [aria-current]').waitFor(),
    ],
    [
      'with the search open',
      '/',
      async (page) => {
        await page.keyboard.press('/');
        await page.keyboard.type('G00');
        await page.getByRole('dialog').getByRole('option').first().waitFor();
      },
    ],
    [
      'with the help open',
      '/',
      async (page) => {
        await page.keyboard.press('?');
        await page.locator('.keys').waitFor();
      },
    ],
  ];

  describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
    test.each(views)('axe-core finds nothing %s', async (_, path, prepare) => {
      const page = await world.open(path, { theme });
      await page.locator('.people').waitFor();
      await prepare(page);
      expect(await violationsOf(page)).toEqual([]);
    });

    test('axe-core finds nothing on a phone', async () => {
      const page = await world.open('/?panel=people', { theme, width: 390, height: 844 });
      await page.locator('.people').waitFor();
      expect(await violationsOf(page)).toEqual([]);
    });
  });

  test('the keyboard reaches everything: search, rows, drawer, help and back', async () => {
    const page = await world.open();
    await standing(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.locator('.drawer .timeline').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.drawer').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.type('第2');
    await page.getByRole('dialog').getByRole('option', { name: '第2片区' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('area') === '42/01/05/011/010/A2/');
  });

  test('a ticket is found by its number', async () => {
    const page = await world.open();
    await standing(page);
    const ticket =
      (await page.locator('[data-line]').first().textContent())?.match(/\d{2}-\d{4}-\d{4}/)?.[0] ?? '';
    await page.keyboard.press('/');
    await page.keyboard.type(ticket);
    await page.getByRole('dialog').getByRole('option', { name: ticket }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.drawer', { hasText: ticket }).waitFor();
  });

  test('letters typed into the search are no commands', async () => {
    const page = await world.open();
    await page.keyboard.press('/');
    await page.keyboard.type('jkpt');
    expect(await page.getByRole('dialog').getByRole('combobox').inputValue()).toBe('jkpt');
    expect(new URL(page.url()).search).toBe('');
  });

  test('the language follows the browser, then the reader, then the address', async () => {
    const english = await world.open('/', { language: 'en-GB' });
    await english.getByRole('heading', { name: 'Needs a person' }).waitFor();
    expect(await english.locator('html').getAttribute('lang')).toBe('en');
    await english.getByRole('button', { name: /中文/ }).click();
    await english.getByRole('heading', { name: '需要处理' }).waitFor();
    await english.reload();
    await english.getByRole('heading', { name: '需要处理' }).waitFor();
    const shared = await world.open('/?lang=en', { language: 'zh-CN' });
    await shared.getByRole('heading', { name: 'Live stream' }).waitFor();
  });
});
