import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ACCESS } from '../../src/access/access.ts';
import { rightsOf } from '../../src/access/rights.ts';
import { contextsNamed, viewsIn } from '../../tools/pages/service-facts.ts';
import { repository } from '../repository.ts';

const services = join(repository, 'services');
const withMain = readdirSync(services).filter((service) => service !== 'city');

function sourcesOf(service: string): readonly { readonly file: string; readonly text: string }[] {
  const folder = join(services, service, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => ({ file: `${service}/src/${file}`, text: readFileSync(join(folder, file), 'utf8') }));
}

/** The contexts that the projections and reactors of a service follow, as its sources name them. */
function followedBy(service: string): ReadonlySet<string> {
  const ofViews = viewsIn(service, join(services, service, 'src')).flatMap(({ contexts }) => contexts);
  const contexts = new Set<string>(ofViews);
  for (const { file, text } of sourcesOf(service)) {
    // Who keeps persons hears of what is erased, which stands in the log of residents.
    if (text.includes('await serviceMain(')) contexts.add('residents');
    if (/= reaction\(/.test(text)) for (const name of contextsNamed(file, text)) contexts.add(name);
    for (const [, value = ''] of text.matchAll(/\bcontexts\s*:\s*([^\n]*)/g)) {
      const list = /^\[((?:'\w+'(?:, )?)+)\],?$/.exec(value)?.[1];
      if (list === undefined) throw new Error(`${file}: the contexts ${value} are not written out`);
      for (const [, name = ''] of list.matchAll(/'(\w+)'/g)) contexts.add(name);
    }
  }
  return contexts;
}

describe('the table of who publishes and who reads', () => {
  test('has every service that starts alone, each once', () => {
    expect(ACCESS.map(({ service }) => service).sort()).toEqual(withMain.sort());
  });

  test.each(ACCESS.map((access) => [access.service, access] as const))(
    'has for %s the contexts that its sources follow, besides its own',
    (service, { publishes, reads }) => {
      const followed = followedBy(service);
      expect(followed.size).toBeGreaterThan(0);
      expect([...followed].filter((context) => context !== publishes).sort()).toEqual([...reads].sort());
    },
  );

  test.each(ACCESS.map((access) => [access.service, access] as const))(
    'lets %s publish if it starts with a log of its own, and only then',
    (service, { publishes }) => {
      const main = readFileSync(join(services, service, 'src/main.ts'), 'utf8');
      const [, start, name] = /await (serviceMain|readerMain)\(\{\s*name: '(\w+)'/.exec(main) ?? [];
      expect(name).toBe(service);
      expect(publishes).toBe(start === 'serviceMain' ? service : undefined);
    },
  );

  test('gives nobody more than reading, writing and making topics, and nothing on the cluster', () => {
    for (const { operation, kind, name, pattern } of rightsOf(ACCESS)) {
      expect(['READ', 'WRITE', 'CREATE', 'DESCRIBE', 'DESCRIBE_CONFIGS']).toContain(operation);
      expect(['topic', 'group', 'transactional-id']).toContain(kind);
      expect(name).toMatch(pattern === 'literal' ? /^linli\.[a-z]+$/ : /^linli\.[a-z]+\.$/);
    }
  });
});
