import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { jest } from '@jest/globals';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { builtPage } from '../../src/page/page-files.ts';
import { openCityWorld, type CityWorld } from '../city-world.ts';
import { found } from '../city-story.ts';

/** A browser on a busy machine takes its time; what is awaited here is a condition, never a span. */
const patience = 120_000;
jest.setTimeout(2 * patience);

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Without a graphics card Chromium draws WebGL itself; the rest keeps it from talking to anybody. */
const flags = [
  '--no-sandbox',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'dark' | 'light';
  readonly language?: 'zh-CN' | 'en-GB';
  readonly signedIn?: boolean;
}

export interface PageWorld {
  readonly city: CityWorld;
  /** Opens an address of the page, in a window of its own, and waits until it stands. */
  open(path?: string, look?: Look, base?: string): Promise<Page>;
  closePages(): Promise<void>;
  close(): Promise<void>;
}

/** A city of 868 grids whose logs a test writes, and a real browser before its built page. */
export async function openPageWorld(): Promise<PageWorld> {
  if (!existsSync(`${builtPage}index.html`))
    throw new Error('The page has not been built: `npx nx build operations-web`.');
  if (!existsSync(executablePath))
    throw new Error(
      `No browser at ${executablePath}: apt-get install chromium fonts-noto-cjk, or set CHROMIUM.`,
    );
  const city = await openCityWorld();
  await found(city.residents, 868);
  await city.settled();
  const browser = await chromium.launch({ executablePath, headless: true, args: flags });
  let contexts: BrowserContext[] = [];
  const session = await city.token(['viewer']);
  const closePages = async () => {
    for (const context of contexts) await context.close();
    contexts = [];
  };

  return {
    city,
    async open(path = '/', look = {}, base = city.url) {
      const { width = 1920, height = 1080, theme = 'dark', language = 'zh-CN', signedIn = true } = look;
      const context = await browser.newContext({
        viewport: { width, height },
        locale: language,
        // The city's times are Shanghai's wherever the screen hangs.
        timezoneId: 'America/New_York',
      });
      context.setDefaultTimeout(patience);
      contexts.push(context);
      const cookie = { name: 'linli_session', value: session, domain: '127.0.0.1', path: '/' };
      if (signedIn) await context.addCookies([cookie]);
      await context.addInitScript(`
        localStorage.setItem('linli.theme', '${theme}');
        globalThis.violations = [];
        addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
          globalThis.violations.push([violatedDirective, blockedURI, sourceFile].join(' ')));
      `);
      const page = await context.newPage();
      await page.goto(`${base.replace('localhost', '127.0.0.1')}${path}`);
      if (signedIn) await page.locator('.desk').waitFor();
      return page;
    },
    closePages,
    async close() {
      await browser.close();
      await city.close();
    },
  };
}

/** Until the live stream is open and the map has been drawn, where it is in sight. */
export async function standing(page: Page): Promise<void> {
  await page.locator('[data-connection=open]').waitFor();
  await holds(
    page,
    `[...document.querySelectorAll('.grid-map')].every((map) => map.checkVisibility() === false || map.dataset.mapReady === 'true')`,
  );
}

/** Until an expression is true in the page; looked at once a frame, from outside, as the page's policy wants it. */
export async function holds(page: Page, expression: string): Promise<void> {
  while ((await page.evaluate(expression)) !== true)
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
}

/** Positions of the lines on screen, newest first. */
export function linesOf(page: Page): Promise<number[]> {
  return page
    .locator('[data-line]')
    .evaluateAll((rows) =>
      (rows as unknown as { dataset: { line: string } }[]).map((row) => Number(row.dataset.line)),
    );
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds against WCAG 2.2 AA and its best practices, one line each. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(axe, 'utf8'));
  return (await page.evaluate(`axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary)))`)) as string[];
}
