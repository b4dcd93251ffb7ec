import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ACCESS } from '../../src/access/access.ts';
import { ACCESS_VARIABLES } from '../../src/access/settings.ts';
import { generatedPages } from '../../tools/pages/generated-pages.ts';
import { GENERATED } from '../../tools/pages/markdown.ts';
import { repository } from '../repository.ts';
import { sourcesBelow, type Source } from './sources.ts';

const services = ACCESS.map(({ service }) => service);
let pages: ReadonlyMap<string, string> = new Map();

beforeAll(async () => {
  pages = await generatedPages(repository);
});

function settingsIn(text: string): readonly string[] {
  return [...text.matchAll(/^\| `([A-Z][A-Z0-9_]+)` +\|/gm)].map(([, name = '']) => name);
}

/** What runs in a city: everything but the harness of the tests. */
function running(): readonly Source[] {
  return sourcesBelow('libs', 'services').filter(({ file }) => !file.startsWith('libs/testing/'));
}

function namesRead(text: string): readonly string[] {
  return [...text.matchAll(/\benv(?:\.|\[')([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name);
}

describe('the generated pages', () => {
  test('stand in docs as the code has them now; if not: npm run docs:generate', () => {
    for (const [path, text] of pages)
      expect({ path, text: readFileSync(join(repository, path), 'utf8') }).toEqual({ path, text });
  });

  test('are told from those written by hand by their first line', () => {
    const all = ['docs', 'docs/services'].flatMap((folder) =>
      readdirSync(join(repository, folder)).map((file) => `${folder}/${file}`),
    );
    const marked = all.filter(
      (path) => path.endsWith('.md') && readFileSync(join(repository, path), 'utf8').startsWith(GENERATED),
    );
    expect(marked.sort()).toEqual([...pages.keys()].sort());
  });

  test('are one for each folder of services, and for the job that sets up the engines', () => {
    const folders = readdirSync(join(repository, 'services'));
    const expected = [...folders, 'access'].map((name) => `docs/services/${name}.md`);
    expect([...pages.keys()].filter((path) => path.startsWith('docs/services/')).sort()).toEqual(
      expected.sort(),
    );
  });
});

describe('the settings on a page', () => {
  const { argv } = process;
  const { write } = process.stdout;
  afterEach(() => {
    process.argv = argv;
    process.stdout.write = write;
  });

  test.each(services)('of %s are those that it says itself when it is asked with --help', async (service) => {
    let said = '';
    process.argv = [...argv, '--help'];
    process.stdout.write = ((text: string) => (said += text) !== '') as typeof write;
    await import(join(repository, 'services', service, 'src/main.ts'));
    process.stdout.write = write;
    expect(settingsIn(said).length).toBeGreaterThan(20);
    expect(settingsIn(pages.get(`docs/services/${service}.md`) ?? '')).toEqual(settingsIn(said));
  });

  test('are all that the code of services and libraries reads from its environment by name', () => {
    const onPages = (name: string) => settingsIn(pages.get(`docs/services/${name}.md`) ?? '');
    const ofServices = new Set(services.flatMap(onPages));
    const ofCity = new Set(onPages('city'));
    const unknown = running().flatMap(({ file, text }) => {
      const known = file.startsWith('services/city/') ? ofCity : ofServices;
      return namesRead(text).filter((name) => !known.has(name));
    });
    expect(unknown).toEqual([]);
    const read = running().filter(({ file }) => file.startsWith('services/city/'));
    expect(new Set(read.flatMap(({ text }) => namesRead(text)))).toEqual(ofCity);
  });

  test('reach a service by no way past them: its environment is read whole, where it starts', () => {
    const readers = running().filter(({ text }) => /process\.env\b(?!\[')/.test(text));
    expect(readers.map(({ file }) => file)).toEqual(['libs/service-kit/src/start/service-main.ts']);
  });

  test('of the job that sets up the engines are those it reads', () => {
    expect(settingsIn(pages.get('docs/services/access.md') ?? '')).toEqual(Object.keys(ACCESS_VARIABLES));
  });
});
