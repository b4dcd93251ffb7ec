import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationTable, settingsOfService } from '@linli/service-kit/configuration';
import { code, page, shell, table } from './markdown.ts';

/** The one setting of services that the city takes from its environment; a test holds this to its sources. */
const ENVIRONMENT = ['OTEL_EXPORTER_OTLP_ENDPOINT'];

/** What this page needs to know of commander's command. */
interface CommandLine {
  readonly options: readonly {
    readonly flags: string;
    readonly description: string;
    readonly defaultValue?: unknown;
    readonly negate: boolean;
  }[];
}

/** `docs/services/city.md`. */
export async function cityPage(repository: string): Promise<string> {
  const folder = join(repository, 'services/city');
  const { description } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    description: string;
  };
  const options = (await import(join(folder, 'src/options.ts'))) as { cityCommand(): CommandLine };
  return page(
    '# city',
    description,
    'It has no Kafka principal and is told what to do by options: engines are SQLite files of its data folder, and whoever opens the page is signed in by an issuer of its own, on this machine alone.',
    '## Start it',
    shell(
      'npm start                                      # fresh clone or not: installs, builds, starts',
      'npx node services/city/dist/main.js --no-play  # built already',
      '',
      'curl -s http://127.0.0.1:3000/health/ready',
    ),
    'It answers at the same doors as every service: `GET /health/live`, `GET /health/ready`, `GET /metrics`, `GET /openapi.json`.',
    '## Options',
    table(
      ['option', 'meaning', 'default'],
      options
        .cityCommand()
        .options.map(({ flags, description: meaning, defaultValue, negate }) => [
          code(flags),
          meaning,
          negate || defaultValue === false ? 'off' : code(String(defaultValue)),
        ]),
    ),
    '## Environment',
    environmentTable(),
  );
}

function environmentTable(): string {
  const settings = settingsOfService('city', { ownsLog: false });
  const taken = Object.entries(settings.properties).filter(([name]) => ENVIRONMENT.includes(name));
  return configurationTable({ ...settings, properties: Object.fromEntries(taken) });
}
