import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { GENERATED } from '../../tools/pages/markdown.ts';
import { repository } from '../repository.ts';
import { sourcesBelow, sourcesIn } from './sources.ts';

const pages = ['', 'docs', 'docs/decisions', 'docs/services']
  .flatMap((folder) => readdirSync(join(repository, folder)).map((file) => join(folder, file)))
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(repository, path), 'utf8') }));
const byHand = pages.filter(({ text }) => !text.startsWith(GENERATED));
const sources = [...sourcesBelow('libs', 'services'), ...sourcesIn('deploy/src')];
const code = sources.map(({ text }) => text).join('\n');

/** Every match of the expression's first group, with the page it stands on. */
function named(expression: RegExp): readonly (readonly [path: string, name: string])[] {
  return byHand.flatMap(({ path, text }) =>
    [...text.matchAll(expression)].map(([, name = '']) => [path, name] as const),
  );
}

/** `GET /v1/incidents/{}`, as doors of commands, views and written-out controllers declare them. */
function routes(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { text } of sources) {
    for (const [, door = ''] of text.matchAll(
      /(?:@Door\(\s*|\blist: |\bone: )'((?:GET|POST|PUT|PATCH|DELETE) \/[^']*)'/g,
    ))
      found.add(door.replaceAll(/:\w+/g, '{}'));
    for (const part of text.split(/(?=@Controller\()/).slice(1)) {
      const prefix = /^@Controller\('([^']*)'\)/.exec(part)?.[1] ?? '';
      for (const [, method = '', path = ''] of part.matchAll(/@(Get|Post|Put|Delete)\((?:'([^']*)')?\)/g)) {
        const route = `/${[prefix, path].filter((piece) => piece !== '').join('/')}`;
        found.add(`${method.toUpperCase()} ${route.replaceAll(/:\w+/g, '{}')}`);
      }
    }
  }
  return found;
}

describe('what pages written by hand name', () => {
  test('are metrics that are measured', () => {
    const metrics = named(/\b(linli_[a-z_]+)\b/g);
    expect(metrics.length).toBeGreaterThan(10);
    expect(metrics.filter(([, metric]) => !code.includes(`'${metric}'`))).toEqual([]);
  });

  test('are settings that something reads', () => {
    const settings = named(/`([A-Z]{2,}(?:_[A-Z]+)+)`/g);
    expect(settings.length).toBeGreaterThan(20);
    expect(settings.filter(([, name]) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
  });

  test('are commands of the root package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    const commands = named(/`?npm (?:run )?(?:-s )?((?:start|test|[a-z]+(?::[a-z]+)?))\b/g).filter(
      ([, command]) => !['ci', 'view', 'ls', 'audit', 'sbom', 'install'].includes(command),
    );
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter(([, command]) => scripts[command] === undefined)).toEqual([]);
  });

  test('are routes that a controller has', () => {
    const known = routes();
    const doors = [
      ...named(/`((?:GET|POST) \/[a-z0-9/.{}-]*)`/g),
      ...named(/(curl [^\n]*)/g).flatMap(([path, line]) => {
        const at = /\$AT(\/[^\s`"?]*)/.exec(line)?.[1];
        const method = line.includes('-X POST') ? 'POST' : 'GET';
        return at === undefined ? [] : [[path, `${method} ${generic(at)}`] as const];
      }),
    ];
    expect(doors.length).toBeGreaterThan(8);
    expect(doors.filter(([, door]) => !known.has(door))).toEqual([]);
  });

  test('are files and headings that are there', () => {
    const links = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => [path, target] as const),
    );
    expect(links.filter(([path, target]) => !isThere(path, target))).toEqual([]);
  });
});

/** The route of a call: views and streams are whatever they are. */
function generic(path: string): string {
  return path.replace(/(projections|parked)\/[^/]+\//, '$1/{}/').replace(/\$[A-Z]+/g, '{}');
}

function isThere(page: string, target: string): boolean {
  const [file = '', heading] = target.split('#');
  const path = file === '' ? join(repository, page) : join(repository, dirname(page), file);
  if (!existsSync(path)) return false;
  if (heading === undefined) return true;
  const headings = readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].some(([, title = '']) => anchorOf(title) === heading);
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}
