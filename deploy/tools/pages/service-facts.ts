import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as language from '@linli/contracts';
import type { EventMap } from '@linli/contracts';
import { settingsOfService } from '@linli/service-kit/configuration';
import type { ServiceAccess } from '../../src/access/access.ts';
import { readComposeFile } from '../../src/compose/read-compose-file.ts';

type Settings = ReturnType<typeof settingsOfService>;

/** A view that a service keeps, as its sources have it. */
export interface ViewFacts {
  readonly view: string;
  readonly version: number;
  readonly contexts: readonly string[];
}

/** What the pages say of one service that starts alone. */
export interface ServiceFacts {
  readonly access: ServiceAccess;
  /** One sentence, from its `package.json`. */
  readonly description: string;
  readonly settings: Settings;
  readonly views: readonly ViewFacts[];
  /** Where `docker-compose.yml` publishes it. */
  readonly port: number;
  /** A page of its own to be built beside it. */
  readonly hasWeb: boolean;
}

export async function factsOf(repository: string, access: ServiceAccess): Promise<ServiceFacts> {
  const folder = join(repository, 'services', access.service);
  const { description } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    description: string;
  };
  const own = await ownSettings(folder);
  const compose = readComposeFile(join(repository, 'docker-compose.yml'), {});
  return {
    access,
    description,
    settings: settingsOfService(access.service, {
      ownsLog: access.publishes !== undefined,
      ...(own === undefined ? {} : { own }),
    }),
    views: viewsIn(access.service, join(folder, 'src')),
    port: compose.services.get(access.service)?.ports[0]?.published as number,
    hasWeb: existsSync(join(folder, 'web')),
  };
}

/** The settings that the service adds to those of all; it is not loaded for them. */
async function ownSettings(folder: string): Promise<Settings | undefined> {
  const file = join(folder, 'src/settings.ts');
  if (!existsSync(file)) return undefined;
  return ((await import(file)) as { settings: Settings }).settings;
}

/** Every view of the sources: a projection written out, or one of the kit's, with the agenda where a timer needs one. */
export function viewsIn(context: string, sources: string): readonly ViewFacts[] {
  const views: ViewFacts[] = [];
  let hasTimers = false;
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
    const text = readFileSync(join(sources, file), 'utf8');
    const written = /^ {2}view: '([a-z-]+)',\n {2}version: (\d+),\n {2}contexts: \[([^\]]+)\]/m.exec(text);
    if (written) {
      const [, view = '', version, contexts = ''] = written;
      views.push({ view, version: Number(version), contexts: contexts.replaceAll("'", '').split(', ') });
    }
    for (const [, view = '', version] of text.matchAll(/\b(?:view|projectionOf)\(\s*'([a-z-]+)',\s*(\d+)/g))
      views.push({
        view,
        version: Number(version),
        contexts: contextsNamed(file, eventsOf(sources, file, text)),
      });
    hasTimers ||= /^ +timers: \{/m.test(text);
  }
  if (hasTimers) views.push({ view: `${context}-agenda`, version: 1, contexts: [context] });
  return views;
}

/** The text of a view, and that of the list of events beside it where it has one. */
function eventsOf(sources: string, file: string, text: string): string {
  const lists = [...text.matchAll(/from '(\.\/[\w-]+-events\.ts)'/g)].map(([, list = '']) => list);
  return [text, ...lists.map((list) => readFileSync(join(sources, dirname(file), list), 'utf8'))].join('\n');
}

/** The contexts of the events that the file of a view names, as the published language has them. */
export function contextsNamed(file: string, text: string): readonly string[] {
  const maps = text.match(/\b\w+Events\b/g) ?? [];
  const contexts = maps.flatMap((name) => {
    const events = (language as Readonly<Record<string, unknown>>)[name] as EventMap | undefined;
    return Object.values(events ?? {}).map(({ context }) => context);
  });
  if (contexts.length === 0) throw new Error(`${file} names no events of the published language`);
  return [...new Set(contexts)];
}
